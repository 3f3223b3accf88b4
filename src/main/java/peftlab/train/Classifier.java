package peftlab.train;

import java.util.ArrayList;
import java.util.List;
import peftlab.method.Adaptation;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.nn.Pooling;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * An adapted encoder with pooling and head.
 *
 * @param adaptation what runs and trains
 * @param pooling from tokens to one vector
 * @param head from the vector to classes
 */
public record Classifier(Adaptation adaptation, Pooling pooling, Head head) {
  /** Everything that training changes, the head last. */
  public List<Parameter> trainable() {
    List<Parameter> all = new ArrayList<>(adaptation.trainable());
    all.addAll(head.parameters());
    return all;
  }

  /** Number of trained parameters, without the head. */
  public long trainedCount() {
    return adaptation.trainable().stream().mapToLong(Parameter::count).sum();
  }

  /** Runs the adapted encoder. */
  public Output forward(Tape tape, PackedTokens tokens, double dropout) {
    return forward(adaptation.encoder(), adaptation.hooks(), tape, tokens, dropout);
  }

  /** Runs another encoder, such as the merged one, with this pooling and head. */
  public Output forward(
      Encoder encoder, Hooks hooks, Tape tape, PackedTokens tokens, double dropout) {
    Encoder.Encoded encoded = encoder.forward(tape, tokens, hooks, dropout);
    return new Output(encoded, head.logits(pooling.pool(encoder, encoded), dropout));
  }

  /**
   * What a forward pass gives.
   *
   * @param encoded hidden states
   * @param logits {@code [sequences, classes]}
   */
  public record Output(Encoder.Encoded encoded, Tensor logits) {}
}
