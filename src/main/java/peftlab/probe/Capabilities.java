package peftlab.probe;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import peftlab.nn.Pooling;

/**
 * What a method can do, in one of the forms that its card names.
 *
 * @param method id
 * @param settings that differ from the defaults
 * @param merges whether it folds into a plain encoder
 * @param startsAtBase whether its outputs are the base model's before the first step
 * @param extraTokens rows that every sequence is lengthened by
 * @param extraPositions positions that every sequence is lengthened by; above {@code extraTokens}
 *     where only keys and values stand there
 * @param poolings with which it runs, and all of it trains
 */
public record Capabilities(
    String method,
    Map<String, Object> settings,
    boolean merges,
    boolean startsAtBase,
    int extraTokens,
    int extraPositions,
    Set<Pooling> poolings) {

  /** Whether another form differs at most in how long its prompts are. */
  public boolean isLike(Capabilities other) {
    return merges == other.merges
        && startsAtBase == other.startsAtBase
        && (extraTokens > 0) == (other.extraTokens > 0)
        && (extraPositions > 0) == (other.extraPositions > 0)
        && poolings.equals(other.poolings);
  }

  /** By what every sequence gets longer, in words; empty where it does not. */
  public String lengthening() {
    if (extraTokens > 0) {
      return extraTokens + " tokens";
    }
    return extraPositions > 0 ? extraPositions + " keys" : "";
  }

  /** The ids of the poolings, in their order. */
  public String poolingIds() {
    return poolings.stream().sorted().map(Pooling::id).collect(Collectors.joining(" "));
  }
}
