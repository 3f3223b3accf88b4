package peftlab.method;

import java.util.Map;
import java.util.Optional;
import peftlab.InputException;

/**
 * {@code adapter_config.json} as Hugging Face PEFT or a stranger wrote it. Whatever gives a value
 * throws {@link InputException}, naming file and key, where the file has one of another kind.
 */
public interface PeftConfig {
  /** A text, if it is given. */
  Optional<String> text(String key);

  /** A switch that is off unless it is given. */
  boolean flag(String key);

  /** A number that must be given. */
  double number(String key);

  /** A number, or PEFT's default where it is not given. */
  double number(String key, double whenAbsent);

  /**
   * Refuses a number that is given and is another than {@code expected}.
   *
   * @param what says why another is expected
   */
  void agree(String key, double expected, String what);

  /** Numbers of an object by their names, in the file's order; none where it is not given. */
  Map<String, Double> pattern(String key);

  /** Whatever is given: a text, number, boolean, list or map; null where nothing is. */
  Object value(String key);

  /** The error that a key is wrong. */
  InputException wrong(String key, String what);
}
