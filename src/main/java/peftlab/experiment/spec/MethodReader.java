package peftlab.experiment.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peftlab.InputException;
import peftlab.Records;
import peftlab.train.TrainSettings;

/** Reads the entries under {@code methods}, and the settings and rates that they fall back to. */
final class MethodReader {
  static final List<String> SEARCH_KEYS = List.of("low", "high", "trials");
  static final List<String> MATCH_KEYS = List.of("trainable", "memory");
  private static final Pattern BYTES =
      Pattern.compile("(\\d{1,12})\\s*(B|kB|MB|GB)", Pattern.CASE_INSENSITIVE);

  /** What stands under {@code settings}; learning rates and seeds have keys of their own. */
  static final List<String> SETTINGS =
      Records.keys(TrainSettings.class).stream()
          .filter(key -> !key.equals("lr") && !key.equals("seed"))
          .toList();

  private final Map<String, YamlNode> top;

  MethodReader(Map<String, YamlNode> top) {
    this.top = top;
  }

  /** All entries; their budgets of rates are equal. */
  List<MethodEntry> methods() {
    YamlNode node = top.get("methods");
    if (!(node instanceof YamlNode.Sequence)) {
      throw YamlValues.wrong(node, "methods", "a list of entries such as {method: lora, rank: 8}");
    }
    List<MethodEntry> entries =
        YamlValues.items(node, "methods").stream().map(this::entry).toList();
    MethodEntry first = entries.get(0);
    for (MethodEntry entry : entries) {
      if (tries(entry) != tries(first)) {
        throw entry
            .origin()
            .error(
                entry.method()
                    + " "
                    + shown(tries(entry))
                    + ", but "
                    + first.method()
                    + " "
                    + shown(tries(first))
                    + ": a fair comparison gives every method the same number");
      }
    }
    return entries;
  }

  private static int tries(MethodEntry entry) {
    return entry.rates().get(0).trials();
  }

  private static String shown(int tries) {
    return tries == 0 ? "has fixed learning rates" : "searches " + tries + " learning rates";
  }

  private MethodEntry entry(YamlNode node) {
    Map<String, YamlNode> hyper = new LinkedHashMap<>(YamlValues.entries(node, "a method's entry"));
    YamlNode method = hyper.remove("method");
    if (method == null) {
      throw node.origin().error("an entry under methods lacks the key 'method'");
    }
    YamlNode rates = hyper.containsKey("lr") ? hyper.remove("lr") : top.get("lr");
    if (rates == null) {
      throw node.origin()
          .error(
              "this entry has no learning rate: add lr to it, or to the experiment for all"
                  + " entries");
    }
    YamlNode match = hyper.containsKey("match") ? hyper.remove("match") : top.get("match");
    YamlNode settings = top.get("settings");
    if (hyper.containsKey("settings")) {
      YamlNode own = hyper.remove("settings");
      YamlValues.entries(own, "settings");
      YamlValues.entries(settings, "settings");
      settings = ((YamlNode.Mapping) own).over((YamlNode.Mapping) settings);
    }
    return new MethodEntry(
        node.origin(),
        YamlValues.text(method, "method"),
        hyper,
        settings(settings),
        settings.origin(),
        rates(rates),
        Optional.ofNullable(match).map(MethodReader::match));
  }

  private static Map<String, List<Object>> settings(YamlNode node) {
    Map<String, List<Object>> settings = new LinkedHashMap<>();
    Map<String, YamlNode> given = YamlValues.section(node, "settings", SETTINGS);
    for (String key : SETTINGS) {
      if (!given.containsKey(key)) {
        throw node.origin().error("settings lacks the key '" + key + "'");
      }
      List<YamlNode> items = YamlValues.items(given.get(key), key);
      settings.put(key, items.stream().map(item -> checked(key, key, item)).toList());
    }
    return settings;
  }

  private static Object checked(String key, String name, YamlNode node) {
    try {
      return Records.value(TrainSettings.class, key, name, node.plain());
    } catch (InputException e) {
      throw node.origin().error(e.getMessage());
    }
  }

  private static List<LearningRate> rates(YamlNode node) {
    if (!(node instanceof YamlNode.Mapping)) {
      return YamlValues.items(node, "lr").stream()
          .<LearningRate>map(rate -> new LearningRate.Fixed(rate(rate, "lr")))
          .toList();
    }
    YamlNode search = YamlValues.section(node, "lr", List.of("search")).get("search");
    if (search == null) {
      throw YamlValues.wrong(
          node, "lr", "a rate, a list of rates or {search: {low, high, trials}}");
    }
    Map<String, YamlNode> keys = YamlValues.section(search, "lr.search", SEARCH_KEYS);
    for (String key : SEARCH_KEYS) {
      if (!keys.containsKey(key)) {
        throw search.origin().error("lr.search lacks the key '" + key + "'");
      }
    }
    double low = rate(keys.get("low"), "lr.search.low");
    double high = rate(keys.get("high"), "lr.search.high");
    if (low >= high) {
      throw YamlValues.wrong(keys.get("high"), "lr.search.high", "more than low, " + low);
    }
    int trials = (int) YamlValues.integer(keys.get("trials"), "lr.search.trials", 1, 1000);
    return List.of(new LearningRate.Search(low, high, trials));
  }

  private static double rate(YamlNode node, String name) {
    return (double) checked("lr", name, node);
  }

  private static Budget match(YamlNode node) {
    Map<String, YamlNode> keys = YamlValues.section(node, "match", MATCH_KEYS);
    if (keys.size() != 1) {
      throw YamlValues.wrong(node, "match", "one of trainable: NUMBER and memory: '300 MB'");
    }
    YamlNode value = keys.values().iterator().next();
    if (keys.containsKey("trainable")) {
      return new Budget(
          Budget.Resource.TRAINABLE,
          YamlValues.integer(value, "match.trainable", 1, 1_000_000_000_000L));
    }
    Matcher bytes = BYTES.matcher(YamlValues.text(value, "match.memory"));
    if (!bytes.matches()) {
      throw YamlValues.wrong(value, "match.memory", "bytes such as '300 MB'");
    }
    long unit =
        switch (bytes.group(2).toLowerCase(Locale.ROOT)) {
          case "kb" -> 1_000L;
          case "mb" -> 1_000_000L;
          case "gb" -> 1_000_000_000L;
          default -> 1L;
        };
    return new Budget(
        Budget.Resource.MEMORY, Math.multiplyExact(unit, Long.parseLong(bytes.group(1))));
  }
}
