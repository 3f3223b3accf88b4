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
    TrainSettings settings) {}
