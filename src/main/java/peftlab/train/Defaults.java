package peftlab.train;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import peftlab.Records;

/** How training goes unless told otherwise: {@code experiments/defaults.yaml}, as built in. */
public final class Defaults {
  private static final YAMLMapper YAML = new YAMLMapper();

  private Defaults() {}

  /** Values by key: every setting's, but for the learning rate, which has no default. */
  public static Map<String, Object> values() {
    try (InputStream in = Defaults.class.getResourceAsStream("/experiments/defaults.yaml")) {
      JsonNode file = YAML.readTree(in);
      Map<String, Object> values =
          YAML.convertValue(file.get("settings"), new TypeReference<>() {});
      values.put("seed", file.at("/seeds/0").longValue());
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The default settings at learning rate {@code lr}. */
  public static TrainSettings settings(double lr) {
    Map<String, Object> values = values();
    values.put("lr", lr);
    return Records.read(values, TrainSettings.class);
  }
}
