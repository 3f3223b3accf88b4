package peftlab.experiment.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value that knows where it was written. */
public sealed interface YamlNode {

  /** Where this value begins. */
  YamlLocation origin();

  /** The value as plain strings, numbers, booleans, lists and maps. */
  Object plain();

  /** A string, number, boolean or null. */
  record Scalar(YamlLocation origin, Object value) implements YamlNode {
    @Override
    public Object plain() {
      return value;
    }
  }

  /** A list. */
  record Sequence(YamlLocation origin, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public Object plain() {
      return items.stream().map(YamlNode::plain).toList();
    }
  }

  /** A map, in the order of the file. */
  record Mapping(YamlLocation origin, Map<String, YamlNode> entries) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public Object plain() {
      Map<String, Object> plain = new LinkedHashMap<>();
      entries.forEach((key, value) -> plain.put(key, value.plain()));
      return plain;
    }

    /** This map over {@code defaults}: maps are merged key by key, everything else replaces. */
    Mapping over(Mapping defaults) {
      Map<String, YamlNode> merged = new LinkedHashMap<>(defaults.entries);
      entries.forEach(
          (key, value) ->
              merged.merge(
                  key,
                  value,
                  (low, high) ->
                      low instanceof Mapping lowMap && high instanceof Mapping highMap
                          ? highMap.over(lowMap)
                          : high));
      return new Mapping(origin, merged);
    }
  }

  /**
   * This value with {@code value} at {@code path}, whose steps are keys of maps and indices of
   * lists. Maps that are missing on the way are made.
   */
  default YamlNode with(List<String> path, YamlNode value) {
    if (path.isEmpty()) {
      return value;
    }
    String step = path.get(0);
    List<String> rest = path.subList(1, path.size());
    if (this instanceof Mapping mapping) {
      YamlNode below = mapping.entries.get(step);
      if (below == null) {
        below = new Mapping(value.origin(), Map.of());
      }
      Map<String, YamlNode> changed = new LinkedHashMap<>(mapping.entries);
      changed.put(step, below.with(rest, value));
      return new Mapping(mapping.origin, changed);
    }
    if (this instanceof Sequence sequence) {
      int index = index(step, sequence.items.size(), value.origin());
      List<YamlNode> changed = new ArrayList<>(sequence.items);
      changed.set(index, changed.get(index).with(rest, value));
      return new Sequence(sequence.origin, changed);
    }
    throw value
        .origin()
        .error("there is nothing below '" + plain() + "' that '" + step + "' names");
  }

  private static int index(String step, int size, YamlLocation origin) {
    if (step.matches("\\d{1,6}") && Integer.parseInt(step) < size) {
      return Integer.parseInt(step);
    }
    throw origin.error(
        "'" + step + "' is not a place in a list of " + size + ": expected 0 to " + (size - 1));
  }
}
