package peftlab.cli;

import java.util.EnumMap;
import java.util.Map;
import peftlab.train.Setting;
import peftlab.train.TrainSettings;
import picocli.CommandLine.Option;

/** The options that become {@link TrainSettings}; {@link TrainDefaults} has their defaults. */
final class TrainOptions {
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

  @Option(names = "--pooling", description = "mean, cls or pooler" + DEFAULT)
  private String pooling;

  @Option(names = "--batch", description = "Rows of a step" + DEFAULT)
  private int batch;

  @Option(names = "--steps", description = "Number of steps; 0 for --epochs" + DEFAULT)
  private int steps;

  @Option(names = "--epochs", description = "Passes over the rows" + DEFAULT)
  private double epochs;

  @Option(names = "--lr", description = "Learning rate (default: the method card's).")
  private Double lr;

  @Option(names = "--weight-decay", description = "AdamW's weight decay" + DEFAULT)
  private double weightDecay;

  @Option(names = "--schedule", description = "constant or linear" + DEFAULT)
  private String schedule;

  @Option(
      names = "--warmup",
      description = "Share of the steps over which the learning rate rises" + DEFAULT)
  private double warmup;

  @Option(names = "--clip", description = "Largest gradient norm; 0 for no clipping" + DEFAULT)
  private double clip;

  @Option(names = "--dropout", description = "Dropout rate" + DEFAULT)
  private double dropout;

  @Option(names = "--max-length", description = "Tokens after which a row is cut" + DEFAULT)
  private int maxLength;

  @Option(names = "--seed", defaultValue = "1", description = "Random seed" + DEFAULT)
  private long seed;

  @Option(names = "--threads", description = "Threads" + DEFAULT)
  private int threads;

  @Option(names = "--no-shuffle", description = "Takes rows in the file's order.")
  private boolean noShuffle;

  @Option(
      names = "--group-by-length",
      description = "Sorts each chunk of 50 shuffled batches by length.")
  private boolean groupByLength;

  TrainSettings settings(double cardRate) {
    Map<Setting, Object> given = new EnumMap<>(Setting.class);
    given.put(Setting.BATCH, batch);
    given.put(Setting.STEPS, steps);
    given.put(Setting.EPOCHS, epochs);
    given.put(Setting.SCHEDULE, schedule);
    given.put(Setting.WARMUP, warmup);
    given.put(Setting.WEIGHT_DECAY, weightDecay);
    given.put(Setting.CLIP, clip);
    given.put(Setting.DROPOUT, dropout);
    given.put(Setting.MAX_LENGTH, maxLength);
    given.put(Setting.POOLING, pooling);
    given.put(Setting.THREADS, threads);
    given.put(Setting.SHUFFLE, !noShuffle);
    given.put(Setting.GROUP_BY_LENGTH, groupByLength);
    given.replaceAll((setting, value) -> setting.checked(option(setting), value));
    return Setting.toSettings(given, lr == null ? cardRate : lr, seed);
  }

  private static String option(Setting setting) {
    return "--" + setting.key().replace('_', '-');
  }
}
