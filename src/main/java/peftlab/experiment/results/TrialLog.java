package peftlab.experiment.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import peftlab.InputException;

/** The lines of a {@code trials.jsonl}: how results become lines and lines results. */
final class TrialLog {
  static final String FILE = "trials.jsonl";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  /** A key of results from before all keys were in snake case. */
  private static final String OLD = "\"trainLimit\"";

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([\\w-]{1,40})\"");

  /** Results by id, the last line of an id counting, in the order of the lines. */
  final Map<String, TrialResult> results = new LinkedHashMap<>();

  /** What is wrong with each line that is no result, the line and its trial named. */
  final List<String> damaged = new ArrayList<>();

  /** What is wrong with the last line if it was cut off before its end; null otherwise. */
  String torn;

  /** Which lines of one trial contradict each other, and in what. */
  final List<String> contradictions = new ArrayList<>();

  /** Bytes up to the end of the last whole line. */
  long length;

  /** Whether the last whole line lacks only its end. */
  boolean unended;

  private final Map<String, Integer> lines = new HashMap<>();

  private TrialLog() {}

  /**
   * Reads a file; no file is an empty log. A line that is no result is left out and named, be it
   * damaged or of a newer version; empty lines are nothing. A last line without an end, as a killed
   * process leaves, counts if it is whole.
   *
   * @throws InputException if the file cannot be read, or is of an older version
   */
  static TrialLog read(Path file) {
    TrialLog log = new TrialLog();
    if (!Files.exists(file)) {
      return log;
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    int line = 1;
    for (int from = 0; from < bytes.length; line++) {
      int to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
      if (text.contains(OLD)) {
        throw new InputException(
            "%s, line %d: a result of an older version, which wrote %s for train_rows: run its"
                    .formatted(file, line, OLD)
                + " experiment again in another folder");
      }
      log.add(line, text, to, to == bytes.length);
      from = to + 1;
    }
    return log;
  }

  private void add(int line, String text, int end, boolean unendedLine) {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      String what = named(line, text) + "cut off or not JSON";
      if (unendedLine) {
        torn = what;
      } else {
        damaged.add(what);
        length = end + 1L;
      }
      return;
    }
    length = (long) end + (unendedLine ? 0 : 1);
    unended = unendedLine;
    if (!tree.isMissingNode()) {
      try {
        TrialResult result = MAPPER.treeToValue(tree, TrialResult.class);
        check(result);
        contradict(line, result);
        results.put(result.id(), result);
        lines.put(result.id(), line);
      } catch (JsonProcessingException | IllegalArgumentException e) {
        damaged.add(named(line, text) + "not a result of this version: " + Unreadable.reason(e));
      }
    }
  }

  private String named(int line, String text) {
    Matcher id = ID.matcher(text);
    return FILE + ", line " + line + (id.find() ? " (trial " + id.group(1) + "): " : ": ");
  }

  private void contradict(int line, TrialResult later) {
    TrialResult earlier = results.get(later.id());
    String difference = earlier == null ? "" : Contradiction.between(earlier, later);
    if (!difference.isEmpty()) {
      contradictions.add(
          "%s, line %d (trial %s): contradicts line %d of the same trial, %s"
              .formatted(FILE, line, later.id(), lines.get(later.id()), difference));
    }
  }

  /** A result as a line, its end included. */
  static byte[] line(TrialResult result) {
    try {
      return (MAPPER.writeValueAsString(result) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(TrialResult result) {
    if (result == null
        || result.id() == null
        || !result.id().matches("[0-9a-f]{16}")
        || result.status() == null
        || result.trial() == null
        || result.trial().settings() == null
        || result.trial().hyper() == null) {
      throw new IllegalArgumentException("id, status or trial is missing");
    }
    if (result.timing() != null && result.memory() != null) {
      TrialResult.Timing timing = result.timing();
      DoubleStream.concat(
              DoubleStream.of(
                  timing.trainSeconds(),
                  timing.stepMillisMedian(),
                  timing.tokensPerSecond(),
                  timing.evalSeconds(),
                  timing.teacherSeconds()),
              result.memory().values().stream().mapToDouble(Long::doubleValue))
          .filter(figure -> !(figure >= 0 && Double.isFinite(figure)))
          .findFirst()
          .ifPresent(
              figure -> {
                throw new IllegalArgumentException("a time or memory is " + figure);
              });
    }
    if (!result.id().equals(result.trial().id())) {
      throw new IllegalArgumentException("id and trial.id differ");
    }
    if (result.metrics() == null
        || result.metric() == null
        || result.counts() == null
        || result.memory() == null
        || result.predictedMemory() == null
        || result.timing() == null
        || result.learningCurve() == null
        || result.extras() == null
        || result.provenance() == null) {
      throw new IllegalArgumentException("a measure or the provenance is missing");
    }
    result
        .extras()
        .forEach((name, value) -> finite("extras." + name, value == null ? Double.NaN : value));
    result.learningCurve().forEach(p -> finite("the loss at step " + p.step(), p.loss()));
  }

  private static void finite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(what + " is " + value);
    }
  }
}
