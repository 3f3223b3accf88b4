package peftlab.tensor;

/**
 * A layer norm of {@code dropout(h) + residual}: what forward and backward have in common.
 *
 * @param dropout of h
 * @param epsilon added to the variance
 * @param gamma the scale, {@code [1, width]}
 * @param beta the shift, {@code [1, width]}
 * @param sum what is normalized, {@code [rows, width]}; forward writes it, backward reads it
 * @param statistics {@code [rows, 2]}: mean and {@code 1/√(variance + epsilon)}; forward writes
 *     them, backward reads them
 */
public record Norm(
    Dropout dropout, double epsilon, Matrix gamma, Matrix beta, Matrix sum, Matrix statistics) {}
