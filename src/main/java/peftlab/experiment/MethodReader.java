package peftlab.experiment;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peftlab.InputException;
import peftlab.train.Setting;
import peftlab.train.TrainSettings;

/** Reads the entries under {@code methods}, and the settings and rates that they fall back to. */
final class MethodReader {
  static final List<String> SEARCH_KEYS = List.of("low", "high", "trials");
  static final List<String> MATCH_KEYS = List.of("trainable", "memory");
  private static final Pattern BYTES =
      Pattern.compile("(\\d{1,12})\\s*(B|kB|MB|GB)", Pattern.CASE_INSENSITIVE);

  private final Map<String, YamlNode> top;

  MethodReader(Map<String, YamlNode> top) {
    this.top = top;
  }

  /** All entries; their budgets of rates are equal. */
  List<MethodEntry> methods() {
    YamlNode node = top.get("methods");
    if (!(node instanceof YamlNode.Sequence)) {
      throw Values.wrong(node, "methods", "a list of entries such as {method: lora, rank: 8}");
    }
    List<MethodEntry> entries = Values.items(node, "methods").stream().map(this::entry).toList();
    MethodEntry first = entries.get(0);
    for (MethodEntry entry : entries) {
      if (entry.rates().budget() != first.rates().budget()) {
        throw entry
            .origin()
            .error(
                entry.method()
                    + " "
                    + tries(entry.rates())
                    + ", but "
                    + first.method()
                    + " "
                    + tries(first.rates())
                    + ": a fair comparison gives every method the same number");
      }
    }
    return entries;
  }

  private static String tries(Rates rates) {
    return rates.budget() == 0
        ? "has fixed learning rates"
        : "searches " + rates.budget() + " learning rates";
  }

  private MethodEntry entry(YamlNode node) {
    Map<String, YamlNode> hyper = new LinkedHashMap<>(Values.entries(node, "a method's entry"));
    YamlNode method = hyper.remove("method");
    if (method == null) {
      throw node.origin().error("an entry under methods lacks the key 'method'");
    }
    YamlNode rates = hyper.containsKey("lr") ? hyper.remove("lr") : top.get("lr");
    if (rates == null) {
      throw node.origin()
          .error("this entry has no learning rate: give it lr, or the experiment one for all");
    }
    YamlNode match = hyper.containsKey("match") ? hyper.remove("match") : top.get("match");
    YamlNode settings = top.get("settings");
    if (hyper.containsKey("settings")) {
      YamlNode own = hyper.remove("settings");
      Values.entries(own, "settings");
      Values.entries(settings, "settings");
      settings = ((YamlNode.Mapping) own).over((YamlNode.Mapping) settings);
    }
    return new MethodEntry(
        node.origin(),
        Values.text(method, "method"),
        hyper,
        settings(settings),
        rates(rates),
        Optional.ofNullable(match).map(MethodReader::match));
  }

  static Map<Setting, List<Object>> settings(YamlNode node) {
    Map<Setting, List<Object>> settings = new EnumMap<>(Setting.class);
    Values.section(node, "settings", Setting.KEYS)
        .forEach(
            (key, value) ->
                settings.put(
                    Setting.of(key),
                    Values.items(value, key).stream()
                        .map(item -> checked(Setting.of(key), item))
                        .toList()));
    for (Setting setting : Setting.values()) {
      if (!settings.containsKey(setting)) {
        throw node.origin().error("settings lacks the key '" + setting.key() + "'");
      }
    }
    if (settings.get(Setting.EPOCHS).contains(0.0) && settings.get(Setting.STEPS).contains(0L)) {
      throw node.origin().error("epochs and steps are both 0: expected one of them above 0");
    }
    return settings;
  }

  private static Object checked(Setting setting, YamlNode node) {
    try {
      return setting.checked(setting.key(), node.plain());
    } catch (InputException e) {
      throw node.origin().error(e.getMessage());
    }
  }

  private static Rates rates(YamlNode node) {
    if (!(node instanceof YamlNode.Mapping)) {
      return new Rates.Fixed(
          Values.items(node, "lr").stream().map(rate -> rate(rate, "lr")).toList());
    }
    YamlNode search = Values.section(node, "lr", List.of("search")).get("search");
    if (search == null) {
      throw Values.wrong(node, "lr", "a rate, a list of rates or {search: {low, high, trials}}");
    }
    Map<String, YamlNode> keys = Values.section(search, "lr.search", SEARCH_KEYS);
    for (String key : SEARCH_KEYS) {
      if (!keys.containsKey(key)) {
        throw search.origin().error("lr.search lacks the key '" + key + "'");
      }
    }
    double low = rate(keys.get("low"), "lr.search.low");
    double high = rate(keys.get("high"), "lr.search.high");
    if (low >= high) {
      throw Values.wrong(keys.get("high"), "lr.search.high", "more than low, " + low);
    }
    return new Rates.Search(
        low, high, (int) Values.integer(keys.get("trials"), "lr.search.trials", 1, 1000));
  }

  private static double rate(YamlNode node, String name) {
    return Values.number(node, name, TrainSettings.LEAST_RATE, TrainSettings.MOST_RATE);
  }

  private static Match match(YamlNode node) {
    Map<String, YamlNode> keys = Values.section(node, "match", MATCH_KEYS);
    if (keys.size() != 1) {
      throw Values.wrong(node, "match", "one of trainable: NUMBER and memory: '300 MB'");
    }
    YamlNode value = keys.values().iterator().next();
    if (keys.containsKey("trainable")) {
      return new Match(
          Match.Resource.TRAINABLE,
          Values.integer(value, "match.trainable", 1, 1_000_000_000_000L));
    }
    Matcher bytes = BYTES.matcher(Values.text(value, "match.memory"));
    if (!bytes.matches()) {
      throw Values.wrong(value, "match.memory", "bytes such as '300 MB'");
    }
    long unit =
        switch (bytes.group(2).toLowerCase(Locale.ROOT)) {
          case "kb" -> 1_000L;
          case "mb" -> 1_000_000L;
          case "gb" -> 1_000_000_000L;
          default -> 1L;
        };
    return new Match(
        Match.Resource.MEMORY, Math.multiplyExact(unit, Long.parseLong(bytes.group(1))));
  }
}
