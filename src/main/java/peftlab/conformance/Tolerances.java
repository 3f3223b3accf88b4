package peftlab.conformance;

/**
 * How far a replayed run may be from its reference.
 *
 * @param loss largest difference of a step's loss
 * @param logit largest difference of a logit after the last step
 */
public record Tolerances(double loss, double logit) {}
