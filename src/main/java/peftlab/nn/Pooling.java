package peftlab.nn;

import java.util.Arrays;
import java.util.Locale;
import peftlab.InputException;
import peftlab.tensor.Activation;
import peftlab.tensor.Tensor;

/** How the hidden states of a sequence become one vector; only real tokens are seen. */
public enum Pooling {
  /** The mean of all tokens. */
  MEAN,
  /** The state of [CLS]. */
  CLS,
  /** {@code tanh(dense(state of [CLS]))}, where the checkpoint has a pooler. */
  POOLER;

  /** The pooling that settings call {@code name}. */
  public static Pooling named(String name) {
    return Arrays.stream(values())
        .filter(p -> p.id().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new InputException("pooling '" + name + "' is none of mean, cls, pooler"));
  }

  /** The name that settings use. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One row for each sequence, {@code [sequences, width]}. */
  public Tensor pool(Encoder encoder, Encoder.Encoded encoded) {
    Tensor hidden = encoded.hidden();
    Layout layout = encoded.layout();
    return switch (this) {
      case MEAN -> hidden.meanRows(layout.realOffsets(), layout.realRows());
      case CLS -> hidden.select(layout.firstRealRows());
      case POOLER ->
          hidden
              .select(layout.firstRealRows())
              .linear(
                  encoder.parameter("pooler.dense.weight"), encoder.parameter("pooler.dense.bias"))
              .activate(Activation.TANH);
    };
  }
}
