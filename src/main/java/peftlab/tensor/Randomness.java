package peftlab.tensor;

import java.util.Random;

/**
 * Random numbers in named streams, so that one more consumer never shifts another.
 *
 * <p>The same seed and name give the same numbers on every machine.
 */
public final class Randomness {
  private final long seed;

  /** Streams that derive from {@code seed}. */
  public Randomness(long seed) {
    this.seed = seed;
  }

  /** The stream called {@code name}, from its start. */
  public Random stream(String name) {
    long hash = seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash ^ name.charAt(i));
    }
    return new Random(mix(hash));
  }

  /** SplitMix64's finaliser (Steele, Lea and Flood, 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
