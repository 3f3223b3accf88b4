package peftlab.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;

/** ONNX models as PyTorch exports a BERT, for tests. */
final class OnnxModels {
  private OnnxModels() {}

  /**
   * Linear weights become anonymous and transposed, with a MatMul and an Add; all else is named.
   */
  static ModelProto export(TensorSource tensors) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("torch-jit-export");
    int next = 1000;
    for (String name : tensors.names()) {
      long[] shape = tensors.shape(name);
      float[] values = tensors.values(name, shape);
      if (shape.length == 2 && !name.startsWith("embeddings.")) {
        String anonymous = "onnx::MatMul_" + next++;
        String bias = name.substring(0, name.length() - "weight".length()) + "bias";
        graph.addNode(node("MatMul", "in_" + name, anonymous, "product_" + name));
        graph.addNode(
            next % 2 == 0
                ? node("Add", bias, "product_" + name, "out_" + name)
                : node("Add", "product_" + name, bias, "out_" + name));
        graph.addInitializer(
            constant(anonymous, transposed(values, shape), new long[] {shape[1], shape[0]}));
      } else {
        graph.addInitializer(constant(name, values, shape));
      }
    }
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("embeddings.position_ids")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(1)
            .setRawData(ByteString.copyFrom(new byte[8])));
    graph.addNode(node("Add", "out_1", "out_2", "residual"));
    graph.addNode(node("MatMul", "query", "key", "scores"));
    return ModelProto.newBuilder().setIrVersion(6).setGraph(graph).build();
  }

  static NodeProto node(String kind, String left, String right, String output) {
    return NodeProto.newBuilder()
        .setOpType(kind)
        .addInput(left)
        .addInput(right)
        .addOutput(output)
        .build();
  }

  static TensorProto constant(String name, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
    for (long size : shape) {
      tensor.addDims(size);
    }
    return tensor.setRawData(ByteString.copyFrom(raw.array())).build();
  }

  static float[] transposed(float[] values, long... shape) {
    int rows = (int) shape[0];
    int columns = (int) shape[1];
    float[] result = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        result[c * rows + r] = values[r * columns + c];
      }
    }
    return result;
  }
}
