package peftlab.checkpoint.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peftlab.InputException;
import peftlab.checkpoint.BertNames;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.format.ArraySource;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.Messages;
import peftlab.checkpoint.format.Safetensors;
import peftlab.checkpoint.format.SafetensorsWriter;
import peftlab.checkpoint.format.StoredFile;
import peftlab.checkpoint.format.TensorSource;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethods;
import peftlab.method.StoredTensor;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;

/**
 * A folder with an adapter: {@code adapter_config.json} and {@code adapter_model.safetensors}, as
 * Hugging Face PEFT or this framework wrote them.
 *
 * <p>What replaces tensors of the base, such as trained biases, is replaced in the base; all else
 * is a method of this framework that takes its tensors back. No path that a file names is followed.
 */
public final class AdapterFolder implements StoredAdapter {
  static final String WEIGHTS = "adapter_model.safetensors";
  private static final String PICKLED = "adapter_model.bin";

  private final AdapterConfig config;
  private final AdapterType type;
  private final TensorSource stored;
  private final AdapterTensors tensors;
  private final TaskHead head;
  private final boolean tokenTypes;

  private AdapterFolder(
      AdapterConfig config,
      AdapterType type,
      TensorSource stored,
      AdapterTensors tensors,
      TaskHead head,
      boolean tokenTypes) {
    this.config = config;
    this.type = type;
    this.stored = stored;
    this.tensors = tensors;
    this.head = head;
    this.tokenTypes = tokenTypes;
  }

  /**
   * Opens a folder.
   *
   * @throws InputException naming the file, and the key or tensor, that is missing or wrong
   */
  public static AdapterFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + " is not a folder");
    }
    AdapterConfig config = AdapterConfig.read(folder.resolve(AdapterConfig.NAME));
    AdapterType type = AdapterType.of(config);
    Path weights = folder.resolve(WEIGHTS);
    if (!Files.exists(weights) && Files.exists(folder.resolve(PICKLED))) {
      throw new InputException(
          folder + " holds no " + WEIGHTS + "; pickled weights (.bin) are not supported");
    }
    TensorSource stored = Safetensors.open(weights);
    try {
      AdapterTensors tensors = new AdapterTensors(stored, type.tensors(), weights.toString());
      TaskHead head =
          TaskHead.beside(folder)
              .or(() -> TaskHead.inside(tensors))
              .orElseThrow(
                  () ->
                      new InputException(
                          folder + " holds no " + TaskHead.FILE + " and no classifier"));
      boolean tokenTypes =
          TaskSettings.read(folder)
              .map(TaskSettings::tokenTypes)
              .orElseGet(() -> type.tokenTypes(config));
      return new AdapterFolder(config, type, stored, tensors, head, tokenTypes);
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /**
   * Writes a folder that {@link #open} reads, and PEFT where it has the method.
   *
   * @param config see {@link AdapterConfigWriter}
   * @param tensors what the trained adaptation stores
   * @return bytes of the adapter's tensor file
   * @throws InputException where the folder cannot be written
   */
  public static long write(Path folder, AdapterConfigWriter config, List<StoredTensor> tensors) {
    try {
      Files.createDirectories(folder);
      Path weights = folder.resolve(WEIGHTS);
      SafetensorsWriter.write(weights, named(tensors));
      JsonFiles.write(folder.resolve(AdapterConfig.NAME), config.keys());
      return Files.size(weights);
    } catch (IOException e) {
      throw Messages.unwritable(folder, e);
    }
  }

  /** The bytes of the tensor file that {@link #write} would write. */
  public static long size(List<StoredTensor> tensors) {
    return SafetensorsWriter.size(named(tensors));
  }

  private static TensorSource named(List<StoredTensor> tensors) {
    Map<String, ArraySource.Entry> entries = new TreeMap<>();
    for (StoredTensor tensor : tensors) {
      entries.put(tensor.name(), new ArraySource.Entry(tensor.shape(), tensor.value()::toFloats));
    }
    return new ArraySource(WEIGHTS, entries);
  }

  @Override
  public TaskHead head() {
    return head;
  }

  @Override
  public boolean tokenTypes() {
    return tokenTypes;
  }

  AdapterConfig config() {
    return config;
  }

  AdapterType type() {
    return type;
  }

  @Override
  public boolean changesPooler() {
    return tensors.modules().contains(BertNames.POOLER);
  }

  @Override
  public Checkpoint onto(Checkpoint base) {
    if (type.format().isEmpty()) {
      return base;
    }
    EncoderConfig sizes = base.config().withPooler(base.config().pooler() || hasPooler());
    new FitCheck(config, tensors, BertParameters.shapes(sizes), head.onPooler())
        .check(type.format().get());
    return new Checkpoint(
        base.origin(),
        sizes,
        new ReplacedTensors(sizes, base.tensors(), tensors),
        base::tokenizerJson);
  }

  private boolean hasPooler() {
    return tensors.has(BertNames.POOLER + ".weight") && tensors.has(BertNames.POOLER + ".bias");
  }

  @Override
  public Adaptation restore(AdaptContext context) {
    if (type.format().isPresent()) {
      ForeignFile file = foreign(context);
      Adaptation adaptation = PeftMethods.read(type.method(), context, file);
      file.requireAllTaken();
      return adaptation;
    }
    StoredFile file = new StoredFile(stored, stored.names());
    Record hyper = Hyperparameters.resolve(type.method(), AdapterType.hyper(config));
    Adaptation adaptation = PeftMethods.restore(type.method(), context, hyper, file);
    file.requireAllTaken();
    return adaptation;
  }

  /** The file as PEFT's format has it. */
  ForeignFile foreign(AdaptContext context) {
    return new ForeignFile(config, tensors, context.base().config().pooler(), head.onPooler());
  }

  @Override
  public void close() {
    tensors.close();
  }
}
