package peftlab.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import peftlab.experiment.results.TrialResult;

/** Results whose lines are edited as a careless or a hostile hand would; for tests only. */
public final class EditedResults {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private final List<JsonNode> lines = new ArrayList<>();

  /** Begins with what {@code results} would leave in a folder. */
  public EditedResults(List<TrialResult> results) {
    for (TrialResult result : results) {
      ObjectNode line = MAPPER.valueToTree(result);
      String id = "0".repeat(16 - result.id().length()) + result.id();
      line.put("id", id);
      trial(line).put("id", id);
      lines.add(line);
    }
  }

  /** The {@code trial} of a line. */
  public static ObjectNode trial(JsonNode line) {
    return (ObjectNode) line.get("trial");
  }

  /** The training settings of a line. */
  public static ObjectNode settings(JsonNode line) {
    return (ObjectNode) trial(line).get("settings");
  }

  /** Whether a line is of {@code method}. */
  public static Predicate<JsonNode> method(String method) {
    return line -> trial(line).get("method").asText().equals(method);
  }

  /** Whether a line is of a trial that is reported, on {@code seed}. */
  public static Predicate<JsonNode> run(String method, long seed) {
    return phase(method, "final").and(line -> settings(line).get("seed").asLong() == seed);
  }

  /** Whether a line is of {@code method} and {@code phase}. */
  public static Predicate<JsonNode> phase(String method, String phase) {
    return method(method).and(line -> trial(line).get("phase").asText().equals(phase));
  }

  /** Changes lines. */
  public EditedResults edit(Predicate<JsonNode> which, Consumer<ObjectNode> change) {
    lines.stream().filter(which).forEach(line -> change.accept((ObjectNode) line));
    return this;
  }

  /** Takes lines away. */
  public EditedResults remove(Predicate<JsonNode> which) {
    lines.removeIf(which);
    return this;
  }

  /** Repeats lines, changed, behind the others. */
  public EditedResults repeat(Predicate<JsonNode> which, Consumer<ObjectNode> change) {
    for (JsonNode line : List.copyOf(lines)) {
      if (which.test(line)) {
        ObjectNode copy = line.deepCopy();
        change.accept(copy);
        lines.add(copy);
      }
    }
    return this;
  }

  /** Adds a line as it is. */
  public EditedResults line(String text) {
    lines.add(TextNode.valueOf(text));
    return this;
  }

  /** The results, if all lines are some. */
  public List<TrialResult> results() {
    return results(lines.stream());
  }

  /** Writes {@code trials.jsonl}. */
  public Path write(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    for (JsonNode line : lines) {
      text.append(line.isTextual() ? line.asText() : MAPPER.writeValueAsString(line)).append('\n');
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("trials.jsonl"), text);
    return folder;
  }

  /** Writes predictions that fit the lines as they are now. */
  public EditedResults writePredictions(Path folder) throws IOException {
    for (JsonNode line : lines) {
      if (line.isObject()) {
        String id = line.get("id").asText();
        String made = id.replaceFirst("^0+", "");
        ObjectNode asMade = line.deepCopy();
        asMade.put("id", made);
        Results.writePredictions(folder, results(Stream.of(asMade)));
        Path csv = folder.resolve("predictions").resolve(made + ".csv");
        if (Files.exists(csv)) {
          Files.move(csv, csv.resolveSibling(id + ".csv"), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return this;
  }

  private static List<TrialResult> results(Stream<JsonNode> lines) {
    return lines
        .map(
            line -> {
              try {
                return MAPPER.treeToValue(line, TrialResult.class);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }
}
