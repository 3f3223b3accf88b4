package peftlab.experiment;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The methods that an experiment can name, with what it can say about each. */
public interface MethodCatalog {

  /** Ids of all methods. */
  Set<String> ids();

  /**
   * Every hyperparameter of method {@code id}: the values of {@code given}, checked, and the
   * defaults of the others.
   *
   * @throws peftlab.InputException if a name is unknown or a value is not of its kind
   */
  Record resolve(String id, Map<String, Object> given);

  /** The hyperparameter that sets the capacity of method {@code id}; empty for a fixed capacity. */
  Optional<Knob> knob(String id);

  /**
   * A whole number that more trained parameters come with.
   *
   * @param name of the hyperparameter
   * @param low smallest value
   * @param high largest value
   */
  record Knob(String name, int low, int high) {}
}
