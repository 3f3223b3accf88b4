package peftlab.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Locale;
import java.util.Map;
import peftlab.Records;

/** Training settings of tests, in a line. */
public final class TestSettings {
  private static final YAMLMapper YAML = new YAMLMapper();

  private TestSettings() {}

  /**
   * The defaults on one thread, but for what differs.
   *
   * @param yaml such as {@code steps: 3, dropout: 0}
   * @param values of its placeholders, as {@link String#format} has them
   */
  public static TrainSettings of(double lr, String yaml, Object... values) {
    String text = "{threads: 1, " + String.format(Locale.ROOT, yaml, values) + "}";
    try {
      Map<String, Object> changes = YAML.readValue(text, new TypeReference<>() {});
      return Records.with(Defaults.settings(lr), changes);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** As {@link #of}, at one learning rate without warm-up. */
  public static TrainSettings constant(double lr, String yaml, Object... values) {
    return of(lr, "schedule: constant, warmup: 0, " + yaml, values);
  }
}
