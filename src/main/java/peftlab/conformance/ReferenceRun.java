package peftlab.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import peftlab.InputException;

/**
 * A run that PyTorch made, in a folder of its own.
 *
 * @param folder that holds it
 * @param settings of the run
 * @param losses of every step
 * @param logits of every evaluation row after the last step
 */
record ReferenceRun(
    Path folder, RunSettings settings, List<Double> losses, List<List<Double>> logits) {
  private static final long MOST_BYTES = 256 << 20;

  /** Reads all but the initial values, which stay in {@link #init}. */
  static ReferenceRun read(Path folder) {
    RunSettings settings = RunSettings.read(folder.resolve("settings.json"));
    Path lossFile = folder.resolve("losses.csv");
    List<List<Double>> table = numbers(lossFile, 1, 2);
    if (table.size() != settings.steps()) {
      throw new InputException(
          lossFile + ": " + table.size() + " losses, but the run has " + settings.steps());
    }
    return new ReferenceRun(
        folder,
        settings,
        table.stream().map(line -> line.get(1)).toList(),
        numbers(folder.resolve("logits.csv"), 0, settings.labels().size()));
  }

  /** Where the initial values are. */
  Path init() {
    return folder.resolve("init.safetensors");
  }

  private static List<List<Double>> numbers(Path path, int skipped, int columns) {
    List<String> lines = lines(path);
    List<List<Double>> rows = new ArrayList<>(lines.size());
    for (int i = skipped; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      if (cells.length != columns) {
        throw new InputException(
            "%s: line %d has %d columns, expected %d"
                .formatted(path, i + 1, cells.length, columns));
      }
      List<Double> row = new ArrayList<>(columns);
      for (String cell : cells) {
        row.add(number(path, i + 1, cell));
      }
      rows.add(row);
    }
    return rows;
  }

  private static double number(Path path, int line, String cell) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new InputException("%s: line %d holds no number".formatted(path, line), e);
    }
  }

  private static List<String> lines(Path path) {
    try {
      if (Files.size(path) > MOST_BYTES) {
        throw new InputException(path + " is larger than " + MOST_BYTES + " bytes");
      }
      return Files.readAllLines(path);
    } catch (IOException e) {
      throw new InputException(path + " cannot be read: " + e, e);
    }
  }
}
