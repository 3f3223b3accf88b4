package peftlab.method;

import java.util.Map;
import java.util.Set;

/**
 * An adapter in Hugging Face PEFT's format, of a stranger, that a method reads itself from. Names
 * are those of BertModel, without {@code base_model.model.} and {@code bert.}; all that is not the
 * method's, such as trained biases and other replaced tensors of the base, is in the base already.
 */
public interface PeftFile extends StoredValues {
  /** Its {@code adapter_config.json}. */
  PeftConfig config();

  /** The paths of the modules that it changes; the base has a weight of each. */
  Set<String> modules();

  /** Whether there is a tensor of this name. */
  boolean has(String name);

  /**
   * The shape of a tensor that must be a matrix.
   *
   * @throws peftlab.InputException where it is missing or no matrix
   */
  long[] matrix(String name);

  /** Where a tensor comes from, for messages: file and stored name. */
  String origin(String name);

  /** A module's path in the model that PEFT adapted, which may lie below {@code bert}. */
  String path(String module);

  /** Whether an expression under a key of the configuration matches the whole of a path. */
  boolean matches(String key, String expression, String path);

  /**
   * A number for every module: that of the first expression under {@code patterns} which matches
   * the end of its path.
   *
   * @param otherwise where none does
   * @throws peftlab.InputException where an expression matches no module
   */
  Map<String, Double> numbers(String patterns, double otherwise);

  /** Whether the classifier lies in the file, as PEFT trains it, on the pooler's output. */
  boolean holdsClassifier();

  /** The names of the tensors that are not the method's, such as trained biases. */
  Set<String> others();
}
