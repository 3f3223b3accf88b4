package peftlab.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import peftlab.InputException;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.data.Row;
import peftlab.data.RowFile;
import peftlab.tensor.backend.Backend;
import peftlab.train.DivergedException;

/**
 * Replays all runs of a folder that PyTorch left behind: {@code checkpoint}, {@code train.tsv},
 * {@code eval.tsv} and {@code runs/METHOD/{settings.json, init.safetensors, losses.csv,
 * logits.csv}}.
 */
public final class ReferenceRuns {
  private final Path root;
  private final Backend backend;
  private final int threads;

  /** A folder, and what shall compute its replay. */
  public ReferenceRuns(Path root, Backend backend, int threads) {
    this.root = root;
    this.backend = backend;
    this.threads = threads;
  }

  /**
   * Replays every run and hands each outcome to {@code listener} as soon as it is known; a run that
   * cannot be replayed is a failed one.
   *
   * @throws InputException where the folder is not of that layout
   */
  public List<RunOutcome> check(Tolerances tolerances, Consumer<RunOutcome> listener) {
    List<Row> train = RowFile.read(root.resolve("train.tsv"));
    List<Row> eval = RowFile.read(root.resolve("eval.tsv"));
    return runs().stream()
        .map(folder -> check(folder, train, eval, tolerances))
        .peek(listener)
        .toList();
  }

  private List<Path> runs() {
    Path runs = root.resolve("runs");
    if (!Files.isDirectory(runs)) {
      throw new InputException(root + " holds no folder runs: see src/docs/conformance.md");
    }
    try (Stream<Path> folders = Files.list(runs)) {
      List<Path> found = folders.filter(Files::isDirectory).sorted().toList();
      if (found.isEmpty()) {
        throw new InputException(runs + " holds no runs");
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunOutcome check(Path folder, List<Row> train, List<Row> eval, Tolerances tolerances) {
    String name = folder.getFileName().toString();
    try {
      ReferenceRun run = ReferenceRun.read(folder);
      try (Checkpoint checkpoint = HuggingFaceFolder.read(root.resolve("checkpoint"))) {
        Replay replay = Replay.of(run, checkpoint, train, eval, backend, threads);
        return RunOutcome.replayed(
            name,
            run.settings().steps(),
            replay.lossDifference(),
            replay.logitDifference(),
            tolerances);
      }
    } catch (InputException | DivergedException e) {
      return RunOutcome.failed(name, e.getMessage());
    }
  }
}
