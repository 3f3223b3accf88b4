package peftlab.experiment;

import java.util.EnumMap;
import java.util.Map;
import peftlab.train.Setting;

/** What {@code experiments/defaults.yaml}, as it comes with peftlab, says of training. */
public final class Defaults {
  private Defaults() {}

  /** A checked value for every setting. */
  public static Map<Setting, Object> settings() {
    Map<Setting, Object> values = new EnumMap<>(Setting.class);
    MethodReader.settings(ExperimentReader.builtIn().entries().get("settings"))
        .forEach((setting, all) -> values.put(setting, all.get(0)));
    return values;
  }
}
