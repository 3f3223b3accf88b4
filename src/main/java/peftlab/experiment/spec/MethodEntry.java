package peftlab.experiment.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of an experiment's list, which stands for as many configurations as its lists span.
 *
 * @param origin where it was written
 * @param method id of the method
 * @param hyper what was written for each hyperparameter
 * @param settings the values of every setting: the suite's, or its own
 * @param settingsOrigin where the settings were written
 * @param rates the learning rates: several fixed ones, or one search
 * @param match the budget that its capacity is solved for
 */
public record MethodEntry(
    YamlLocation origin,
    String method,
    Map<String, YamlNode> hyper,
    Map<String, List<Object>> settings,
    YamlLocation settingsOrigin,
    List<LearningRate> rates,
    Optional<Budget> match) {}
