package peftlab.experiment.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import peftlab.DidYouMean;
import peftlab.InputException;
import peftlab.Records;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.spec.Budget;
import peftlab.experiment.spec.Experiment;
import peftlab.experiment.spec.LearningRate;
import peftlab.experiment.spec.MethodEntry;
import peftlab.experiment.spec.YamlNode;
import peftlab.experiment.spec.YamlValues;
import peftlab.method.Hyperparameters;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.train.TrainSettings;

/** Spans an experiment's lists into the trials they stand for. */
public final class Grid {
  private static final long MAX_POINTS = 10_000;

  /** More than any width, length or rank: what is too much for a model is found out by trying. */
  private static final int LARGEST = 1 << 16;

  private static final double TOLERANCE = 0.1; // of a budget; sizes come in whole steps

  private final Map<String, PeftMethod<?>> methods = PeftMethods.all();
  private final TrialIds ids;
  private final Predictor predictor;

  /** Creates one; the predictor solves {@code match}. */
  public Grid(Fingerprints fingerprints, Predictor predictor) {
    this.ids = new TrialIds(fingerprints);
    this.predictor = predictor;
  }

  /**
   * The experiment's groups of trials, in the order of the file, each once.
   *
   * @param workers trials at a time: each gets its share of the experiment's threads
   * @throws InputException if a method, a hyperparameter or a value is unknown, or a model cannot
   *     hold a trial
   */
  public List<TrialGroup> expand(Experiment experiment, int workers) {
    List<TrialGroup> all = new ArrayList<>();
    for (String model : experiment.models()) {
      for (String task : experiment.tasks()) {
        for (MethodEntry entry : experiment.methods()) {
          all.addAll(expand(experiment, model, task, entry, workers));
        }
      }
    }
    // Ids need data and weights, so they come after everything that can be refused without.
    Set<String> seen = new LinkedHashSet<>();
    List<TrialGroup> groups = new ArrayList<>();
    for (TrialGroup group : all) {
      List<Trial> searches = group.searches();
      Trial first =
          searches.isEmpty()
              ? group.finals(group.template().settings().lr()).get(0)
              : searches.get(0);
      if (seen.add(first.id())) {
        groups.add(group);
      }
    }
    return groups;
  }

  private List<TrialGroup> expand(
      Experiment experiment, String model, String task, MethodEntry entry, int workers) {
    List<TrialGroup> groups = new ArrayList<>();
    Map<String, List<Object>> hyperAxes = hyperAxes(entry);
    double points = CartesianProduct.size(hyperAxes) * CartesianProduct.size(entry.settings());
    if (points > MAX_POINTS) {
      throw entry
          .origin()
          .error("its lists span more than " + MAX_POINTS + " configurations: shorten them");
    }
    for (Map<String, Object> given : CartesianProduct.product(hyperAxes)) {
      Record hyper = resolve(entry, given);
      for (Map<String, Object> point : CartesianProduct.product(entry.settings())) {
        for (LearningRate rate : entry.rates()) {
          Trial template =
              new Trial(
                  "",
                  RecordedTrial.FINAL,
                  model,
                  task,
                  experiment.trainRows(),
                  experiment.evalRows(),
                  entry.method(),
                  hyper,
                  settings(entry, point, rate.start(), experiment.seeds().get(0), workers));
          require(template, entry, given);
          Trial matched = matched(template, entry, given);
          boolean unmatched = entry.match().filter(match -> misses(match, matched)).isPresent();
          groups.add(new TrialGroup(matched, rate, experiment.seeds(), ids, unmatched));
        }
      }
    }
    return groups;
  }

  private static TrainSettings settings(
      MethodEntry entry, Map<String, Object> point, double lr, long seed, int workers) {
    Map<String, Object> values = new LinkedHashMap<>(point);
    values.put("lr", lr);
    values.put("seed", seed);
    try {
      TrainSettings settings = Records.read(values, TrainSettings.class);
      return Records.with(settings, "threads", Math.max(1, settings.threads() / workers));
    } catch (InputException e) {
      throw entry.settingsOrigin().error(e.getMessage());
    }
  }

  /**
   * The values of each hyperparameter. Where the default is itself a list, a list is one value, and
   * only a list of lists is an axis.
   */
  private Map<String, List<Object>> hyperAxes(MethodEntry entry) {
    if (!methods.containsKey(entry.method())) {
      throw entry
          .origin()
          .error(
              "unknown method '"
                  + entry.method()
                  + "': "
                  + DidYouMean.suggest(entry.method(), methods.keySet()));
    }
    Map<String, Object> defaults = Records.plain(resolve(entry, Map.of()));
    Map<String, List<Object>> axes = new LinkedHashMap<>();
    entry
        .hyper()
        .forEach(
            (name, node) -> {
              List<YamlNode> items = YamlValues.items(node, name);
              boolean oneList =
                  defaults.get(name) instanceof List
                      && items.stream().noneMatch(YamlNode.Sequence.class::isInstance);
              axes.put(
                  name,
                  oneList
                      ? List.of(items.stream().map(YamlNode::plain).toList())
                      : items.stream().map(item -> value(item, name)).toList());
            });
    return axes;
  }

  private static Object value(YamlNode node, String name) {
    Object value = node.plain();
    if (value == null) {
      throw YamlValues.wrong(node, name, "a value");
    }
    return value;
  }

  private Record resolve(MethodEntry entry, Map<String, Object> given) {
    try {
      return Hyperparameters.resolve(methods.get(entry.method()), given);
    } catch (InputException e) {
      throw new InputException(entry.origin() + ": " + e.getMessage(), e);
    }
  }

  private Trial matched(Trial trial, MethodEntry entry, Map<String, Object> given) {
    if (entry.match().isEmpty() || keepsItsSize(entry, given)) {
      return trial;
    }
    Budget match = entry.match().get();
    int value =
        BudgetSolver.nearest(
            1,
            LARGEST,
            match.target(),
            candidate -> cost(match, () -> withCapacity(trial, entry, given, candidate)));
    return withCapacity(trial, entry, given, value);
  }

  /** Whether a trial, even in the best size that its method has, is far from the budget. */
  private boolean misses(Budget match, Trial trial) {
    return Math.abs(cost(match, () -> trial) - match.target()) > TOLERANCE * match.target();
  }

  /** What is matched to a budget is made to fit. */
  private void require(Trial trial, MethodEntry entry, Map<String, Object> given) {
    if (entry.match().isPresent() && !keepsItsSize(entry, given)) {
      return;
    }
    try {
      predictor.require(trial);
    } catch (InputException e) {
      throw new InputException(entry.origin() + ": " + e.getMessage(), e);
    }
  }

  private boolean keepsItsSize(MethodEntry entry, Map<String, Object> given) {
    String capacity = capacity(entry);
    return capacity == null || given.containsKey(capacity);
  }

  /** The cost of a trial; more than any target where the model cannot hold so large a method. */
  private long cost(Budget match, Supplier<Trial> trial) {
    try {
      Predictor.Prediction prediction = predictor.predict(trial.get());
      return switch (match.resource()) {
        case TRAINABLE -> prediction.trained();
        case MEMORY -> prediction.bytes();
      };
    } catch (InputException | IllegalArgumentException e) {
      return Long.MAX_VALUE;
    }
  }

  private String capacity(MethodEntry entry) {
    return MethodCard.of(methods.get(entry.method())).capacity();
  }

  private Trial withCapacity(Trial trial, MethodEntry entry, Map<String, Object> given, int value) {
    Map<String, Object> all = new LinkedHashMap<>(given);
    all.put(capacity(entry), value);
    return trial.withHyper(resolve(entry, all));
  }
}
