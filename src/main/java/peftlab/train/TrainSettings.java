package peftlab.train;

import peftlab.InputException;

/**
 * Everything that shapes a training run besides model, data and method.
 *
 * @param lr learning rate
 * @param batch rows of one step
 * @param steps number of steps; 0 for as many as the epochs take
 * @param epochs passes over the training rows, used where steps is 0
 * @param weightDecay AdamW's decoupled decay, of every trained tensor
 * @param schedule how the rate changes
 * @param warmup share of the steps over which the rate rises, in [0, 1)
 * @param clip largest global gradient norm; 0 for no clipping
 * @param dropout rate of every dropout of the encoder, attention included, and before the head; the
 *     checkpoint's {@code hidden_dropout_prob} and {@code attention_probs_dropout_prob} are not
 *     read
 * @param maxLength tokens after which a row is cut
 * @param pooling {@code mean}, {@code cls} or {@code pooler}
 * @param seed of initialisation, order and dropout
 * @param threads that one trial computes with
 * @param shuffle whether rows are shuffled anew in every epoch
 * @param groupByLength whether each chunk of 50 shuffled batches is sorted by length
 */
public record TrainSettings(
    double lr,
    int batch,
    int steps,
    double epochs,
    double weightDecay,
    Schedule schedule,
    double warmup,
    double clip,
    double dropout,
    int maxLength,
    String pooling,
    long seed,
    int threads,
    boolean shuffle,
    boolean groupByLength) {

  /** The smallest learning rate. */
  public static final double LEAST_RATE = 1e-12;

  /** The largest learning rate. */
  public static final double MOST_RATE = 100;

  /**
   * Checks every value.
   *
   * @throws InputException naming the key whose value is out of its limits
   */
  public TrainSettings {
    if (!(LEAST_RATE <= lr && lr <= MOST_RATE)) {
      throw new InputException(
          "lr is '%s': expected a number from %s to %.0f".formatted(lr, LEAST_RATE, MOST_RATE));
    }
    check(Setting.BATCH, batch);
    check(Setting.STEPS, steps);
    check(Setting.EPOCHS, epochs);
    check(Setting.WEIGHT_DECAY, weightDecay);
    check(Setting.WARMUP, warmup);
    check(Setting.CLIP, clip);
    check(Setting.DROPOUT, dropout);
    check(Setting.MAX_LENGTH, maxLength);
    check(Setting.POOLING, pooling);
    check(Setting.THREADS, threads);
    if (seed < 0) {
      throw new InputException("seed is '" + seed + "': expected 0 or more");
    }
    if (steps == 0 && epochs == 0) {
      throw new InputException("epochs and steps are both 0: expected one of them above 0");
    }
  }

  private static void check(Setting setting, Object value) {
    setting.checked(setting.key(), value);
  }

  /** The number of steps that {@code rows} training rows take, at least 1. */
  public int stepsFor(int rows) {
    int perEpoch = (rows + batch - 1) / batch;
    return steps > 0 ? steps : Math.max(1, Math.toIntExact(Math.round(perEpoch * epochs)));
  }

  /** These settings with another learning rate. */
  public TrainSettings withLr(double newLr) {
    return new TrainSettings(
        newLr,
        batch,
        steps,
        epochs,
        weightDecay,
        schedule,
        warmup,
        clip,
        dropout,
        maxLength,
        pooling,
        seed,
        threads,
        shuffle,
        groupByLength);
  }

  /** These settings with another seed. */
  public TrainSettings withSeed(long newSeed) {
    return new TrainSettings(
        lr,
        batch,
        steps,
        epochs,
        weightDecay,
        schedule,
        warmup,
        clip,
        dropout,
        maxLength,
        pooling,
        newSeed,
        threads,
        shuffle,
        groupByLength);
  }
}
