package peftlab.count;

import java.util.EnumMap;
import java.util.Map;
import peftlab.InputException;
import peftlab.method.Formula;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.nn.Architecture;
import peftlab.tensor.MemoryCategory;

/**
 * Counts with the formula of a method's card, which tests hold to the method's class on BERT.
 *
 * <p>Memory, that of a student's teacher aside: a method that trains the whole model holds its
 * weights once, as trained ones; any other has the whole model frozen. Each trained value has a
 * gradient and AdamW's two moments. Activations are an upper bound, what backward needs where
 * everything is trained and nothing is computed twice: {@code batch · length · layers · (4·width +
 * query + attention output + key + value + feed-forward + heads·length)} values, where
 * <i>4·width</i> are both norms' inputs and outputs, and feed-forward is its inner width twice,
 * four times where it is gated (before and after the activation, the gated product, and up).
 */
final class FormulaCosts {
  private static final int MOMENTS = 2;

  private FormulaCosts() {}

  static Costs of(
      Architecture model, PeftMethod<?> method, Map<String, Object> hyper, Costs.Step step) {
    MethodCard card = MethodCard.of(method);
    long trained = evaluate(card.parameters(), model, method, hyper);
    long outside = evaluate(card.parameters(), model.withLayers(0), method, hyper);
    Costs.Split split = new Costs.Split(outside, trained - outside, 0);
    long head = step.classes() * (model.width() + 1L);
    Costs.Split base = new Costs.Split(model.outsideLayers(), model.inLayers(), model.pooler());
    long stored = evaluate(card.stored(), model, method, hyper);
    return new Costs(
        Costs.Source.FORMULA, split, head, base, stored, memory(model, split, head, step));
  }

  private static Map<MemoryCategory, Long> memory(
      Architecture model, Costs.Split split, long head, Costs.Step step) {
    long trained = split.total() + head;
    long frozen = split.total() == model.total() ? 0 : model.total();
    Map<MemoryCategory, Long> values = new EnumMap<>(MemoryCategory.class);
    values.put(MemoryCategory.FROZEN, frozen);
    values.put(MemoryCategory.TRAINED, trained);
    values.put(MemoryCategory.GRADIENTS, trained);
    values.put(MemoryCategory.OPTIMIZER, MOMENTS * trained);
    values.put(MemoryCategory.ACTIVATIONS, activations(model, step));
    values.replaceAll((category, count) -> count * step.bits() / Byte.SIZE);
    return values;
  }

  /** Values that backward needs. */
  static long activations(Architecture model, Costs.Step step) {
    boolean gated = model.matrix("gate").isPresent();
    long perToken =
        4L * model.width()
            + outputs(model, "query")
            + inputs(model, "output")
            + outputs(model, "key")
            + outputs(model, "value")
            + (gated ? 4L : 2L) * outputs(model, "up")
            + (long) model.heads() * step.length();
    return perToken * step.batch() * step.length() * model.layers();
  }

  private static long outputs(Architecture model, String matrix) {
    return model.matrix(matrix).map(Architecture.Dense::outputs).orElse(0);
  }

  private static long inputs(Architecture model, String matrix) {
    return model.matrix(matrix).map(Architecture.Dense::inputs).orElse(0);
  }

  private static long evaluate(
      String formula, Architecture model, PeftMethod<?> method, Map<String, Object> hyper) {
    try {
      return Formula.evaluate(formula, model, hyper);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "method '%s' cannot be counted on this model: %s".formatted(method.id(), e.getMessage()),
          e);
    }
  }
}
