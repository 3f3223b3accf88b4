package peftlab.checkpoint.format;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peftlab.InputException;

/**
 * Reads the weights of a BERT that PyTorch exported to ONNX, under their PyTorch names.
 *
 * <p>Embeddings, layer norms and biases keep their names in the graph. A linear weight is anonymous
 * and stored [in, out]: it is the constant second input of a MatMul, and the Add that consumes the
 * product names the bias, {@code PATH.bias}, so the weight is {@code PATH.weight}.
 */
public final class OnnxTensors {
  private static final String BIAS = ".bias";

  private OnnxTensors() {}

  /**
   * Opens a file.
   *
   * @throws InputException naming the file if it is no ONNX model or contradicts itself
   */
  public static TensorSource open(Path path) {
    TensorFile file = TensorFile.open(path);
    try {
      OnnxGraph graph = OnnxGraph.parse(file);
      return new FileTensors(named(graph), List.of(file), path.toString());
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Map<String, FileTensor> named(OnnxGraph graph) {
    Map<String, FileTensor> constants = graph.constants();
    Map<String, String> biasAddedTo = new HashMap<>();
    for (OnnxGraph.Operation add : graph.operations("Add")) {
      for (int side = 0; side < 2; side++) {
        String bias = add.inputs().get(side);
        if (bias.endsWith(BIAS) && constants.containsKey(bias)) {
          biasAddedTo.put(add.inputs().get(1 - side), bias);
        }
      }
    }
    Map<String, FileTensor> named = new LinkedHashMap<>(constants);
    for (OnnxGraph.Operation product : graph.operations("MatMul")) {
      FileTensor matrix = constants.get(product.inputs().get(1));
      String bias = biasAddedTo.get(product.output());
      if (matrix == null || bias == null) {
        continue;
      }
      if (matrix.shape().size() != 2) {
        throw new InputException(
            matrix.origin() + " has shape " + matrix.shape() + ", expected a matrix");
      }
      String path = bias.substring(0, bias.length() - BIAS.length());
      named.remove(matrix.name());
      named.put(
          path + ".weight",
          new FileTensor(
              matrix.file(),
              matrix.name(),
              matrix.type(),
              List.of(matrix.shape().get(1), matrix.shape().get(0)),
              matrix.offset(),
              true));
    }
    return named;
  }
}
