package peftlab.checkpoint.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import peftlab.InputException;

/** Reads {@code model.safetensors.index.json}: which file beside it holds which tensor. */
final class ShardIndex {
  private static final long LONGEST = 100_000_000;
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}");

  private ShardIndex() {}

  /** Tensor names, in the index's order, with plain file names. */
  static Map<String, String> read(Path index) {
    JsonNode map = JsonFiles.object(index, LONGEST).path("weight_map");
    if (!map.isObject()) {
      throw new InputException(index + ": key weight_map is missing or no JSON object");
    }
    Map<String, String> shardOf = new LinkedHashMap<>();
    map.properties()
        .forEach(
            entry -> {
              String file = entry.getValue().asText();
              if (!entry.getValue().isTextual() || !FILE_NAME.matcher(file).matches()) {
                throw new InputException(
                    index
                        + ": tensor "
                        + Messages.shown(entry.getKey())
                        + " is listed in "
                        + Messages.shown(entry.getValue().toString())
                        + ", expected the name of a file in this folder");
              }
              shardOf.put(entry.getKey(), file);
            });
    return shardOf;
  }
}
