package peftlab.train;

import peftlab.InputException;
import peftlab.Records;
import peftlab.Setting;
import peftlab.nn.Pooling;

/**
 * Everything that shapes a training run besides model, data and method.
 *
 * <p>A component is all there is to a setting: its key in YAML and JSON, its option of {@code
 * train}, its part in a trial's id, its column in tables and its limits follow from it. Its default
 * stands in {@code experiments/defaults.yaml}.
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
 * @param pooling how the hidden states of a row become one vector
 * @param seed of initialisation, order and dropout
 * @param threads that one trial computes with
 * @param shuffle whether rows are shuffled again in every epoch
 * @param groupByLength whether each chunk of 50 shuffled batches is sorted by length
 */
public record TrainSettings(
    @Setting(help = "Learning rate", low = 1e-12, high = 100) double lr,
    @Setting(help = "Batch size", low = 1, high = 4096) int batch,
    @Setting(help = "Number of steps; 0: train for --epochs", low = 0, high = 10_000_000) int steps,
    @Setting(help = "Passes over the training examples", low = 0, high = 1000) double epochs,
    @Setting(help = "AdamW weight decay", low = 0, high = 10) double weightDecay,
    @Setting(help = "constant or linear") Schedule schedule,
    @Setting(help = "Share of the steps that warm up the learning rate", low = 0, high = 0.99)
        double warmup,
    @Setting(help = "Maximum gradient norm; 0: no clipping", low = 0, high = 1e6) double clip,
    @Setting(help = "Dropout rate", low = 0, high = 0.9) double dropout,
    @Setting(help = "Maximum tokens per example", low = 3, high = 8192) int maxLength,
    @Setting(help = "mean, cls or pooler") Pooling pooling,
    @Setting(help = "Random seed", low = 0) long seed,
    @Setting(help = "Threads", low = 1, high = 1024) int threads,
    @Setting(help = "Shuffles the rows again in every epoch") boolean shuffle,
    @Setting(help = "Sorts each chunk of 50 shuffled batches by length") boolean groupByLength) {

  /**
   * Checks every value.
   *
   * @throws InputException naming the key whose value is out of its limits
   */
  public TrainSettings {
    Records.check(
        TrainSettings.class,
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
        seed,
        threads,
        shuffle,
        groupByLength);
    if (steps == 0 && epochs == 0) {
      throw new InputException("epochs and steps are both 0: expected one of them above 0");
    }
  }

  /** The number of steps that {@code rows} training rows take, at least 1. */
  public int stepsFor(int rows) {
    int perEpoch = (rows + batch - 1) / batch;
    return steps > 0 ? steps : Math.max(1, Math.toIntExact(Math.round(perEpoch * epochs)));
  }
}
