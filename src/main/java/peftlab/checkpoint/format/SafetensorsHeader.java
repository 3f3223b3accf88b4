package peftlab.checkpoint.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peftlab.InputException;

/** Parses and checks the JSON header of one safetensors file. */
final class SafetensorsHeader {
  private static final int MOST_DIMENSIONS = 16;

  private final TensorFile file;
  private final long dataStart;
  private final long dataSize;
  private final Map<String, FileTensor> tensors = new LinkedHashMap<>();

  /**
   * Prepares to parse.
   *
   * @param dataStart where the values begin in the file, in bytes
   * @param dataSize bytes from there to the file's end
   */
  SafetensorsHeader(TensorFile file, long dataStart, long dataSize) {
    this.file = file;
    this.dataStart = dataStart;
    this.dataSize = dataSize;
  }

  Map<String, FileTensor> parse(byte[] json) {
    // The decoder is strict: the parser alone would guess other encodings than UTF-8.
    try (JsonParser parser =
        JsonFiles.FACTORY.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder()))) {
      expect(parser.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("__metadata__")) {
          skipMetadata(parser);
        } else {
          tensors.put(name, tensor(name, parser));
        }
      }
      expect(parser.nextToken() == null, "the header goes on after its JSON object");
    } catch (JsonProcessingException e) {
      throw Messages.notJson(file.path() + ": the header", e);
    } catch (IOException e) {
      throw new InputException(file.path() + ": the header is not UTF-8 text", e);
    }
    checkLayout();
    return tensors;
  }

  private void skipMetadata(JsonParser parser) throws IOException {
    expect(parser.currentToken() == JsonToken.START_OBJECT, "__metadata__ is not a JSON object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      expect(parser.nextToken() == JsonToken.VALUE_STRING, "__metadata__ holds more than text");
    }
  }

  private FileTensor tensor(String name, JsonParser parser) throws IOException {
    String what = "tensor " + Messages.shown(name);
    expect(parser.currentToken() == JsonToken.START_OBJECT, what + " is not a JSON object");
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "dtype" -> {
          expect(parser.currentToken() == JsonToken.VALUE_STRING, what + ": dtype is not a text");
          type = parser.getText();
        }
        case "shape" -> shape = sizes(parser, what + ": shape", MOST_DIMENSIONS);
        case "data_offsets" -> offsets = sizes(parser, what + ": data_offsets", 2);
        default -> throw wrong(what + " has an unknown key " + Messages.shown(key));
      }
    }
    expect(type != null, what + " has no dtype");
    expect(shape != null, what + " has no shape");
    expect(offsets != null && offsets.size() == 2, what + " has no two data_offsets");
    return tensor(name, what, elementType(what, type), shape, offsets.get(0), offsets.get(1));
  }

  private FileTensor tensor(
      String name, String what, ElementType type, List<Long> shape, long begin, long end) {
    expect(
        begin <= end && end <= dataSize,
        what
            + " lies at bytes "
            + begin
            + " to "
            + end
            + " of the data, but the file holds "
            + dataSize);
    long bytes;
    try {
      bytes = type.bytes(shape);
    } catch (ArithmeticException e) {
      throw wrong(what + " has a shape too large to exist: " + shape);
    }
    expect(
        bytes == end - begin,
        what
            + ": "
            + type
            + " "
            + shape
            + " takes "
            + bytes
            + " bytes, but data_offsets give "
            + (end - begin));
    return new FileTensor(file, name, type, shape, dataStart + begin, false);
  }

  private List<Long> sizes(JsonParser parser, String what, int most) throws IOException {
    expect(parser.currentToken() == JsonToken.START_ARRAY, what + " is not a list");
    List<Long> sizes = new ArrayList<>(2);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(sizes.size() < most, what + " has more than " + most + " numbers");
      expect(
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && parser.getLongValue() >= 0,
          what + " holds something else than whole numbers from 0 to 2^63 - 1");
      sizes.add(parser.getLongValue());
    }
    return List.copyOf(sizes);
  }

  private ElementType elementType(String what, String name) {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw wrong(what + " has an unknown dtype " + Messages.shown(name));
  }

  /** The format demands it: the tensors fill the data without overlap and without gaps. */
  private void checkLayout() {
    List<FileTensor> inOrder = new ArrayList<>(tensors.values());
    inOrder.sort(Comparator.comparingLong(FileTensor::offset).thenComparing(FileTensor::bytes));
    long end = dataStart;
    for (FileTensor tensor : inOrder) {
      expect(
          tensor.offset() == end,
          "tensor "
              + Messages.shown(tensor.name())
              + (tensor.offset() < end ? " overlaps another tensor" : " follows a gap"));
      end += tensor.bytes();
    }
    expect(
        end == dataStart + dataSize,
        "the file has " + (dataStart + dataSize - end) + " more bytes after its last tensor");
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw wrong(otherwise);
    }
  }

  private InputException wrong(String what) {
    return new InputException(file.path() + ": " + what);
  }
}
