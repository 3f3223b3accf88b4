package peftlab.methods;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peftlab.method.AdaptContext;
import peftlab.method.StoredTensor;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.tensor.Initializer;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * Two thin matrices whose product changes a projection: what LoRA and its kin share.
 *
 * @param a {@code [rank, inputs]}
 * @param b {@code [outputs, rank]}
 * @param scale that the product is multiplied by
 */
record LowRank(Parameter a, Parameter b, double scale) {
  /** Fresh pairs for the projections that compute {@code targets}; B is zero. */
  static Map<Projection, LowRank> create(
      AdaptContext context, int rank, double scale, Set<Projection.Role> targets, Initializer ofA) {
    Map<Projection, LowRank> pairs = new LinkedHashMap<>();
    for (Projection at : context.base().projections(targets)) {
      Linear linear = context.base().projection(at);
      int largest = Math.min(linear.inputs(), linear.outputs());
      if (rank > largest) {
        throw new IllegalArgumentException(
            "rank %d is above %d, the full rank of %s".formatted(rank, largest, at.path()));
      }
      pairs.put(
          at,
          new LowRank(
              context.create(at.path() + ".lora_A.weight", ofA, rank, linear.inputs()),
              context.create(
                  at.path() + ".lora_B.weight", Initializer.zeros(), linear.outputs(), rank),
              scale));
    }
    return pairs;
  }

  /** A and B of every pair. */
  static List<Parameter> parameters(Map<Projection, LowRank> pairs) {
    List<Parameter> all = new ArrayList<>();
    pairs.values().forEach(pair -> all.addAll(List.of(pair.a, pair.b)));
    return all;
  }

  /** The parameters under the names that Hugging Face PEFT's files have. */
  static List<StoredTensor> stored(List<Parameter> parameters) {
    return parameters.stream().map(p -> StoredTensor.of(StoredTensor.PEFT + p.name(), p)).toList();
  }

  /** {@code y + scale·x·Aᵀ·Bᵀ}, in y's memory. */
  Tensor addTo(Tensor y, Tensor x) {
    Tensor low = x.linear(a, null); // [tokens, rank]
    return y.plusLinear(low, b, scale);
  }

  /** {@code weight ← weight + scale·B·A}. */
  void addTo(Matrix weight, Kernels kernels) {
    kernels.multiply(false, b.value(), false, a.value(), scale, 1, weight);
  }
}
