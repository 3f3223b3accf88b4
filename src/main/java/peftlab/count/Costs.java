package peftlab.count;

import java.util.Map;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.nn.Architecture;
import peftlab.tensor.MemoryCategory;

/**
 * What a method on a model takes, without weights.
 *
 * @param source what counted
 * @param trained parameters of the method
 * @param head parameters of the classification head, trained beside them
 * @param base parameters of the model
 * @param stored values that a file keeps, the head's aside
 * @param memory bytes by category
 */
public record Costs(
    Source source,
    Split trained,
    long head,
    Split base,
    long stored,
    Map<MemoryCategory, Long> memory) {

  /** What counted. */
  public enum Source {
    /** The class that trains, on an encoder without memory. */
    CODE,
    /** The formula of the method's card, on the model's shapes. */
    FORMULA
  }

  /**
   * Parameters by place.
   *
   * @param outside embeddings, prompts and what makes them, the norm outside the layers
   * @param layers of the layers
   * @param pooler of the pooler
   */
  public record Split(long outside, long layers, long pooler) {
    /** The encoder's side: everything but the pooler. */
    public long encoder() {
      return outside + layers;
    }

    /** All of them. */
    public long total() {
      return encoder() + pooler;
    }
  }

  /**
   * A step to measure memory on.
   *
   * @param classes of the head
   * @param batch sequences
   * @param length tokens of each
   * @param bits of every value
   */
  public record Step(int classes, int batch, int length, int bits) {}

  /**
   * What a method takes: counted by its class where the model is a BERT encoder, else by the
   * formula of its card.
   *
   * @param settings hyperparameters that differ from the card's defaults
   * @throws peftlab.InputException where they make no sense or do not fit the model
   */
  public static Costs of(
      Architecture model, PeftMethod<?> method, Map<String, Object> settings, Step step) {
    return model.encoder().isPresent()
        ? CodeCosts.of(
            model.encoder().get(), method, Hyperparameters.resolve(method, settings), step)
        : FormulaCosts.of(
            model, method, HyperparametersOnAnyModel.resolve(model, method, settings), step);
  }

  /** Bytes of everything. */
  public long bytes() {
    return memory.values().stream().mapToLong(Long::longValue).sum();
  }
}
