package peftlab.experiment;

import java.util.SortedMap;
import peftlab.train.TrainSettings;

/**
 * One run to be made, as a value: everything that can change its result, and nothing else.
 *
 * @param id hash of everything below, the fingerprints of data and weights, and the code version
 * @param phase {@code final}, or {@code search} where a learning rate is being chosen on a
 *     validation split
 * @param model name or folder of the base model
 * @param task name of the data set
 * @param trainLimit training rows used; 0 for all
 * @param evalLimit evaluation rows used; 0 for all
 * @param method id of the method
 * @param hyper the method's hyperparameters, all of them, defaults included
 * @param settings how it is trained
 */
public record Trial(
    String id,
    String phase,
    String model,
    String task,
    int trainLimit,
    int evalLimit,
    String method,
    SortedMap<String, Object> hyper,
    TrainSettings settings) {

  /** Phase of a trial that helps to choose a learning rate, on a validation split. */
  public static final String SEARCH = "search";

  /** Phase of a trial that is reported. */
  public static final String FINAL = "final";

  Trial withId(String newId) {
    return new Trial(newId, phase, model, task, trainLimit, evalLimit, method, hyper, settings);
  }

  Trial withHyper(SortedMap<String, Object> newHyper) {
    return new Trial(id, phase, model, task, trainLimit, evalLimit, method, newHyper, settings);
  }

  /** The same trial with other names for its model and task. */
  public Trial withNames(String newModel, String newTask) {
    return new Trial(id, phase, newModel, newTask, trainLimit, evalLimit, method, hyper, settings);
  }

  Trial with(String newPhase, double lr, long seed) {
    return new Trial(
        id,
        newPhase,
        model,
        task,
        trainLimit,
        evalLimit,
        method,
        hyper,
        settings.withLr(lr).withSeed(seed));
  }
}
