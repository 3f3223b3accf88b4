package peftlab.experiment.results;

import java.util.SortedMap;
import peftlab.train.TrainSettings;

/**
 * A trial as results keep it: its method may be gone, so the hyperparameters are plain.
 *
 * @param id hash of everything below, the fingerprints of data and weights, and the code version
 * @param phase {@link #FINAL} or {@link #SEARCH}
 * @param model name or folder of the base model
 * @param task name of the data set
 * @param trainRows training rows used; 0 for all
 * @param evalRows evaluation rows used; 0 for all
 * @param method id of the method
 * @param hyper the method's hyperparameters by key, all of them, defaults included
 * @param settings how it is trained
 */
public record RecordedTrial(
    String id,
    String phase,
    String model,
    String task,
    int trainRows,
    int evalRows,
    String method,
    SortedMap<String, Object> hyper,
    TrainSettings settings) {

  /** Phase of a trial that helps to choose a learning rate, on a validation split. */
  public static final String SEARCH = "search";

  /** Phase of a trial that is reported. */
  public static final String FINAL = "final";

  /** The same trial under another id. */
  public RecordedTrial withId(String newId) {
    return new RecordedTrial(
        newId, phase, model, task, trainRows, evalRows, method, hyper, settings);
  }

  /** The same trial with other names for its model and task. */
  public RecordedTrial withNames(String newModel, String newTask) {
    return new RecordedTrial(
        id, phase, newModel, newTask, trainRows, evalRows, method, hyper, settings);
  }
}
