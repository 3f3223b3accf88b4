package peftlab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import peftlab.InputException;

/** Reads the values of {@code --set name=value} as YAML has them: numbers, lists, words. */
final class SetValues {
  private static final YAMLMapper YAML = new YAMLMapper();

  private SetValues() {}

  static Map<String, Object> parse(Map<String, String> set) {
    Map<String, Object> values = new LinkedHashMap<>();
    set.forEach((name, text) -> values.put(name, value("--set " + name + "=" + text, text)));
    return values;
  }

  /**
   * One value; a list may stand without brackets: {@code targets=query,value}.
   *
   * @param option the whole option, for a message
   */
  static Object value(String option, String text) {
    String yaml = text.indexOf(',') >= 0 && !text.startsWith("[") ? "[" + text + "]" : text;
    try {
      return YAML.readValue(yaml, Object.class);
    } catch (JsonProcessingException e) {
      throw new InputException(option + ": not a value", e);
    }
  }
}
