package peftlab.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.nn.EncoderConfig;

/**
 * How Hugging Face PEFT keeps a method in {@code adapter_config.json} and {@code
 * adapter_model.safetensors}, so that each side reads the other's files. The names and shapes of
 * tensors to write are those of {@link Adaptation#stored}.
 *
 * @param <H> the method's hyperparameters
 */
public interface PeftFormat<H extends Record> {
  /** PEFT's name of the method, the file's {@code peft_type}. */
  String type();

  /** Whether a file of this type is read back as this method, where methods share the type. */
  default boolean reads(PeftConfig config) {
    return true;
  }

  /**
   * The ends of the paths of modules that PEFT changes if {@code target_modules} names none; empty
   * for a method of virtual tokens, which changes no modules.
   */
  List<String> targets();

  /**
   * Its keys of the configuration, those that {@link #read} looks at and those that no answer
   * depends on. A file in which another key has a value is refused.
   */
  Set<String> keys();

  /**
   * The names of its tensors, {@code lora_A.weight} for {@code <path of a module>.lora_A.weight}.
   * {@link #read} must read every tensor so called.
   */
  Set<String> tensors();

  /**
   * What the configuration says of trained hyperparameters, beside the type and the keys that every
   * method has: texts, numbers, booleans and lists. Empty if PEFT has no such form: the file is
   * then in this framework's own format.
   */
  Optional<Map<String, Object>> write(H hyper, EncoderConfig model);

  /**
   * The adaptation that a file holds, ready to answer but not to train.
   *
   * @throws peftlab.InputException where configuration, tensors and base contradict each other
   */
  Adaptation read(AdaptContext context, PeftFile file);

  /**
   * One adaptation that adds up several of one base, as PEFT's {@code add_weighted_adapter}.
   *
   * @param files the first is of this format
   * @throws peftlab.InputException where PEFT would not add them
   */
  default Adaptation sum(
      AdaptContext context, List<PeftFile> files, List<Double> weights, Combination how) {
    throw files
        .get(0)
        .config()
        .wrong("peft_type", "is " + type() + ": adapters of this type are not added");
  }

  /** Ways to add adapters, with PEFT's names. */
  enum Combination {
    /**
     * The halves are added, each with the root of its weight: {@code (Σ √w·B)(Σ √w·A)}. A rough
     * approximation of the sum, since the adapters' halves are multiplied crosswise too.
     */
    LINEAR,

    /** The halves stand side by side, which is exactly the sum: {@code Σ w·B·A}. */
    CAT
  }
}
