package peftlab.experiment;

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

/** Predictions of each trial, row by row, in {@code predictions/<id>.csv}. */
public final class Predictions {
  private static final String FOLDER = "predictions";
  private static final String HEADER = "label,prediction";

  private Predictions() {}

  /**
   * Reads the predictions of trial {@code id} in results folder {@code folder}.
   *
   * @throws InputException if the file is missing or a row is not two whole numbers
   */
  public static List<TrialOutcome.Prediction> read(Path folder, String id) {
    Path file = file(folder, id);
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new InputException(file + ", line 1: expected the header " + HEADER);
    }
    List<TrialOutcome.Prediction> predictions = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.matches("\\d{1,9},\\d{1,9}")) {
        throw new InputException(
            file + ", line " + (i + 1) + ": '" + line + "' is not label,prediction");
      }
      int comma = line.indexOf(',');
      predictions.add(
          new TrialOutcome.Prediction(
              Integer.parseInt(line.substring(0, comma)),
              Integer.parseInt(line.substring(comma + 1))));
    }
    return predictions;
  }

  /** Writes them under another name, forces them to disk, then renames. */
  static void write(Path folder, String id, List<TrialOutcome.Prediction> predictions)
      throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (TrialOutcome.Prediction row : predictions) {
      text.append(row.label()).append(',').append(row.prediction()).append('\n');
    }
    store(folder, id, text.toString().getBytes(StandardCharsets.UTF_8));
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
