package peftlab.experiment.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peftlab.InputException;

/** From YAML to an {@link Experiment}: files, overrides and the keys at the top. */
final class ExperimentReader {
  static final List<String> KEYS =
      List.of(
          "title",
          "model",
          "task",
          "folder",
          "train",
          "eval",
          "settings",
          "lr",
          "seeds",
          "methods",
          "match",
          "mlflow");
  private static final List<String> REQUIRED =
      List.of("title", "model", "task", "settings", "seeds", "methods");
  private static final String DEFAULTS = "defaults.yaml";
  private static final long MAX_BYTES = 1 << 20;

  private final Map<String, YamlNode> top;
  private final YamlLocation origin;

  private ExperimentReader(YamlNode.Mapping suite) {
    this.top = YamlValues.section(suite, "the experiment", KEYS);
    this.origin = suite.origin();
  }

  static Experiment read(Path file, List<String> overrides) {
    YamlNode.Mapping written = mapping(file.toString(), text(file));
    YamlNode.Mapping suite = written.over(defaults(file));
    for (String override : overrides) {
      suite = overridden(suite, override);
    }
    String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    return new ExperimentReader(suite).experiment(name, suite);
  }

  private Experiment experiment(String name, YamlNode.Mapping suite) {
    for (String key : REQUIRED) {
      if (!top.containsKey(key)) {
        throw origin.error("the key '" + key + "' is missing");
      }
    }
    return new Experiment(
        name,
        YamlValues.text(top.get("title"), "title"),
        YamlValues.items(top.get("model"), "model").stream()
            .map(node -> YamlValues.text(node, "model"))
            .toList(),
        new TaskReader(top).tasks(),
        rows("train"),
        rows("eval"),
        seeds(),
        new MethodReader(top).methods(),
        mlflow(),
        suite);
  }

  private int rows(String key) {
    if (!top.containsKey(key)) {
      return 0;
    }
    YamlNode rows = YamlValues.section(top.get(key), key, List.of("rows")).get("rows");
    return rows == null ? 0 : (int) YamlValues.integer(rows, key + ".rows", 0, Integer.MAX_VALUE);
  }

  private List<Long> seeds() {
    YamlNode node = top.get("seeds");
    if (!(node instanceof YamlNode.Sequence)) {
      throw YamlValues.wrong(node, "seeds", "a list such as [1, 2, 3]");
    }
    List<Long> seeds =
        YamlValues.items(node, "seeds").stream()
            .map(seed -> YamlValues.integer(seed, "seed", 0, Long.MAX_VALUE))
            .toList();
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw YamlValues.wrong(node, "seeds", "each seed once");
    }
    return seeds;
  }

  private Optional<URI> mlflow() {
    if (!top.containsKey("mlflow")) {
      return Optional.empty();
    }
    YamlNode uri = YamlValues.section(top.get("mlflow"), "mlflow", List.of("uri")).get("uri");
    if (uri == null) {
      throw top.get("mlflow").origin().error("mlflow.uri is missing");
    }
    String text = YamlValues.text(uri, "mlflow.uri");
    if (!text.matches("https?://[^\\s?#]+")) {
      throw YamlValues.wrong(uri, "mlflow.uri", "an address such as http://localhost:5000");
    }
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      throw YamlValues.wrong(uri, "mlflow.uri", "an address such as http://localhost:5000");
    }
  }

  private static YamlNode.Mapping overridden(YamlNode.Mapping suite, String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new InputException(
          "--set " + override + ": expected key.path=value, such as settings.epochs=1");
    }
    String option = "--set " + override;
    YamlNode value = YamlReader.readOption(option, override.substring(equals + 1));
    List<String> path = Arrays.asList(override.substring(0, equals).split("\\.", -1));
    return (YamlNode.Mapping) suite.with(path, value);
  }

  private static YamlNode.Mapping defaults(Path file) {
    Path beside = file.resolveSibling(DEFAULTS);
    if (Files.exists(beside)) {
      return mapping(beside.toString(), text(beside));
    }
    return builtIn();
  }

  private static YamlNode.Mapping builtIn() {
    try (InputStream in = Experiment.class.getResourceAsStream("/experiments/" + DEFAULTS)) {
      return mapping(DEFAULTS, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static YamlNode.Mapping mapping(String source, String text) {
    YamlNode node = YamlReader.read(source, text);
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    throw YamlValues.wrong(node, "an experiment", "keys and values");
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InputException(file + ": larger than 1 MiB, so no experiment");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new InputException(file + ": not UTF-8 text", e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
