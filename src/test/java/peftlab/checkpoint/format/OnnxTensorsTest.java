package peftlab.checkpoint.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.checkpoint.ArrayTensors;
import peftlab.checkpoint.OnnxModels;
import peftlab.nn.EncoderConfig;

/** Weights come out of an ONNX graph under their names and in PyTorch's orientation. */
class OnnxTensorsTest {
  private static final EncoderConfig TINY = new EncoderConfig(2, 8, 2, 12, 20, 16, 2, 1e-12, false);
  @TempDir Path folder;

  @Test
  void namesAndTransposesLinearWeights() throws IOException {
    ArrayTensors original = ArrayTensors.bert(TINY, 1);
    try (TensorSource read = open(OnnxModels.export(original))) {
      assertThat(read.names()).containsExactlyInAnyOrderElementsOf(original.names());
      for (String name : original.names()) {
        long[] shape = original.shape(name);
        assertThat(read.values(name, shape)).as(name).isEqualTo(original.values(name, shape));
      }
    }
  }

  @Test
  void transposesMatricesLargerThanItsBands() throws IOException {
    for (long[] shape : new long[][] {{2, 1_050_000}, {70_000, 16}, {1100, 1000}}) {
      ArrayTensors original =
          new ArrayTensors()
              .putRandom("a.weight", new Random(1), shape)
              .put("a.bias", new float[1], 1);
      try (TensorSource read = open(OnnxModels.export(original))) {
        long[] next = {0};
        float[] expected = original.values("a.weight", shape);
        read.read(
            "a.weight",
            (at, values, from, count) -> {
              assertThat(at).isEqualTo(next[0]);
              assertThat(count).isLessThanOrEqualTo(TensorSource.CHUNK);
              for (int i = 0; i < count; i++) {
                if (values[from + i] != expected[(int) at + i]) {
                  throw new AssertionError("element " + (at + i));
                }
              }
              next[0] += count;
            });
        assertThat(next[0]).isEqualTo(expected.length);
      }
    }
  }

  @Test
  void lengthsThatDoNotFitAreNamed() {
    TensorProto wrong = OnnxModels.constant("a.bias", new float[3], 4);
    assertThatThrownBy(() -> open(model(wrong)))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("tensor a.bias: F32 [4] does not fit its 12 bytes of data");
    TensorProto negative = OnnxModels.constant("a.bias", new float[3], -1, -3);
    assertThatThrownBy(() -> open(model(negative)))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("tensor a.bias: F32 [-1, -3] does not fit its 12 bytes of data");
    TensorProto bias = OnnxModels.constant("a.bias", new float[3], 3);
    assertThatThrownBy(() -> open(model(bias, bias)))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("tensor a.bias is there twice");
  }

  @Test
  void valuesThatAreElsewhereAreMissing() throws IOException {
    TensorProto external =
        OnnxModels.withEnums(
                OnnxModels.DATA_TYPE, OnnxModels.FLOAT,
                OnnxModels.DATA_LOCATION, OnnxModels.EXTERNAL)
            .setName("a.bias")
            .addDims(2)
            .build();
    try (TensorSource read = open(model(external))) {
      assertThatThrownBy(() -> read.shape("a.bias"))
          .isInstanceOf(InputException.class)
          .hasMessageEndingWith("tensor a.bias is missing");
    }
  }

  @Test
  void cutOffFileIsNamed() throws IOException {
    byte[] whole = OnnxModels.export(ArrayTensors.bert(TINY, 1)).toByteArray();
    Path file = Files.write(folder.resolve("m.onnx"), Arrays.copyOf(whole, 3000));
    assertThatThrownBy(() -> OnnxTensors.open(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " is not an ONNX model or is cut off: ");
  }

  private static ModelProto model(TensorProto... constants) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    for (TensorProto constant : constants) {
      graph.addInitializer(constant);
    }
    return ModelProto.newBuilder().setGraph(graph).build();
  }

  private TensorSource open(ModelProto model) throws IOException {
    return OnnxTensors.open(Files.write(folder.resolve("m.onnx"), model.toByteArray()));
  }
}
