package peftlab.cli;

import java.util.Map;
import peftlab.experiment.Defaults;
import peftlab.train.Setting;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives the options of {@code train} the defaults that experiments have. */
final class TrainDefaults implements IDefaultValueProvider {
  private final Map<Setting, Object> settings = Defaults.settings();

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String key = option.longestName().substring(2).replace('-', '_');
    return Setting.KEYS.contains(key) ? settings.get(Setting.of(key)).toString() : null;
  }
}
