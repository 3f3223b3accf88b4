package peftlab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peftlab.InputException;
import peftlab.checkpoint.AdapterFolder;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.Models;
import peftlab.checkpoint.TaskHead;
import peftlab.checkpoint.TaskSettings;
import peftlab.nn.Pooling;
import peftlab.train.TrainedClassifier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a trained classifier. */
final class TrainedOptions {
  private static final int DEFAULT_LENGTH = 128;

  @Option(names = "--model", required = true, description = "Name or Hugging Face folder.")
  private String model;

  @Option(
      names = "--adapter",
      description = {
        "Folder with adapter_config.json, adapter_model.safetensors and head.safetensors, or with",
        "the classifier inside the adapter. Without it the model itself must have a head."
      })
  private Path adapter;

  @Option(
      names = "--pooling",
      description = "mean, cls or pooler (default: as trained, where the files say it, or mean).")
  private String pooling;

  @Mixin private BackendOption backend;

  @Option(names = "--threads", defaultValue = "2", description = "Threads (default: 2).")
  private int threads;

  /** Reads the classifier. */
  TrainedClassifier open() {
    if (threads < 1) {
      throw new InputException("--threads must be at least 1, not " + threads);
    }
    Checkpoint checkpoint = new Models(line -> System.err.println(line)).open(model);
    if (adapter == null) {
      TaskHead head = ownHead(checkpoint);
      return TrainedClassifier.of(
          checkpoint, head, pooling(head), backend.backend().kernels(threads));
    }
    AdapterFolder folder = AdapterFolder.open(adapter);
    try {
      return TrainedClassifier.of(
          checkpoint, folder, pooling(folder.head()), backend.backend().kernels(threads));
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private TaskHead ownHead(Checkpoint checkpoint) {
    Path folder = Path.of(model);
    Optional<TaskHead> beside =
        Files.isDirectory(folder) ? TaskHead.beside(folder) : Optional.empty();
    return beside
        .or(() -> TaskHead.inside(checkpoint.tensors()))
        .orElseThrow(
            () -> new InputException(model + " has no classification head: name an --adapter"));
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
    List<String> labels = settings().map(TaskSettings::labels).orElse(List.of());
    return new TaskSettings(used.id(), defaultLength(), labels);
  }

  /** What the classifier's folder says of its training. */
  private Optional<TaskSettings> settings() {
    Path folder = adapter == null ? Path.of(model) : adapter;
    return Files.isDirectory(folder) ? TaskSettings.read(folder) : Optional.empty();
  }

  /** Tokens after which a row is cut, where the command line does not say. */
  int defaultLength() {
    return settings().map(TaskSettings::maxLength).orElse(DEFAULT_LENGTH);
  }
}
