package peftlab.checkpoint.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import peftlab.InputException;
import peftlab.InputFile;

/** JSON from strangers: bounded in size and depth, no key twice. */
public final class JsonFiles {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
          .build();

  public static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonFiles() {}

  /**
   * Reads a file that holds one JSON object of at most so many bytes.
   *
   * @throws InputException where it holds something else
   */
  public static ObjectNode object(Path path, long mostBytes) {
    try {
      JsonNode tree = MAPPER.readTree(bytes(path, mostBytes));
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new InputException(path + " holds no JSON object");
    } catch (JsonProcessingException e) {
      throw Messages.notJson(path.toString(), e);
    } catch (IOException e) {
      throw Messages.unreadable(path, e);
    }
  }

  /** Writes a value as indented JSON; the file appears when it is whole. */
  public static void write(Path path, Object value) {
    try {
      byte[] json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
      AtomicFiles.write(path, temporary -> Files.write(temporary, json));
    } catch (IOException e) {
      throw Messages.unwritable(path, e);
    }
  }

  /** Reads a whole file of at most so many bytes. */
  public static byte[] bytes(Path path, long mostBytes) {
    return InputFile.bytes(path, Math.toIntExact(mostBytes));
  }
}
