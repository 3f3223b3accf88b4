package peftlab.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import peftlab.InputException;

/** How PEFT's {@code add_weighted_adapter} makes one LoRA of several. */
public enum LoraSum {
  /**
   * The halves are added, each with the root of its weight: {@code (Σ √w·B)(Σ √w·A)}. A rough
   * approximation of the sum, since the adapters' halves are multiplied crosswise too.
   */
  LINEAR,

  /** The halves stand side by side, which is exactly the sum: {@code Σ w·B·A}. */
  CAT;

  /**
   * The sum's change of every module that a member changes; {@code w} is a member's weight times
   * its scale.
   *
   * @throws InputException where ranks differ and must not
   */
  Map<String, LowRankChange> of(List<Map<String, LowRankChange>> members, List<Double> weights) {
    TreeSet<String> modules = new TreeSet<>();
    members.forEach(member -> modules.addAll(member.keySet()));
    Map<String, LowRankChange> sums = new TreeMap<>();
    for (String module : modules) {
      List<LowRankChange> parts = new ArrayList<>();
      List<Double> factors = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        LowRankChange part = members.get(i).get(module);
        if (part != null) {
          parts.add(part);
          factors.add(weights.get(i) * part.scale());
        }
      }
      sums.put(module, this == CAT ? cat(parts, factors) : linear(module, parts, factors));
    }
    return sums;
  }

  private static LowRankChange linear(
      String module, List<LowRankChange> parts, List<Double> factors) {
    LowRankChange first = parts.get(0);
    double[] a = new double[first.a().length];
    double[] b = new double[first.b().length];
    for (int i = 0; i < parts.size(); i++) {
      LowRankChange part = parts.get(i);
      if (part.rank() != first.rank()) {
        throw new InputException(
            "ranks %d and %d of %s do not add: --combination cat takes any"
                .formatted(first.rank(), part.rank(), module));
      }
      double root = Math.sqrt(Math.abs(factors.get(i)));
      add(a, part.a(), factors.get(i) < 0 ? -root : root);
      add(b, part.b(), root);
    }
    return new LowRankChange(1, floats(a), floats(b), first.rank(), null, null);
  }

  private static LowRankChange cat(List<LowRankChange> parts, List<Double> factors) {
    int rank = parts.stream().mapToInt(LowRankChange::rank).sum();
    int inputs = parts.get(0).a().length / parts.get(0).rank();
    int outputs = parts.get(0).b().length / parts.get(0).rank();
    float[] a = new float[Math.multiplyExact(rank, inputs)];
    float[] b = new float[Math.multiplyExact(outputs, rank)];
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      LowRankChange part = parts.get(i);
      for (int j = 0; j < part.a().length; j++) {
        a[at * inputs + j] = (float) (part.a()[j] * factors.get(i));
      }
      for (int row = 0; row < outputs; row++) {
        System.arraycopy(part.b(), row * part.rank(), b, row * rank + at, part.rank());
      }
      at += part.rank();
    }
    return new LowRankChange(1, a, b, rank, null, null);
  }

  private static void add(double[] sum, float[] values, double factor) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * values[i];
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
