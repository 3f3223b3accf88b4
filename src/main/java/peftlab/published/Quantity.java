package peftlab.published;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import peftlab.count.Costs;
import peftlab.method.PeftMethods;
import peftlab.nn.Architecture;
import peftlab.tensor.MemoryCategory;

/** What a published figure counts, and how it is computed; classification heads are left out. */
public enum Quantity {
  /** Trained parameters. */
  TRAINED("trained parameters") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      return costs.trained().total();
    }
  },
  /** Trained parameters in per cent of the model's. */
  SHARE("trained, of the model") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      return 100.0 * costs.trained().total() / costs.base().total();
    }
  },
  /** Parameters of the model. */
  TOTAL("parameters of the model") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      return costs.base().total();
    }
  },
  /** Trained parameters with a head of two classes. */
  WITH_HEAD("trained, with 2-class head") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      return costs.trained().total() + costs.head();
    }
  },
  /** What a file keeps. */
  STORED("stored values") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      return costs.stored();
    }
  },
  /** Trained parameters beyond those of LoRA with the same rank and targets. */
  BEYOND_LORA("trained beyond LoRA's") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      return costs.trained().total() - lora(model, row).trained().total();
    }
  },
  /** How many times fewer parameters are trained than the model has. */
  FEWER("model / trained") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      return (double) costs.base().total() / costs.trained().total();
    }
  },
  /** Bytes of weights, gradients and AdamW's moments. */
  STATE("weights, grads, moments") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      return state(costs);
    }
  },
  /** How many times less memory that takes than full fine-tuning. */
  LESS_STATE("the same, full / this") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      Costs full =
          Costs.of(model, PeftMethods.named("full"), Map.of(), new Costs.Step(2, 1, 1, row.bits()));
      return (double) state(full) / state(costs);
    }
  },
  /** Bytes of a checkpoint. */
  FILE("bytes of a checkpoint") {
    @Override
    double of(Costs costs, Architecture model, PublishedTable.Row row) {
      return (double) costs.stored() * row.bits() / Byte.SIZE;
    }
  };

  private final String label;

  Quantity(String label) {
    this.label = label;
  }

  /** For people. */
  public String label() {
    return label;
  }

  abstract double of(Costs costs, Architecture model, PublishedTable.Row row);

  private static long state(Costs costs) {
    return costs.bytes() - costs.memory().get(MemoryCategory.ACTIVATIONS);
  }

  private static Costs lora(Architecture model, PublishedTable.Row row) {
    Map<String, Object> shared = new HashMap<>(row.set());
    shared.keySet().retainAll(Set.of("rank", "targets"));
    return Costs.of(model, PeftMethods.named("lora"), shared, new Costs.Step(2, 1, 1, row.bits()));
  }
}
