package peftlab.conformance;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import peftlab.InputException;
import peftlab.checkpoint.format.TensorSource;
import peftlab.method.StoredTensor;
import peftlab.tensor.Parameter;
import peftlab.train.Classifier;

/** Gives what is trained, and what a method drew and froze, the values of the reference run. */
final class InitialValues {
  private InitialValues() {}

  /**
   * The name that this framework has for a parameter of the reference script's classifier: without
   * the attribute that holds the encoder, PEFT's wrapper and the name PEFT gives to an adapter, and
   * with {@code adapter} for the bottleneck that the script puts behind a sublayer's dropout.
   */
  static String canonical(String torch) {
    String name = torch;
    for (String wrapper : List.of("encoder.base_model.model.", "encoder.")) {
      if (name.startsWith(wrapper)) {
        name = name.substring(wrapper.length());
        break;
      }
    }
    return name.replace(".lora_magnitude_vector.default.weight", ".lora_magnitude_vector")
        .replace(".default.", ".")
        .replaceFirst("\\.default$", "")
        .replace(".output.dropout.1.", ".output.adapter.");
  }

  /**
   * Reads every parameter from {@code init}, and of the frozen tensors that the method stores those
   * that are there, such as VeRA's random pair.
   *
   * @throws InputException where a parameter has no tensor of its name and shape, or a tensor no
   *     parameter
   */
  static void load(TensorSource init, Classifier classifier) {
    Map<String, String> stored = new TreeMap<>();
    for (String name : init.names()) {
      String other = stored.put(canonical(name), name);
      if (other != null) {
        throw new InputException(init.origin(name) + " is the same parameter as " + other);
      }
    }
    Set<String> unused = new TreeSet<>(stored.keySet());
    for (Parameter parameter : classifier.trainable()) {
      String name = stored.get(parameter.name());
      if (name == null || !unused.remove(parameter.name())) {
        throw new InputException(
            "init.safetensors holds no value for " + parameter + ", which is trained here");
      }
      init.require(name, parameter.shape());
      init.read(name, parameter.value()::set);
    }
    for (StoredTensor frozen : classifier.adaptation().stored()) {
      if (unused.remove(frozen.name())) {
        init.require(stored.get(frozen.name()), frozen.shape());
        init.read(stored.get(frozen.name()), frozen.value()::set);
      }
    }
    if (!unused.isEmpty()) {
      String name = stored.get(unused.iterator().next());
      throw new InputException(
          "%s and %d more are trained in the reference run, but not here"
              .formatted(init.origin(name), unused.size() - 1));
    }
  }
}
