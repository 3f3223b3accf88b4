package peftlab.peft;

import java.util.Optional;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;

/**
 * An adaptation that adds to the outputs of projections and changes nothing else, so that several
 * can work together and each folds into the weights.
 */
public interface Additive extends Adaptation {
  /** Hooks that add {@code weight} times what this adaptation adds. */
  Hooks hooks(double weight);

  /** A copy of {@code encoder} with {@code weight} times this adaptation folded in. */
  Encoder addTo(Encoder encoder, double weight);

  @Override
  default Hooks hooks() {
    return hooks(1);
  }

  @Override
  default Optional<Encoder> merged() {
    return Optional.of(addTo(encoder(), 1));
  }
}
