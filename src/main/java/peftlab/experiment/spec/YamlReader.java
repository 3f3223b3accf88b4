package peftlab.experiment.spec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads one YAML document into nodes that know their lines. Duplicate keys, aliases and more than
 * one document are errors.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 30;

  /** Numbers such as {@code 5e-3}, which YAML 1.1 takes for text. */
  private static final Pattern EXPONENT =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)[eE][-+]?\\d{1,3}");

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final String source;
  private final YAMLParser parser;

  private YamlReader(String source, YAMLParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /** Reads {@code text}, which errors say to be of {@code source}. */
  static YamlNode read(String source, String text) {
    return read(source, true, text);
  }

  /** Reads the value of a command-line option, in which lines mean nothing. */
  static YamlNode readOption(String option, String text) {
    return read(option, false, text);
  }

  private static YamlNode read(String source, boolean lines, String text) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlReader reader = new YamlReader(source, parser);
      YamlNode root =
          parser.nextToken() == null
              ? new YamlNode.Mapping(new YamlLocation(source, 1), Map.of())
              : reader.node();
      if (parser.nextToken() != null) {
        throw reader.origin().error("a second YAML document begins here: expected one");
      }
      return lines ? root : withoutLines(root);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new YamlLocation(source, lines && at != null ? at.getLineNr() : 0)
          .error("not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private YamlNode node() throws IOException {
    YamlLocation origin = origin();
    if (parser.isCurrentAlias()) {
      throw origin.error("YAML aliases are not supported: write the value out");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(origin);
      case START_ARRAY -> sequence(origin);
      default -> new YamlNode.Scalar(origin, scalar(origin));
    };
  }

  private YamlNode mapping(YamlLocation origin) throws IOException {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      YamlLocation keyOrigin = origin();
      parser.nextToken();
      if (entries.put(key, node()) != null) {
        throw keyOrigin.error("the key '" + key + "' stands here a second time");
      }
    }
    return new YamlNode.Mapping(origin, entries);
  }

  private YamlNode sequence(YamlLocation origin) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node());
    }
    return new YamlNode.Sequence(origin, items);
  }

  private Object scalar(YamlLocation origin) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_NUMBER_INT -> {
        Number number = parser.getNumberValue();
        if (number instanceof BigInteger) {
          throw origin.error("the number " + number + " is too large");
        }
        yield number;
      }
      default -> {
        String text = parser.getText();
        if (text.isEmpty()) {
          yield null;
        }
        yield EXPONENT.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
      }
    };
  }

  private YamlLocation origin() {
    return new YamlLocation(source, parser.currentTokenLocation().getLineNr());
  }

  private static YamlNode withoutLines(YamlNode node) {
    YamlLocation origin = new YamlLocation(node.origin().source(), 0);
    if (node instanceof YamlNode.Scalar scalar) {
      return new YamlNode.Scalar(origin, scalar.value());
    }
    if (node instanceof YamlNode.Sequence sequence) {
      return new YamlNode.Sequence(
          origin, sequence.items().stream().map(YamlReader::withoutLines).toList());
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    ((YamlNode.Mapping) node)
        .entries()
        .forEach((key, value) -> entries.put(key, withoutLines(value)));
    return new YamlNode.Mapping(origin, entries);
  }
}
