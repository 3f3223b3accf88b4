package peftlab.report.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one row of a table stands for: a method with one setting, over all its seeds and tasks.
 *
 * @param key identity: equal for results that belong together
 * @param searchKey the key without a learning rate: that of the search which chose the rate
 * @param method id of the method
 * @param shown settings that a reader needs to tell this row from its neighbours, by short name
 */
public record Configuration(
    String key, String searchKey, String method, Map<String, String> shown) {

  /**
   * The shown settings on one line, such as {@code r=4 gaussian}: a word says by itself what it
   * sets. Empty where there are none.
   */
  public String setting() {
    return shown.entrySet().stream()
        .map(
            entry ->
                isWord(entry.getValue())
                    ? entry.getValue()
                    : entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  /** The shown settings with all their names, such as {@code r=4 init=gaussian}. */
  public String fullSetting() {
    return shown.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  private static boolean isWord(String value) {
    boolean hash = value.matches("[0-9a-f]{12}");
    return value.matches("[A-Za-z].*") && !hash && !value.matches("true|false");
  }

  /** Method and shown settings but {@code left}, such as {@code lora targets=query}. */
  public String labelWithout(String left) {
    Map<String, String> others = new LinkedHashMap<>(shown);
    others.remove(left);
    return new Configuration(key, searchKey, method, others).label();
  }

  /** Method and setting on one line, such as {@code lora r=4}. */
  public String label() {
    return shown.isEmpty() ? method : method + " " + setting();
  }
}
