package peftlab.train;

import java.util.List;
import peftlab.method.AdaptContext;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * The classification head: dropout and one linear layer on the pooled vector. It is trained for
 * every method alike and counted apart.
 *
 * @param weight {@code [classes, width]}
 * @param bias {@code [classes]}
 */
public record Head(Parameter weight, Parameter bias) {
  private static final double DEVIATION = 0.02;

  /** A fresh head: N(0, 0.02) and zero bias. */
  public static Head create(AdaptContext context, int classes) {
    return new Head(
        context.create(
            "head.weight", Initializer.normal(DEVIATION), classes, context.base().config().width()),
        context.create("head.bias", Initializer.zeros(), classes));
  }

  /** {@code pooled [sequences, width]} to logits {@code [sequences, classes]}. */
  public Tensor logits(Tensor pooled, double dropout) {
    return pooled.dropout(dropout).linear(weight, bias);
  }

  /** Weight and bias. */
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  /** Number of parameters. */
  public long count() {
    return weight.count() + bias.count();
  }
}
