package peftlab.train;

import java.util.LinkedHashMap;
import java.util.Map;
import peftlab.InputException;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.format.TensorSource;
import peftlab.data.Tokenizer;
import peftlab.nn.BertParameters;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Pooling;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Parameter;
import peftlab.tensor.PhantomKernels;

/** A pretrained encoder with its tokenizer: one copy, shared by all trials of a process. */
public final class BaseModel implements AutoCloseable {
  private final String origin;
  private final Encoder encoder;
  private final Tokenizer tokenizer;
  private final Arena arena;

  private BaseModel(String origin, Encoder encoder, Tokenizer tokenizer, Arena arena) {
    this.origin = origin;
    this.encoder = encoder;
    this.tokenizer = tokenizer;
    this.arena = arena;
  }

  /**
   * Reads a checkpoint into memory that {@code kernels}, and others of their kind, can compute on.
   *
   * @param pooling decides whether the pooler is read
   */
  public static BaseModel load(Checkpoint checkpoint, Pooling pooling, Kernels kernels) {
    return load(checkpoint, pooling, false, kernels);
  }

  /**
   * As {@link #load(Checkpoint, Pooling, Kernels)}.
   *
   * @param pooler whether a pooler is read even if pooling does without it
   */
  public static BaseModel load(
      Checkpoint checkpoint, Pooling pooling, boolean pooler, Kernels kernels) {
    return load(checkpoint, tokenizer(checkpoint), pooling, pooler, kernels);
  }

  /**
   * As {@link #load(Checkpoint, Pooling, Kernels)}, with the checkpoint's tokenizer read before.
   */
  public static BaseModel load(
      Checkpoint checkpoint, Tokenizer tokenizer, Pooling pooling, Kernels kernels) {
    return load(checkpoint, tokenizer, pooling, false, kernels);
  }

  private static BaseModel load(
      Checkpoint checkpoint,
      Tokenizer tokenizer,
      Pooling pooling,
      boolean pooler,
      Kernels kernels) {
    EncoderConfig config = checkpoint.config();
    if (pooling == Pooling.POOLER && !config.pooler()) {
      throw new InputException(
          checkpoint.origin() + " has no pooler: choose --pooling mean or cls");
    }
    EncoderConfig used =
        config.withPooler(pooling == Pooling.POOLER || (pooler && config.pooler()));
    Arena arena = new Arena(kernels);
    TensorSource tensors = checkpoint.tensors();
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    BertParameters.shapes(used)
        .forEach((name, shape) -> parameters.put(name, read(tensors, name, shape, arena)));
    return new BaseModel(checkpoint.origin(), new Encoder(used, parameters), tokenizer, arena);
  }

  /**
   * The same model without weights, to count with: every parameter has its shape and no memory.
   *
   * @param pooling decides whether the pooler is counted
   */
  public static BaseModel phantom(Checkpoint checkpoint, Pooling pooling) {
    EncoderConfig used = checkpoint.config().withPooler(pooling == Pooling.POOLER);
    Arena arena = new Arena(new PhantomKernels());
    return new BaseModel(
        checkpoint.origin(), Encoder.blank(used, arena), tokenizer(checkpoint), arena);
  }

  private static Tokenizer tokenizer(Checkpoint checkpoint) {
    Tokenizer tokenizer =
        Tokenizer.parse(checkpoint.tokenizerJson(), checkpoint.origin() + "/tokenizer.json");
    int vocabulary = checkpoint.config().vocabulary();
    if (tokenizer.vocabularySize() > vocabulary) {
      throw new InputException(
          "%s: the tokenizer has %d tokens, the model only %d"
              .formatted(checkpoint.origin(), tokenizer.vocabularySize(), vocabulary));
    }
    return tokenizer;
  }

  private static Matrix allocate(Arena arena, long[] shape) {
    int rows = shape.length == 1 ? 1 : Math.toIntExact(shape[0]);
    int columns = Math.toIntExact(shape[shape.length - 1]);
    return arena.allocate(MemoryCategory.FROZEN, rows, columns);
  }

  private static Parameter read(TensorSource tensors, String name, long[] shape, Arena arena) {
    tensors.require(name, shape);
    Matrix value = allocate(arena, shape);
    tensors.read(name, value::set);
    return new Parameter(name, shape, value, false);
  }

  /** Name or folder. */
  public String origin() {
    return origin;
  }

  /** The frozen encoder. */
  public Encoder encoder() {
    return encoder;
  }

  /** Text to ids. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Bytes of the weights. */
  public long bytes() {
    return arena.bytes(MemoryCategory.FROZEN);
  }

  @Override
  public void close() {
    arena.close();
  }
}
