package peftlab.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import peftlab.InputException;

/** The lines of a {@code trials.jsonl}: how results become lines and lines results. */
final class TrialLog {
  static final String FILE = "trials.jsonl";
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  /** Results by id, the last line of an id counting, in the order of the lines. */
  final Map<String, TrialResult> results = new LinkedHashMap<>();

  /** Bytes up to the end of the last whole line. */
  long length;

  /** Whether the last whole line lacks only its end. */
  boolean unended;

  private TrialLog() {}

  /**
   * Reads a file; no file is an empty log. A last line without an end, as a killed process leaves,
   * counts if it is whole and is ignored if it is not.
   *
   * @throws InputException if any other line is no result
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
      boolean last = to == bytes.length;
      try {
        TrialResult result =
            MAPPER.readValue(
                new String(bytes, from, to - from, StandardCharsets.UTF_8), TrialResult.class);
        check(result);
        log.results.put(result.id(), result);
        log.length = (long) to + (last ? 0 : 1);
        log.unended = last;
      } catch (JsonProcessingException | IllegalArgumentException e) {
        if (!last) {
          throw new InputException(
              file + ", line " + line + ": not a result of this version: " + firstLine(e), e);
        }
      }
      from = to + 1;
    }
    return log;
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
        || result.trial().settings() == null) {
      throw new IllegalArgumentException("id, status or trial is missing");
    }
    if (result.metrics() == null
        || result.counts() == null
        || result.memory() == null
        || result.predictedMemory() == null
        || result.timing() == null
        || result.learningCurve() == null
        || result.extras() == null
        || result.provenance() == null) {
      throw new IllegalArgumentException("a measure or the provenance is missing");
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
