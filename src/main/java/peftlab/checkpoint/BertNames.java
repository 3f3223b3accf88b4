package peftlab.checkpoint;

/** How checkpoints spell the names of Hugging Face's BertModel. */
public final class BertNames {
  public static final String POOLER = "pooler.dense";
  static final String CLASSIFIER = "classifier";

  private BertNames() {}

  /**
   * The name under which a stored tensor is known here: without {@code bert.}, and with {@code
   * weight} and {@code bias} for the {@code gamma} and {@code beta} of old layer norms.
   */
  public static String canonical(String stored) {
    String name = stored.startsWith("bert.") ? stored.substring("bert.".length()) : stored;
    if (name.endsWith("LayerNorm.gamma")) {
      return name.substring(0, name.length() - "gamma".length()) + "weight";
    }
    if (name.endsWith("LayerNorm.beta")) {
      return name.substring(0, name.length() - "beta".length()) + "bias";
    }
    return name;
  }
}
