package peftlab.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import peftlab.InputException;
import peftlab.checkpoint.format.RenamedTensors;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;

/** A source's tensors under BertModel's names, checked against a configuration. */
final class BertTensors extends RenamedTensors {
  /**
   * Takes over a source under its canonical names.
   *
   * @param what names the whole in messages
   * @throws InputException where two tensors come to the same name
   */
  BertTensors(TensorSource stored, String what) {
    super(stored, what, BertNames::canonical, "BERT tensor");
  }

  /** Whether any tensor of the pooler is there. */
  boolean hasPooler() {
    return hasLinear(BertNames.POOLER);
  }

  /**
   * Checks that every tensor of the encoder, and of the classifier if there is one, is there in its
   * shape, and forgets all others.
   *
   * @throws InputException naming the first tensor that is missing or has another shape
   */
  void restrictTo(EncoderConfig config) {
    List<String> kept = new ArrayList<>();
    BertParameters.shapes(config)
        .forEach(
            (name, shape) -> {
              require(name, shape);
              kept.add(name);
            });
    if (hasLinear(BertNames.CLASSIFIER)) {
      String weight = BertNames.CLASSIFIER + ".weight";
      String bias = BertNames.CLASSIFIER + ".bias";
      long[] shape = shape(weight);
      long classes = shape.length == 0 ? 0 : shape[0];
      require(weight, classes, config.width());
      require(bias, classes);
      kept.add(weight);
      kept.add(bias);
    }
    keep(kept);
  }

  @Override
  public void require(String name, long... expected) {
    long[] actual = shape(name);
    if (!Arrays.equals(actual, expected)) {
      throw new InputException(
          origin(name)
              + " has shape "
              + Arrays.toString(actual)
              + ", but "
              + BertConfigFile.NAME
              + " makes it "
              + Arrays.toString(expected));
    }
  }

  private boolean hasLinear(String path) {
    return has(path + ".weight") || has(path + ".bias");
  }
}
