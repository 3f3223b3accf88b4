package peftlab.cli;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import peftlab.Records;
import peftlab.Setting;
import peftlab.train.Defaults;
import peftlab.train.TrainSettings;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives a command an option for each of the {@link TrainSettings}, with experiments' defaults. */
final class TrainOptions implements IModelTransformer, IDefaultValueProvider {
  private static final String LR = "lr"; // its default is the method's own

  private Map<String, Object> defaults;

  @Override
  public CommandSpec transform(CommandSpec command) {
    for (RecordComponent component : TrainSettings.class.getRecordComponents()) {
      command.addOption(option(component));
    }
    return command;
  }

  private static OptionSpec option(RecordComponent component) {
    String key = Records.key(component);
    String value = key.equals(LR) ? "the method card's" : "${DEFAULT-VALUE}";
    OptionSpec.Builder option =
        OptionSpec.builder(name(key))
            .description(
                component.getAnnotation(Setting.class).help() + " (default: " + value + ").");
    return component.getType() == boolean.class
        ? option.type(boolean.class).arity("0").negatable(true).fallbackValue("true").build()
        : option.type(String.class).paramLabel("<" + component.getName() + ">").build();
  }

  @Override
  public synchronized String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    if (defaults == null) {
      defaults = Defaults.values();
    }
    Object value = defaults.get(key(option.longestName()));
    return value == null ? null : value.toString();
  }

  /**
   * The settings of a parsed command.
   *
   * @param cardRate the learning rate if none is given
   * @throws peftlab.InputException naming the option whose value is wrong
   */
  static TrainSettings of(CommandSpec command, Supplier<Double> cardRate) {
    Map<String, Object> values = new HashMap<>();
    for (String key : Records.keys(TrainSettings.class)) {
      Object given = command.findOption(name(key)).getValue();
      Object value =
          given == null
              ? cardRate.get()
              : given instanceof String text
                  ? SetValues.value(name(key) + " " + text, text)
                  : given;
      values.put(key, Records.value(TrainSettings.class, key, name(key), value));
    }
    return Records.read(values, TrainSettings.class);
  }

  private static String name(String key) {
    return "--" + key.replace('_', '-');
  }

  private static String key(String name) {
    return name.substring(2).replace('-', '_');
  }
}
