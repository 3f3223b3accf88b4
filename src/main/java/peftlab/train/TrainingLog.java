package peftlab.train;

/**
 * What a training run leaves behind besides weights.
 *
 * @param losses of every step's batch, before the step
 * @param stepMillisMedian median time of one step, batching included
 * @param tokens real tokens trained on
 * @param seconds from the first step to the last
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of losses
public record TrainingLog(double[] losses, double stepMillisMedian, long tokens, double seconds) {
  /** Real tokens over training time. */
  public double tokensPerSecond() {
    return tokens / Math.max(seconds, 1e-9);
  }
}
