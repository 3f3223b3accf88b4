package peftlab.checkpoint.adapter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import peftlab.InputException;
import peftlab.checkpoint.format.ArraySource;
import peftlab.checkpoint.format.Safetensors;
import peftlab.checkpoint.format.SafetensorsWriter;
import peftlab.checkpoint.format.TensorSource;

/**
 * A classification head as files keep it: one linear layer on the pooled vector.
 *
 * @param weight {@code [classes, width]}
 * @param bias {@code [classes]}
 * @param onPooler whether it was trained on the pooler's output, as BertForSequenceClassification's
 *     classifier is
 */
@SuppressWarnings("ArrayRecordComponent") // copied into a parameter, never compared
public record TaskHead(float[] weight, float[] bias, boolean onPooler) {
  static final String FILE = "head.safetensors";

  /** What Hugging Face's models call it. */
  static final String CLASSIFIER = "classifier";

  /** Number of classes. */
  public int classes() {
    return bias.length;
  }

  /**
   * Reads {@code head.safetensors} with tensors {@code weight} and {@code bias}, if it is there.
   */
  public static Optional<TaskHead> beside(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (TensorSource tensors = Safetensors.open(file)) {
      return Optional.of(read(tensors, "", false));
    }
  }

  /** Reads {@code classifier.weight} and {@code classifier.bias}, if they are there. */
  public static Optional<TaskHead> inside(TensorSource tensors) {
    return tensors.names().contains(CLASSIFIER + ".weight")
        ? Optional.of(read(tensors, CLASSIFIER + ".", true))
        : Optional.empty();
  }

  /** Writes {@code head.safetensors} into a folder. */
  public void write(Path folder) {
    long width = weight.length / classes();
    SafetensorsWriter.write(
        folder.resolve(FILE),
        new ArraySource(
            FILE,
            Map.of(
                "weight", new ArraySource.Entry(new long[] {classes(), width}, () -> weight),
                "bias", new ArraySource.Entry(new long[] {classes()}, () -> bias))));
  }

  private static TaskHead read(TensorSource tensors, String prefix, boolean onPooler) {
    long[] shape = tensors.shape(prefix + "weight");
    if (shape.length != 2 || shape[0] < 1) {
      throw new InputException(tensors.origin(prefix + "weight") + " is not a matrix of classes");
    }
    return new TaskHead(
        tensors.values(prefix + "weight", shape),
        tensors.values(prefix + "bias", shape[0]),
        onPooler);
  }
}
