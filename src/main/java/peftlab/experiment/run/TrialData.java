package peftlab.experiment.run;

import java.util.List;
import peftlab.data.Dataset;
import peftlab.data.Example;
import peftlab.data.Tokenizer;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.results.RecordedTrial;
import peftlab.metric.Metric;

/**
 * The tokenized rows of a trial.
 *
 * @param train rows to fit
 * @param eval rows to evaluate: the reported ones, or those for selection where a rate is being
 *     searched
 * @param labels names of the classes, in the order of their numbers
 * @param metric that the task is judged by
 */
record TrialData(List<Example> train, List<Example> eval, List<String> labels, Metric metric) {
  private static final double VALIDATION_SHARE = 0.1;
  // The same rows for every method and seed, so that searches are comparable.
  private static final long VALIDATION_SEED = 20;

  static TrialData of(Trial trial, Dataset whole, Tokenizer tokenizer) {
    Dataset data =
        trial.phase().equals(RecordedTrial.SEARCH)
            ? whole.forSelection(VALIDATION_SHARE, VALIDATION_SEED)
            : whole;
    int maxLength = trial.settings().maxLength();
    return new TrialData(
        data.examples(data.train(), tokenizer, maxLength),
        data.examples(data.eval(), tokenizer, maxLength),
        data.labels(),
        data.metric());
  }

  int classes() {
    return labels.size();
  }
}
