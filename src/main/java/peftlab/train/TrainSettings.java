package peftlab.train;

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
 * @param dropout rate of every dropout of the encoder and before the head
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

  /** The number of steps that {@code rows} training rows take. */
  public int stepsFor(int rows) {
    int perEpoch = (rows + batch - 1) / batch;
    return steps > 0 ? steps : Math.toIntExact(Math.round(perEpoch * epochs));
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
