package peftlab.methods;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import peftlab.InputException;
import peftlab.method.PeftConfig;
import peftlab.method.PeftFile;
import peftlab.method.PeftFormat.Combination;

/** Makes one LoRA of several, as PEFT's {@code add_weighted_adapter} does. */
final class LoraSum {
  private static final String TYPE = "peft_type";
  private static final List<String> LAYERS =
      List.of("layers_to_transform", "layers_pattern", "exclude_modules");

  private LoraSum() {}

  /**
   * Refuses what PEFT would not add, or would add wrongly.
   *
   * @throws InputException naming the file and what is wrong
   */
  static void check(List<PeftFile> files, Combination how) {
    PeftConfig first = files.get(0).config();
    if (first.flag(LoraFormat.STABILISED)) {
      throw first.wrong(
          LoraFormat.STABILISED,
          "is true: PEFT makes a sum that begins with it too large, name it later");
    }
    for (PeftFile file : files) {
      PeftConfig config = file.config();
      Optional<String> type = config.text(TYPE);
      if (!type.equals(first.text(TYPE))) {
        throw config.wrong(TYPE, "is " + type.orElse("missing") + ": only LoRAs are added");
      }
      for (String flag : List.of(LoraFormat.DORA, LoraFormat.BIAS)) {
        if (config.flag(flag)) {
          throw config.wrong(flag, "is true: such adapters are not added");
        }
      }
      for (String other : file.others()) {
        throw new InputException(
            file.origin(other)
                + " is not a part of a LoRA: PEFT adds no adapters that train other tensors as"
                + " well");
      }
      for (String key : LAYERS) {
        if (!Objects.equals(config.value(key), first.value(key))) {
          throw config.wrong(key, "differs between the adapters: PEFT takes the first one's");
        }
      }
      double rank = LoraHalves.largestRank(config);
      if (how == Combination.LINEAR && rank != LoraHalves.largestRank(first)) {
        throw config.wrong(
            "r",
            "gives the ranks %s and %s, which do not add: --combination cat takes any"
                .formatted(LoraHalves.largestRank(first), rank));
      }
    }
  }

  /**
   * The sum's halves of every module that a member changes; {@code w} of {@link Combination} is a
   * member's weight times its scale.
   *
   * @throws InputException where ranks differ and must not
   */
  static Map<String, LoraHalves> of(
      List<Map<String, LoraHalves>> members, List<Double> weights, Combination how) {
    TreeSet<String> modules = new TreeSet<>();
    members.forEach(member -> modules.addAll(member.keySet()));
    Map<String, LoraHalves> sums = new TreeMap<>();
    for (String module : modules) {
      List<LoraHalves> parts = new ArrayList<>();
      List<Double> factors = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        LoraHalves part = members.get(i).get(module);
        if (part != null) {
          parts.add(part);
          factors.add(weights.get(i) * part.scale());
        }
      }
      sums.put(
          module, how == Combination.CAT ? cat(parts, factors) : linear(module, parts, factors));
    }
    return sums;
  }

  private static LoraHalves linear(String module, List<LoraHalves> parts, List<Double> factors) {
    LoraHalves first = parts.get(0);
    double[] a = new double[first.a().length];
    double[] b = new double[first.b().length];
    for (int i = 0; i < parts.size(); i++) {
      LoraHalves part = parts.get(i);
      if (part.rank() != first.rank()) {
        throw new InputException(
            "ranks %d and %d of %s do not add: --combination cat takes any"
                .formatted(first.rank(), part.rank(), module));
      }
      double root = Math.sqrt(Math.abs(factors.get(i)));
      add(a, part.a(), factors.get(i) < 0 ? -root : root);
      add(b, part.b(), root);
    }
    return new LoraHalves(1, first.rank(), floats(a), floats(b));
  }

  private static LoraHalves cat(List<LoraHalves> parts, List<Double> factors) {
    int rank = parts.stream().mapToInt(LoraHalves::rank).sum();
    int inputs = parts.get(0).a().length / parts.get(0).rank();
    int outputs = parts.get(0).b().length / parts.get(0).rank();
    float[] a = new float[Math.multiplyExact(rank, inputs)];
    float[] b = new float[Math.multiplyExact(outputs, rank)];
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      LoraHalves part = parts.get(i);
      for (int j = 0; j < part.a().length; j++) {
        a[at * inputs + j] = (float) (part.a()[j] * factors.get(i));
      }
      for (int row = 0; row < outputs; row++) {
        System.arraycopy(part.b(), row * part.rank(), b, row * rank + at, part.rank());
      }
      at += part.rank();
    }
    return new LoraHalves(1, rank, a, b);
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
