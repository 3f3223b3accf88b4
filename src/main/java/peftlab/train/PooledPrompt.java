package peftlab.train;

import java.util.List;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.peft.Adaptation;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;

/**
 * A prompt whose vectors pooling takes for tokens.
 *
 * @param prompt that changes nothing but the embedded sequence
 */
record PooledPrompt(Adaptation prompt) implements Adaptation, Hooks {
  @Override
  public Encoder encoder() {
    return prompt.encoder();
  }

  @Override
  public List<Parameter> trainable() {
    return prompt.trainable();
  }

  @Override
  public int extraPositions() {
    return prompt.extraPositions();
  }

  @Override
  public Hooks hooks() {
    return this;
  }

  @Override
  public Hooks begin(Tape tape) {
    Hooks pass = prompt.hooks().begin(tape);
    return new Hooks() {
      @Override
      public Sequence embedded(Sequence words) {
        Sequence longer = pass.embedded(words);
        return new Sequence(longer.hidden(), longer.layout().allReal());
      }
    };
  }
}
