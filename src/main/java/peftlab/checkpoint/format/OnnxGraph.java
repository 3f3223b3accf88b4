package peftlab.checkpoint.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.WireFormat;
import peftlab.InputException;

/**
 * What an ONNX file's graph says about weights: its constants, and the operations that take two
 * inputs.
 *
 * <p>The file is walked field by field, so that the constants' values stay on disk.
 */
final class OnnxGraph {
  private static final int MOST_DIMENSIONS = 16;
  private static final int BFLOAT16 = 16; // ND4J M1.1's ONNX classes do not name it

  /** One node with its two inputs. */
  record Operation(List<String> inputs, String output) {}

  private final TensorFile file;
  private final Map<String, FileTensor> constants = new LinkedHashMap<>();
  private final Map<String, List<Operation>> operations = new LinkedHashMap<>();

  private OnnxGraph(TensorFile file) {
    this.file = file;
  }

  static OnnxGraph parse(TensorFile file) {
    OnnxGraph graph = new OnnxGraph(file);
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file.path()))) {
      CodedInputStream input = CodedInputStream.newInstance(bytes);
      input.setSizeLimit(Integer.MAX_VALUE);
      input.pushLimit((int) Math.min(file.size(), Integer.MAX_VALUE));
      graph.model(input);
      return graph;
    } catch (InvalidProtocolBufferException e) {
      throw new InputException(
          file.path() + " is not an ONNX model or is cut off: " + Messages.shown(e.getMessage()),
          e);
    } catch (IOException e) {
      throw Messages.unreadable(file.path(), e);
    }
  }

  /** Float constants whose values lie in the file, by name. */
  Map<String, FileTensor> constants() {
    return constants;
  }

  /** All nodes of a kind that have two inputs and one output, in the graph's order. */
  List<Operation> operations(String kind) {
    return operations.getOrDefault(kind, List.of());
  }

  private void model(CodedInputStream input) throws IOException {
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (isMessage(tag, ModelProto.GRAPH_FIELD_NUMBER)) {
        int outer = input.pushLimit(input.readRawVarint32());
        graph(input);
        input.popLimit(outer);
      } else {
        skip(tag, input);
      }
    }
  }

  private void graph(CodedInputStream input) throws IOException {
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (isMessage(tag, GraphProto.NODE_FIELD_NUMBER)) {
        int outer = input.pushLimit(input.readRawVarint32());
        node(input);
        input.popLimit(outer);
      } else if (isMessage(tag, GraphProto.INITIALIZER_FIELD_NUMBER)) {
        int outer = input.pushLimit(input.readRawVarint32());
        constant(input);
        input.popLimit(outer);
      } else {
        skip(tag, input);
      }
    }
  }

  private void node(CodedInputStream input) throws IOException {
    String kind = "";
    List<String> inputs = new ArrayList<>(2);
    List<String> outputs = new ArrayList<>(1);
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case NodeProto.INPUT_FIELD_NUMBER -> inputs.add(input.readString());
        case NodeProto.OUTPUT_FIELD_NUMBER -> outputs.add(input.readString());
        case NodeProto.OP_TYPE_FIELD_NUMBER -> kind = input.readString();
        default -> skip(tag, input);
      }
    }
    if (inputs.size() == 2 && outputs.size() == 1) {
      operations
          .computeIfAbsent(kind, unseen -> new ArrayList<>())
          .add(new Operation(List.copyOf(inputs), outputs.get(0)));
    }
  }

  private void constant(CodedInputStream input) throws IOException {
    String name = "";
    List<Long> shape = new ArrayList<>(2);
    int type = 0;
    long offset = -1;
    long bytes = 0;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case TensorProto.NAME_FIELD_NUMBER -> name = input.readString();
        case TensorProto.DATA_TYPE_FIELD_NUMBER -> type = input.readInt32();
        case TensorProto.DIMS_FIELD_NUMBER -> dimensions(tag, input, shape);
        case TensorProto.RAW_DATA_FIELD_NUMBER -> {
          bytes = input.readRawVarint32();
          offset = input.getTotalBytesRead();
          input.skipRawBytes((int) bytes);
        }
        default -> skip(tag, input);
      }
    }
    ElementType element = elementType(type);
    if (element != null && offset >= 0) {
      add(new FileTensor(file, name, element, List.copyOf(shape), offset, false), bytes);
    }
  }

  private void dimensions(int tag, CodedInputStream input, List<Long> shape) throws IOException {
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
      shape.add(input.readInt64());
    } else {
      int outer = input.pushLimit(input.readRawVarint32());
      while (!input.isAtEnd() && shape.size() <= MOST_DIMENSIONS) {
        shape.add(input.readInt64());
      }
      input.skipRawBytes(input.getBytesUntilLimit());
      input.popLimit(outer);
    }
    if (shape.size() > MOST_DIMENSIONS) {
      throw new InputException(
          file.path() + ": a tensor has more than " + MOST_DIMENSIONS + " dimensions");
    }
  }

  private void add(FileTensor tensor, long bytes) {
    long expected;
    try {
      expected = tensor.bytes();
    } catch (ArithmeticException e) {
      expected = -1;
    }
    if (expected != bytes || tensor.offset() + bytes > file.size()) {
      throw new InputException(
          tensor.origin()
              + ": "
              + tensor.type()
              + " "
              + tensor.shape()
              + " does not fit its "
              + bytes
              + " bytes of data");
    }
    if (constants.put(tensor.name(), tensor) != null) {
      throw new InputException(tensor.origin() + " is there twice");
    }
  }

  /** Skips a field; groups, which ONNX does not use, could nest without end. */
  private void skip(int tag, CodedInputStream input) throws IOException {
    int wire = WireFormat.getTagWireType(tag);
    if (wire == WireFormat.WIRETYPE_START_GROUP || wire == WireFormat.WIRETYPE_END_GROUP) {
      throw new InputException(file.path() + " is not an ONNX model: it holds a group");
    }
    input.skipField(tag);
  }

  private static ElementType elementType(int onnxType) {
    return switch (onnxType) {
      case TensorProto.DataType.FLOAT_VALUE -> ElementType.F32;
      case TensorProto.DataType.FLOAT16_VALUE -> ElementType.F16;
      case BFLOAT16 -> ElementType.BF16;
      default -> null;
    };
  }

  private static boolean isMessage(int tag, int field) {
    return WireFormat.getTagFieldNumber(tag) == field
        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
