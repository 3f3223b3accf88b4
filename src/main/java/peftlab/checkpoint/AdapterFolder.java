package peftlab.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import peftlab.InputException;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;
import peftlab.peft.StoredTensor;

/**
 * A folder with an adapter: {@code adapter_config.json} and {@code adapter_model.safetensors}, as
 * Hugging Face PEFT or this framework wrote them.
 *
 * <p>What changes single modules (LoRA, DoRA, (IA)³, VeRA) or replaces tensors of the base is
 * folded into the base; everything else is a method of this framework that takes its tensors back.
 * No path that a file names is followed.
 */
public final class AdapterFolder implements StoredAdapter {
  static final String WEIGHTS = "adapter_model.safetensors";
  private static final String PICKLED = "adapter_model.bin";

  /** Adapters of virtual tokens, as PEFT calls them. */
  static final Set<String> VIRTUAL = Set.of("PROMPT_TUNING", "P_TUNING", "PREFIX_TUNING");

  private final AdapterConfig config;
  private final AdapterTensors tensors;
  private final Optional<RestoredMethod> method;
  private final TaskHead head;
  private final boolean tokenTypes;

  private AdapterFolder(
      AdapterConfig config,
      AdapterTensors tensors,
      Optional<RestoredMethod> method,
      TaskHead head,
      boolean tokenTypes) {
    this.config = config;
    this.tensors = tensors;
    this.method = method;
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
    config.requireKnown();
    config.requireTask(VIRTUAL.contains(config.type()));
    Path weights = folder.resolve(WEIGHTS);
    if (!Files.exists(weights) && Files.exists(folder.resolve(PICKLED))) {
      throw new InputException(
          folder + " holds no " + WEIGHTS + "; pickled weights (.bin) are not supported");
    }
    TensorSource stored = Safetensors.open(weights);
    try {
      Optional<RestoredMethod> method = RestoredMethod.read(config, stored);
      AdapterTensors tensors = new AdapterTensors(stored, weights.toString());
      TaskHead head =
          TaskHead.beside(folder)
              .or(() -> TaskHead.inside(tensors))
              .orElseThrow(
                  () ->
                      new InputException(
                          folder + " holds no " + TaskHead.FILE + " and no classifier"));
      boolean dropped = VIRTUAL.contains(config.type()) && !config.classifies();
      boolean tokenTypes = TaskSettings.read(folder).map(TaskSettings::tokenTypes).orElse(!dropped);
      return new AdapterFolder(config, tensors, method, head, tokenTypes);
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
      SafetensorsWriter.write(weights, named(config, tensors));
      JsonFiles.write(folder.resolve(AdapterConfig.NAME), config.keys());
      return Files.size(weights);
    } catch (IOException e) {
      throw Messages.unwritable(folder, e);
    }
  }

  /** The bytes of the tensor file that {@link #write} would write. */
  public static long size(AdapterConfigWriter config, List<StoredTensor> tensors) {
    return SafetensorsWriter.size(named(config, tensors));
  }

  private static TensorSource named(AdapterConfigWriter config, List<StoredTensor> tensors) {
    Map<String, ArraySource.Entry> entries = new TreeMap<>();
    for (StoredTensor tensor : tensors) {
      entries.put(
          config.name(tensor.name(), tensors),
          new ArraySource.Entry(tensor.shape(), tensor.value()::toFloats));
    }
    return new ArraySource(WEIGHTS, entries);
  }

  @Override
  public TaskHead head() {
    return head;
  }

  @Override
  public Optional<RestoredMethod> method() {
    return method;
  }

  @Override
  public boolean poolsPrompt() {
    return head.onPooler() && Set.of("PROMPT_TUNING", "P_TUNING").contains(config.type());
  }

  @Override
  public boolean tokenTypes() {
    return tokenTypes;
  }

  AdapterConfig config() {
    return config;
  }

  AdapterTensors tensors() {
    return tensors;
  }

  @Override
  public Checkpoint onto(Checkpoint base) {
    if (config.type().equals(RestoredMethod.OWN)) {
      return base;
    }
    EncoderConfig sizes = base.config().withPooler(base.config().pooler() || hasPooler());
    return folded(base, sizes, tensors, changes(sizes));
  }

  /** A base with the changes of modules, and with some tensors replaced. */
  static Checkpoint folded(
      Checkpoint base,
      EncoderConfig sizes,
      TensorSource replacing,
      Map<String, ? extends ModuleChange> changes) {
    return new Checkpoint(
        base.origin(),
        sizes,
        new FoldedTensors(sizes, base.tensors(), replacing, changes),
        base::tokenizerJson);
  }

  /**
   * The changes of a base's modules.
   *
   * @throws InputException where the adapter does not fit a base of these sizes
   */
  Map<String, ? extends ModuleChange> changes(EncoderConfig sizes) {
    Map<String, long[]> shapes = BertParameters.shapes(sizes);
    for (String name : tensors.others()) {
      if (shapes.containsKey(name)) {
        tensors.require(name, shapes.get(name));
      } else if (!mayStandAlone(name)) {
        throw new InputException(
            tensors.origin(name) + " belongs neither to the adapter nor to the base model");
      }
    }
    if (VIRTUAL.contains(config.type())) {
      config.agree("num_layers", sizes.layers(), "the base model has " + sizes.layers());
      config.agree("num_attention_heads", sizes.heads(), "the base model has " + sizes.heads());
    }
    boolean pooler = head.onPooler();
    TargetModules.checkSaved(config, tensors, shapes, pooler);
    if (Set.of("LORA", "VERA").contains(config.type())) {
      TrainedBiases.check(config, tensors, shapes, pooler);
    }
    Map<String, ? extends ModuleChange> changes =
        ModuleChanges.read(config, tensors, shapes, pooler);
    if (!sizes.pooler()) {
      changes.remove(BertNames.POOLER);
    }
    changes.forEach((module, change) -> check(module, change, shapes));
    return changes;
  }

  private boolean hasPooler() {
    return tensors.has(BertNames.POOLER + ".weight") && tensors.has(BertNames.POOLER + ".bias");
  }

  private boolean mayStandAlone(String name) {
    return name.startsWith(TaskHead.CLASSIFIER + ".")
        || tensors.isReplacedOriginal(name)
        || switch (config.type()) {
          case "VERA" -> Set.of("vera_A", "vera_B").contains(name);
          default -> method.isPresent() && name.equals(RestoredMethod.PROMPT);
        };
  }

  private static void check(String module, ModuleChange change, Map<String, long[]> shapes) {
    long[] shape = shapes.get(module + ".weight");
    change.check(module, shape[0], shape[1]);
  }

  @Override
  public void close() {
    tensors.close();
  }
}
