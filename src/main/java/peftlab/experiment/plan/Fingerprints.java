package peftlab.experiment.plan;

/**
 * What stands for things outside a trial's settings that can change its result. Asked for every
 * trial: keep the answers.
 */
public interface Fingerprints {

  /** The names themselves, which are there at once: enough where no results are kept. */
  Fingerprints NAMES =
      new Fingerprints() {
        @Override
        public String data(String task) {
          return task;
        }

        @Override
        public String model(String model) {
          return model;
        }

        @Override
        public String code() {
          return "";
        }

        @Override
        public String methodCode(String method) {
          return "";
        }
      };

  /** Stands for every row and label of a data set, and for how it is split. */
  String data(String task);

  /** Stands for the weights, the configuration and the tokenizer of a model. */
  String model(String model);

  /** Stands for the code that trains and evaluates, whatever the method. */
  String code();

  /** Stands for the further code that a method uses. */
  String methodCode(String method);
}
