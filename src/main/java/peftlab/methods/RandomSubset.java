package peftlab.methods;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;
import peftlab.method.StoredValues;
import peftlab.nn.Encoder;
import peftlab.tensor.Parameter;

/**
 * Trains single weights of the projections, chosen at random, as many as the encoder has biases:
 * the control of BitFit's paper (Ben Zaken et al., arXiv 2106.10199).
 */
public final class RandomSubset implements PeftMethod<RandomSubset.Hyper> {
  /** The random subset has no hyperparameters. */
  public record Hyper() {}

  @Override
  public String id() {
    return "random-subset";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    int count = biases(context.base());
    long total = ChosenWeights.candidates(context.base());
    Random random = context.random().stream("random-subset");
    TreeSet<Long> chosen = new TreeSet<>();
    while (chosen.size() < count) {
      chosen.add(random.nextLong(total));
    }
    return new SubsetAdaptation(context, ChosenWeights.of(context.base(), List.copyOf(chosen)));
  }

  @Override
  public Adaptation restore(AdaptContext context, Hyper hyper, StoredValues stored) {
    int count = biases(context.base());
    ChosenWeights chosen =
        ChosenWeights.of(
            context.base(),
            stored.read(SubsetAdaptation.PROJECTION, count),
            stored.read(SubsetAdaptation.ROW, count),
            stored.read(SubsetAdaptation.COLUMN, count));
    Adaptation adaptation = new SubsetAdaptation(context, chosen);
    stored.fill(adaptation.stored());
    return adaptation;
  }

  private static int biases(Encoder base) {
    return Math.toIntExact(
        base.parameters().stream()
            .filter(p -> p.name().endsWith(".bias"))
            .mapToLong(Parameter::count)
            .sum());
  }
}
