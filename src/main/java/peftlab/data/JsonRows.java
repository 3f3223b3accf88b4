package peftlab.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON Lines: on every line an object with texts as strings and a label as any scalar. */
final class JsonRows {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonRows() {}

  static void read(Path path, RowFile file) {
    try (TextLines lines = new TextLines(path)) {
      Columns columns = null;
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (line.isBlank()) {
          continue;
        }
        JsonNode object = object(line, lines);
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        Columns own = file.columns(lines.number(), names);
        if (columns != null && (columns.textB() < 0) != (own.textB() < 0)) {
          throw lines.wrong("one text where other lines have two, or two where they have one");
        }
        columns = own;
        file.add(lines.number(), cells(object, names, own, lines), own);
      }
    }
  }

  private static JsonNode object(String line, TextLines lines) {
    try {
      JsonNode object = JSON.readTree(line);
      if (!object.isObject()) {
        throw lines.wrong("not an object");
      }
      return object;
    } catch (JsonProcessingException e) {
      throw lines.wrong(e.getOriginalMessage());
    }
  }

  private static List<String> cells(
      JsonNode object, List<String> names, Columns columns, TextLines lines) {
    List<String> cells = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      JsonNode value = object.get(names.get(i));
      boolean isText = i == columns.textA() || i == columns.textB();
      if (!isText && i != columns.label()) {
        cells.add("");
        continue;
      }
      if (isText ? !value.isTextual() : !value.isValueNode() || value.isNull()) {
        throw lines.wrong(
            names.get(i) + " is " + value.getNodeType() + " where a string is expected");
      }
      cells.add(value.asText());
    }
    return cells;
  }
}
