package peftlab.cli;

import java.util.Locale;
import peftlab.InputException;
import peftlab.train.Schedule;
import peftlab.train.TrainSettings;
import picocli.CommandLine.Option;

/** The options that become {@link TrainSettings}. */
final class TrainOptions {
  @Option(
      names = "--pooling",
      defaultValue = "mean",
      description = "mean, cls or pooler (default: mean).")
  private String pooling;

  @Option(names = "--batch", defaultValue = "32", description = "Rows of a step (default: 32).")
  private int batch;

  @Option(names = "--steps", defaultValue = "0", description = "Number of steps.")
  private int steps;

  @Option(
      names = "--epochs",
      defaultValue = "1",
      description = "Passes over the rows, where --steps is not given (default: 1).")
  private double epochs;

  @Option(names = "--lr", description = "Learning rate (default: the method card's).")
  private Double lr;

  @Option(names = "--weight-decay", defaultValue = "0", description = "AdamW's (default: 0).")
  private double weightDecay;

  @Option(
      names = "--schedule",
      defaultValue = "linear",
      description = "constant or linear (default: linear).")
  private String schedule;

  @Option(
      names = "--warmup",
      defaultValue = "0",
      description = "Share of the steps with a rising rate (default: 0).")
  private double warmup;

  @Option(
      names = "--clip",
      defaultValue = "0",
      description = "Largest gradient norm; 0 for no clipping (default: 0).")
  private double clip;

  @Option(names = "--dropout", defaultValue = "0.1", description = "Rate (default: 0.1).")
  private double dropout;

  @Option(
      names = "--max-length",
      defaultValue = "128",
      description = "Tokens after which a row is cut (default: 128).")
  private int maxLength;

  @Option(names = "--seed", defaultValue = "1", description = "Of everything random (default: 1).")
  private long seed;

  @Option(names = "--threads", defaultValue = "2", description = "Threads (default: 2).")
  private int threads;

  @Option(names = "--no-shuffle", description = "Takes rows in the file's order.")
  private boolean noShuffle;

  @Option(
      names = "--group-by-length",
      description = "Sorts each chunk of 50 shuffled batches by length.")
  private boolean groupByLength;

  TrainSettings settings(double cardRate) {
    check(batch >= 1, "--batch must be at least 1, not " + batch);
    check(steps >= 0, "--steps must not be negative: " + steps);
    check(epochs > 0, "--epochs must be positive, not " + epochs);
    check(lr == null || lr >= 0, "--lr must not be negative: " + lr);
    check(weightDecay >= 0, "--weight-decay must not be negative: " + weightDecay);
    check(warmup >= 0 && warmup < 1, "--warmup must be in [0, 1), not " + warmup);
    check(clip >= 0, "--clip must not be negative: " + clip);
    check(dropout >= 0 && dropout < 1, "--dropout must be in [0, 1), not " + dropout);
    check(maxLength >= 2, "--max-length must be at least 2, not " + maxLength);
    check(threads >= 1, "--threads must be at least 1, not " + threads);
    return new TrainSettings(
        lr == null ? cardRate : lr,
        batch,
        steps,
        epochs,
        weightDecay,
        schedule(),
        warmup,
        clip,
        dropout,
        maxLength,
        pooling,
        seed,
        threads,
        !noShuffle,
        groupByLength);
  }

  private Schedule schedule() {
    try {
      return Schedule.valueOf(schedule.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InputException("--schedule must be constant or linear, not " + schedule, e);
    }
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new InputException(message);
    }
  }
}
