package peftlab.experiment.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import peftlab.InputException;

/**
 * Predictions of each trial, row by row, in {@code predictions/<id>.csv}. The first line is a
 * comment that names the classes as a JSON list, in the order of their numbers: {@code # classes:
 * ["negative","positive"]}. Files of older versions begin with the header at once.
 */
public final class Predictions {
  private static final String FOLDER = "predictions";
  private static final String CLASSES = "# classes: ";
  private static final String HEADER = "label,prediction";
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private Predictions() {}

  /**
   * What a file holds.
   *
   * @param classes names of the classes, in the order of their numbers; empty in an old file
   * @param rows one for each evaluated row
   */
  public record Stored(List<String> classes, List<TrialOutcome.Prediction> rows) {}

  /** Whether the predictions of trial {@code id} are in results folder {@code folder}. */
  public static boolean exist(Path folder, String id) {
    return Files.exists(file(folder, id));
  }

  /**
   * Reads the predictions of trial {@code id} in results folder {@code folder}.
   *
   * @throws InputException if the file is missing or torn, a row is not two whole numbers, or a
   *     number is of no class
   */
  public static Stored read(Path folder, String id) {
    Path file = file(folder, id);
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    List<String> lines = text.lines().toList();
    boolean named = !lines.isEmpty() && lines.get(0).startsWith(CLASSES);
    List<String> classes = named ? classes(file, lines.get(0)) : List.of();
    int header = named ? 1 : 0;
    if (lines.size() <= header || !lines.get(header).equals(HEADER)) {
      throw new InputException(file + ", line " + (header + 1) + ": expected the header " + HEADER);
    }
    if (!text.endsWith("\n")) {
      throw new InputException(file + ": cut off, its last line has no end");
    }
    List<TrialOutcome.Prediction> rows = new ArrayList<>();
    for (int i = header + 1; i < lines.size(); i++) {
      TrialOutcome.Prediction row = row(lines.get(i));
      if (row == null) {
        throw new InputException(
            file + ", line " + (i + 1) + ": '" + lines.get(i) + "' is not label,prediction");
      }
      if (named && Math.max(row.label(), row.prediction()) >= classes.size()) {
        throw new InputException(
            "%s, line %d: '%s' is not a class: expected a number from 0, below %d"
                .formatted(file, i + 1, lines.get(i), classes.size()));
      }
      rows.add(row);
    }
    return new Stored(classes, rows);
  }

  private static List<String> classes(Path file, String line) {
    try {
      return List.of(MAPPER.readValue(line.substring(CLASSES.length()), String[].class));
    } catch (JsonProcessingException | NullPointerException e) {
      throw new InputException(
          file + ", line 1: expected names of classes, such as " + CLASSES + "[\"no\",\"yes\"]", e);
    }
  }

  private static TrialOutcome.Prediction row(String line) {
    if (!line.matches("\\d{1,6},\\d{1,6}")) {
      return null;
    }
    int comma = line.indexOf(',');
    return new TrialOutcome.Prediction(
        Integer.parseInt(line.substring(0, comma)), Integer.parseInt(line.substring(comma + 1)));
  }

  /** Writes them under another name, forces them to disk, then renames. */
  static void write(Path folder, TrialOutcome outcome) throws IOException {
    StringBuilder text = new StringBuilder();
    if (!outcome.classes().isEmpty()) {
      text.append(CLASSES).append(MAPPER.writeValueAsString(outcome.classes())).append('\n');
    }
    text.append(HEADER).append('\n');
    for (TrialOutcome.Prediction row : outcome.predictions()) {
      text.append(row.label()).append(',').append(row.prediction()).append('\n');
    }
    store(folder, outcome.result().id(), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the file of another results folder over, if it has one. */
  static void copy(Path from, Path to, String id) throws IOException {
    if (Files.exists(file(from, id))) {
      store(to, id, Files.readAllBytes(file(from, id)));
    }
  }

  private static void store(Path folder, String id, byte[] bytes) throws IOException {
    Path file = file(folder, id);
    Files.createDirectories(file.getParent());
    Path half = file.resolveSibling(id + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              half,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  private static Path file(Path folder, String id) {
    return folder.resolve(FOLDER).resolve(id + ".csv");
  }
}
