package peftlab.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import peftlab.checkpoint.format.TensorSource;

/** ONNX models as PyTorch exports a BERT, for tests. */
public final class OnnxModels {
  public static final int DATA_TYPE = 2 << 3;
  public static final int FLOAT = 1;
  public static final int DATA_LOCATION = 14 << 3;
  public static final int EXTERNAL = 1;
  private static final int INT64 = 7;

  private OnnxModels() {}

  /**
   * A tensor with these enumerations, as tags and values of the wire format: the setters of ND4J's
   * releases differ in type, and the older one has no place for the last.
   */
  public static TensorProto.Builder withEnums(int... tagsAndValues) {
    byte[] wire = new byte[tagsAndValues.length];
    for (int i = 0; i < wire.length; i++) {
      wire[i] = (byte) tagsAndValues[i];
    }
    try {
      return TensorProto.newBuilder().mergeFrom(wire);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Linear weights become anonymous and transposed, with a MatMul and an Add; all else is named.
   */
  public static ModelProto export(TensorSource tensors) {
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
        withEnums(DATA_TYPE, INT64)
            .setName("embeddings.position_ids")
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

  public static TensorProto constant(String name, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    TensorProto.Builder tensor = withEnums(DATA_TYPE, FLOAT).setName(name);
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
