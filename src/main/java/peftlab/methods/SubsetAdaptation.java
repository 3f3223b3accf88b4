package peftlab.methods;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.StoredTensor;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Projection;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * Single weights V trained in place of those of the base: the forward pass adds {@code x·(V − W)ᵀ}
 * at their places, so that nothing else has a gradient and weight decay pulls V alone.
 */
final class SubsetAdaptation implements Adaptation {
  static final String PROJECTION = "random_subset.projection";
  static final String ROW = "random_subset.row";
  static final String COLUMN = "random_subset.column";

  private final AdaptContext context;
  private final ChosenWeights chosen;
  private final Parameter values;
  private final Parameter negatedOrigin;
  private final List<Parameter> indices;

  SubsetAdaptation(AdaptContext context, ChosenWeights chosen) {
    this.context = context;
    this.chosen = chosen;
    float[] origin = chosen.values(context.base());
    int count = chosen.count();
    values = context.create("random_subset.value", Initializer.values(origin), count);
    negatedOrigin =
        context.createFrozen("random_subset.negated_origin", Initializer.zeros(), count);
    negatedOrigin.value().set(origin);
    context.kernels().scale(-1, negatedOrigin.value());
    indices =
        List.of(
            index(PROJECTION, chosen.projectionNumbers()),
            index(ROW, chosen.rows()),
            index(COLUMN, chosen.columns()));
  }

  private Parameter index(String name, int[] numbers) {
    float[] exact = new float[numbers.length]; // below 2^24
    for (int i = 0; i < exact.length; i++) {
      exact[i] = numbers[i];
    }
    return context.createFrozen(name, Initializer.values(exact), exact.length);
  }

  @Override
  public Encoder encoder() {
    return context.base();
  }

  @Override
  public List<Parameter> trainable() {
    return List.of(values);
  }

  @Override
  public Hooks hooks() {
    return new Hooks() {
      @Override
      public Hooks startPass(Tape tape) {
        return new Pass(chosen, tape.read(values).plus(negatedOrigin)); // [1, chosen]
      }
    };
  }

  @Override
  public Optional<Encoder> merged() {
    float[] now = values.value().toFloats();
    float[] negated = negatedOrigin.value().toFloats();
    return Optional.of(
        context.withChanged(
            context.base(),
            chosen.slices().keySet(),
            (at, copy) -> {
              ChosenWeights.Slice slice = chosen.slices().get(at);
              float[] weights = copy.weight().value().toFloats();
              int[] flat = slice.flat(copy.inputs());
              for (int i = 0; i < flat.length; i++) {
                int k = slice.from() + i;
                weights[flat[i]] += (float) ((double) now[k] + negated[k]);
              }
              copy.weight().value().set(weights);
            }));
  }

  /** The values and where they belong: which projection, row and column. */
  @Override
  public List<StoredTensor> stored() {
    List<StoredTensor> all = new ArrayList<>(List.of(StoredTensor.of(values)));
    indices.forEach(index -> all.add(StoredTensor.of(index)));
    return all;
  }

  private record Pass(ChosenWeights chosen, Tensor change) implements Hooks {
    @Override
    public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
      ChosenWeights.Slice slice = chosen.slices().get(at);
      return slice == null
          ? y
          : y.plusSparse(x, slice.places(), change.columnRange(slice.from(), slice.to()));
    }
  }
}
