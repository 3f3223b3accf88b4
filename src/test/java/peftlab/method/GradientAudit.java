package peftlab.method;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import peftlab.nn.PackedTokens;
import peftlab.tensor.Parameter;

/** Counts the trained elements that got no gradient, by cause. */
final class GradientAudit {
  /** Why an element's gradient is zero. */
  enum Cause {
    /** Softmax does not change when the same number is added to all of a query's scores. */
    KEY_BIAS,
    /** A row of an embedding table that the batch does not read. */
    ABSENT_ROW,
    /** Between units that no token switches on together, in a tensor that has a gradient. */
    DEAD_UNIT,
    /** None of these: the method or the engine is wrong. */
    UNEXPLAINED
  }

  private final Map<Cause, Long> counts = new EnumMap<>(Cause.class);
  private final Set<Integer> ids = new HashSet<>();
  private final Set<Integer> types = new HashSet<>();
  private int longest;

  /** An audit of gradients that came from one batch. */
  GradientAudit(PackedTokens tokens) {
    for (int i = 0; i < tokens.count(); i++) {
      ids.add(tokens.ids()[i]);
      types.add(tokens.types()[i]);
    }
    for (int s = 0; s < tokens.sequences(); s++) {
      longest = Math.max(longest, tokens.offsets()[s + 1] - tokens.offsets()[s]);
    }
  }

  /** Adds a parameter's elements; returns those without a gradient that nothing explains. */
  long add(Parameter parameter) {
    double[] gradient =
        parameter.hasGradient()
            ? parameter.gradient().toDoubles()
            : new double[Math.toIntExact(parameter.count())];
    int columns = parameter.columns();
    long unexplained = 0;
    for (int i = 0; i < gradient.length; i++) {
      if (!isZero(gradient[i])) {
        continue;
      }
      Cause cause = cause(parameter, gradient, columns, i);
      counts.merge(cause, 1L, Long::sum);
      unexplained += cause == Cause.UNEXPLAINED ? 1 : 0;
    }
    return unexplained;
  }

  private Cause cause(Parameter parameter, double[] gradient, int columns, int element) {
    String name = parameter.name();
    boolean addsToKeys = name.contains("attention.self.key.") && parameter.rows() == 1;
    if (addsToKeys && parameter.hasGradient()) { // backward reached it

      return Cause.KEY_BIAS;
    }
    if (isAbsent(name, element / columns)) {
      return Cause.ABSENT_ROW;
    }
    boolean allZero = Arrays.stream(gradient).allMatch(GradientAudit::isZero);
    return allZero ? Cause.UNEXPLAINED : Cause.DEAD_UNIT;
  }

  private static boolean isZero(double gradient) {
    return Math.abs(gradient) <= 1e-14;
  }

  private boolean isAbsent(String name, int row) {
    return switch (name) {
      case "embeddings.word_embeddings.weight" -> !ids.contains(row);
      case "embeddings.position_embeddings.weight" -> row >= longest;
      case "embeddings.token_type_embeddings.weight" -> !types.contains(row);
      default -> false;
    };
  }

  /** Elements without a gradient, by cause. */
  Map<Cause, Long> counts() {
    return new EnumMap<>(counts);
  }
}
