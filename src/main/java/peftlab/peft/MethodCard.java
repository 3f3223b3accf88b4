package peftlab.peft;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import peftlab.InputException;

/**
 * What {@code methods/<id>.md} says of a method: YAML between two lines of dashes, then prose.
 *
 * @param id of the method
 * @param title for people
 * @param paper where it was published
 * @param capacity the hyperparameter that makes it larger; null where it has one size
 * @param parameters formula of the number of trained parameters, for people
 * @param startsAtBase whether its logits are the base model's before the first step
 * @param lr a learning rate to start from
 * @param hyperparameters by name, in order
 * @param prose what follows the YAML
 */
public record MethodCard(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) String title,
    @JsonProperty(required = true) String paper,
    String capacity,
    @JsonProperty(required = true) String parameters,
    @JsonProperty(value = "starts_at_base", required = true) boolean startsAtBase,
    @JsonProperty(required = true) double lr,
    @JsonProperty(required = true) Map<String, Hyperparameter> hyperparameters,
    String prose) {
  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * A hyperparameter.
   *
   * @param value used where an experiment names none
   * @param about what it does, in one line
   */
  public record Hyperparameter(
      @JsonProperty(value = "default", required = true) Object value,
      @JsonProperty(required = true) String about) {}

  /** The card of the method called {@code id}, from the class path. */
  public static MethodCard of(String id) {
    String name = "methods/" + id + ".md";
    try (InputStream in = MethodCard.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new InputException("method '" + id + "' has no card " + name + " on the class path");
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new InputException(name + ": " + e.getMessage(), e);
    }
  }

  /** Reads a card's text; {@code name} is for messages. */
  static MethodCard parse(String name, String text) {
    int end = text.indexOf("\n---\n");
    if (!text.startsWith("---\n") || end < 0) {
      throw new InputException(name + ": a card starts with YAML between two lines of ---");
    }
    try {
      MethodCard card = YAML.readValue(text.substring(4, end + 1), MethodCard.class);
      if (card == null || card.hyperparameters == null) {
        throw new InputException(name + ": the YAML lacks 'hyperparameters'");
      }
      return new MethodCard(
          card.id,
          card.title,
          card.paper,
          card.capacity,
          card.parameters,
          card.startsAtBase,
          card.lr,
          card.hyperparameters,
          text.substring(end + 5).strip());
    } catch (JsonProcessingException e) {
      throw new InputException(name + ": " + firstLine(e), e);
    }
  }

  static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
  }
}
