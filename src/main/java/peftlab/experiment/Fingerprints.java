package peftlab.experiment;

/**
 * What stands for things outside a trial's settings that can change its result. Asked for every
 * trial: keep the answers.
 */
public interface Fingerprints {

  /** Stands for every row and label of a data set, and for how it is split. */
  String data(String task);

  /** Stands for the weights, the configuration and the tokenizer of a model. */
  String model(String model);

  /** Stands for the code that trains and evaluates, whatever the method. */
  String code();

  /** Stands for the further code that a method uses. */
  String methodCode(String method);
}
