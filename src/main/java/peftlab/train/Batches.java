package peftlab.train;

import java.util.List;
import peftlab.data.Example;
import peftlab.nn.PackedTokens;

/** Packs tokenized rows into batches. */
public final class Batches {
  private Batches() {}

  /** The rows' tokens behind one another. */
  public static PackedTokens pack(List<Example> rows) {
    return PackedTokens.of(
        rows.stream().map(Example::ids).toList(), rows.stream().map(Example::types).toList());
  }

  /** The rows' labels. */
  public static int[] labels(List<Example> rows) {
    return rows.stream().mapToInt(Example::label).toArray();
  }
}
