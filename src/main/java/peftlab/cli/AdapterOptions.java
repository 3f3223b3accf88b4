package peftlab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import peftlab.InputException;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.ModelTask;
import peftlab.checkpoint.Models;
import peftlab.checkpoint.adapter.AdapterFolder;
import peftlab.checkpoint.adapter.StoredAdapter;
import peftlab.checkpoint.adapter.TaskHead;
import peftlab.checkpoint.adapter.TaskSettings;
import peftlab.checkpoint.adapter.WeightedAdapters;
import peftlab.classify.TrainedClassifier;
import peftlab.method.PeftFormat.Combination;
import peftlab.nn.Pooling;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a trained classifier. */
final class AdapterOptions {
  private static final int DEFAULT_LENGTH = 128;

  @Option(
      names = "--model",
      required = true,
      description = "Model name (./peftlab models) or Hugging Face folder.")
  private String model;

  @Option(
      names = "--adapter",
      description =
          "Adapter folder, as train --save or PEFT writes it. Without it, the model itself must"
              + " have a head. To add several LoRAs, repeat it as DIR:WEIGHT (default weight: 1);"
              + " the head is that of the first.")
  private List<String> adapter = List.of();

  @Option(
      names = "--combination",
      defaultValue = "cat",
      description =
          "How LoRAs are added, as in PEFT's add_weighted_adapter: cat (exact sum; the default) or"
              + " linear (adds A and B separately; needs equal ranks).")
  private Combination combination;

  @Option(
      names = "--pooling",
      description =
          "mean, cls or pooler (default: as trained; if the files do not say, pooler for a"
              + " classifier inside the adapter or model, mean for head.safetensors).")
  private String pooling;

  @Mixin private BackendOption backend;

  /** Of the classifier inside the model, once it was read. */
  private List<String> ownLabels = List.of();

  @Option(names = "--threads", defaultValue = "2", description = "Threads (default: 2).")
  private int threads;

  /** Reads the classifier. */
  TrainedClassifier open() {
    if (threads < 1) {
      throw new InputException("--threads must be at least 1, not " + threads);
    }
    Checkpoint checkpoint = new Models(line -> System.err.println(line)).open(model);
    List<AdapterArgument> adapters = adapter.stream().map(AdapterArgument::parse).toList();
    if (adapters.isEmpty()) {
      TaskHead head = ownHead(checkpoint);
      return TrainedClassifier.of(
          checkpoint, head, pooling(head), backend.backend().kernels(threads));
    }
    StoredAdapter stored = stored(adapters);
    try {
      return TrainedClassifier.of(
          checkpoint, stored, pooling(stored.head()), backend.backend().kernels(threads));
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private StoredAdapter stored(List<AdapterArgument> adapters) {
    if (adapters.size() == 1 && !adapters.get(0).weighted()) {
      return AdapterFolder.open(adapters.get(0).folder());
    }
    return WeightedAdapters.open(
        adapters.stream().map(AdapterArgument::folder).toList(),
        adapters.stream().map(AdapterArgument::weight).toList(),
        combination);
  }

  private TaskHead ownHead(Checkpoint checkpoint) {
    Path folder = Path.of(model);
    Optional<TaskHead> beside =
        Files.isDirectory(folder) ? TaskHead.beside(folder) : Optional.empty();
    if (beside.isPresent()) {
      return beside.get();
    }
    TaskHead inside =
        TaskHead.inside(checkpoint.tensors())
            .orElseThrow(
                () -> new InputException(model + " has no classification head: name an --adapter"));
    ownLabels = ModelTask.read(folder).labels();
    return inside;
  }

  private Pooling pooling(TaskHead head) {
    if (pooling != null) {
      return Pooling.named(pooling);
    }
    return settings()
        .map(settings -> Pooling.named(settings.pooling()))
        .orElse(head.onPooler() ? Pooling.POOLER : Pooling.MEAN);
  }

  /** How the classifier answers, where it pools so. */
  TaskSettings settings(Pooling used) {
    return new TaskSettings(used.id(), defaultLength(), knownLabels());
  }

  private List<String> knownLabels() {
    return settings().map(TaskSettings::labels).orElse(ownLabels);
  }

  /**
   * The names of so many classes, their numbers where the files name none.
   *
   * @throws InputException where the files name another number of classes
   */
  List<String> labels(int classes) {
    List<String> known = knownLabels();
    if (known.isEmpty()) {
      return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
    if (known.size() != classes) {
      throw new InputException(
          "the head has %d classes, but the files beside it name %d"
              .formatted(classes, known.size()));
    }
    return known;
  }

  /** What the classifier's folder says of its training. */
  private Optional<TaskSettings> settings() {
    Path folder =
        adapter.isEmpty() ? Path.of(model) : AdapterArgument.parse(adapter.get(0)).folder();
    return Files.isDirectory(folder) ? TaskSettings.read(folder) : Optional.empty();
  }

  /**
   * Maximum number of tokens per example; longer texts are cut, where the command line does not
   * say.
   */
  int defaultLength() {
    return settings().map(TaskSettings::maxLength).orElse(DEFAULT_LENGTH);
  }
}
