package peftlab.methods;

import java.util.ArrayList;
import java.util.List;
import peftlab.method.AdaptContext;
import peftlab.nn.Linear;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/** A linear layer, drawn as PyTorch draws it unless told otherwise: U(±1/√inputs). */
record Dense(Linear linear) {
  static Dense create(AdaptContext context, String path, int inputs, int outputs) {
    return create(
        context,
        path,
        inputs,
        outputs,
        Initializer.kaimingUniform(),
        Initializer.uniform(1 / Math.sqrt(inputs)));
  }

  static Dense create(
      AdaptContext context,
      String path,
      int inputs,
      int outputs,
      Initializer ofWeight,
      Initializer ofBias) {
    return new Dense(
        new Linear(
            context.create(path + ".weight", ofWeight, outputs, inputs),
            context.create(path + ".bias", ofBias, outputs)));
  }

  Tensor apply(Tensor x) {
    return linear.apply(x);
  }

  /** {@code first} and the weights and biases of the layers after it. */
  static List<Parameter> parameters(Parameter first, Dense... layers) {
    List<Parameter> all = new ArrayList<>(List.of(first));
    for (Dense layer : layers) {
      all.add(layer.linear.weight());
      all.add(layer.linear.bias());
    }
    return List.copyOf(all);
  }
}
