package peftlab.experiment;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.peft.Hyperparameters;
import peftlab.peft.MethodCard;
import peftlab.peft.PeftMethod;
import peftlab.peft.PeftMethods;

/** The methods on the class path, as their cards describe them. */
public final class CardCatalog implements MethodCatalog {
  /** More than any width, length or rank: what is too much for a model is found out by trying. */
  private static final int LARGEST = 1 << 16;

  private final Map<String, PeftMethod<?>> methods = PeftMethods.all();

  @Override
  public Set<String> ids() {
    return methods.keySet();
  }

  @Override
  public Record resolve(String id, Map<String, Object> given) {
    return Hyperparameters.resolve(methods.get(id), given);
  }

  @Override
  public Optional<Knob> knob(String id) {
    return Optional.ofNullable(MethodCard.of(id).capacity())
        .map(name -> new Knob(name, 1, LARGEST));
  }
}
