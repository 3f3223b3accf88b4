package peftlab.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import peftlab.Cards;
import peftlab.InputException;

/**
 * What {@code methods/<id>.md} says of a method: YAML between two lines of dashes, then prose.
 *
 * @param id of the method
 * @param title for people
 * @param paper where it was published
 * @param capacity the hyperparameter that makes it larger; null where it has one size
 * @param parameters formula of the number of trained parameters, without the head, in the model's
 *     sizes and the hyperparameters; {@code src/docs/adding-a-method.md} lists what it can name
 * @param stored formula of the number of values that a file keeps; that of the trained ones unless
 *     the card says otherwise
 * @param atBase whether its logits are the base model's before the first step: true, false, or the
 *     settings with which they are
 * @param loss what it minimises, in a formula, if that is not the task's cross entropy alone; null
 *     otherwise
 * @param lr a learning rate to start from
 * @param hyperparameters by name, in order
 * @param variants settings, besides the defaults, that are other forms of the method: its contract
 *     is tested, and its capabilities probed, for each
 * @param prose what follows the YAML
 */
public record MethodCard(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) String title,
    @JsonProperty(required = true) String paper,
    String capacity,
    @JsonProperty(required = true) String parameters,
    String stored,
    @JsonProperty(value = "starts_at_base", required = true) Object atBase,
    String loss,
    @JsonProperty(required = true) double lr,
    @JsonProperty(required = true) Map<String, Hyperparameter> hyperparameters,
    List<Map<String, Object>> variants,
    String prose) {

  /**
   * A hyperparameter.
   *
   * @param value used where an experiment names none
   * @param about what it does, in one line
   */
  public record Hyperparameter(
      @JsonProperty(value = "default", required = true) Object value,
      @JsonProperty(required = true) String about) {}

  /** Checks that the YAML names the hyperparameters, and fills in what it may leave out. */
  public MethodCard {
    if (hyperparameters == null) {
      throw new InputException("the YAML lacks 'hyperparameters'");
    }
    if (!(atBase instanceof Boolean || atBase instanceof Map)) {
      throw new InputException(
          "starts_at_base must be true, false or the settings with which it does, not " + atBase);
    }
    stored = stored == null ? parameters : stored;
    variants = variants == null ? List.of() : List.copyOf(variants);
  }

  /**
   * Whether its logits are the base model's before the first step.
   *
   * @param hyper all hyperparameters
   */
  public boolean startsAtBase(Map<String, Object> hyper) {
    if (atBase instanceof Map<?, ?> settings) {
      return settings.entrySet().stream()
          .allMatch(
              setting ->
                  String.valueOf(setting.getValue())
                      .equalsIgnoreCase(String.valueOf(hyper.get(setting.getKey()))));
    }
    return atBase.equals(true);
  }

  /** The card of the method called {@code id}, from the class path. */
  public static MethodCard of(String id) {
    return of(PeftMethods.named(id));
  }

  /** The card of a method, from where its class came from. */
  public static MethodCard of(PeftMethod<?> method) {
    return Cards.read(
        method.getClass().getClassLoader(), "methods/" + method.id() + ".md", MethodCard.class);
  }
}
