package peftlab.experiment.plan;

import java.util.Map;
import peftlab.Records;
import peftlab.experiment.results.RecordedTrial;
import peftlab.train.TrainSettings;

/**
 * One run to be made, as a value: everything that can change its result, and nothing else.
 *
 * @param id hash of everything below, the fingerprints of data and weights, and the code version
 * @param phase {@code final}, or {@code search} where a learning rate is being chosen on a
 *     validation split
 * @param model name or folder of the base model
 * @param task name of the data set
 * @param trainRows training rows used; 0 for all
 * @param evalRows evaluation rows used; 0 for all
 * @param method id of the method
 * @param hyper the method's own record
 * @param settings how it is trained
 */
public record Trial(
    String id,
    String phase,
    String model,
    String task,
    int trainRows,
    int evalRows,
    String method,
    Record hyper,
    TrainSettings settings) {

  /** As results keep it, which outlive the method's class. */
  public RecordedTrial recorded() {
    return new RecordedTrial(
        id, phase, model, task, trainRows, evalRows, method, Records.plain(hyper), settings);
  }

  /** The same trial under another id. */
  public Trial withId(String newId) {
    return new Trial(newId, phase, model, task, trainRows, evalRows, method, hyper, settings);
  }

  Trial withHyper(Record newHyper) {
    return new Trial(id, phase, model, task, trainRows, evalRows, method, newHyper, settings);
  }

  Trial with(String newPhase, double lr, long seed) {
    TrainSettings own = Records.with(settings, Map.of("lr", lr, "seed", seed));
    return new Trial(id, newPhase, model, task, trainRows, evalRows, method, hyper, own);
  }
}
