package peftlab.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peftlab.InputException;

/**
 * How a saved classifier reads and answers: {@code classifier.json}, which this framework writes
 * beside an adapter.
 *
 * @param pooling {@code mean}, {@code cls} or {@code pooler}
 * @param maxLength tokens after which a row is cut
 * @param labels of the classes, in the order of the logits
 */
public record TaskSettings(String pooling, int maxLength, List<String> labels) {
  private static final String FILE = "classifier.json";
  private static final long LONGEST = 16 << 20;

  /** Reads the file, if it is there. */
  public static Optional<TaskSettings> read(Path folder) {
    Path path = folder.resolve(FILE);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      TaskSettings settings =
          JsonFiles.MAPPER.treeToValue(JsonFiles.object(path, LONGEST), TaskSettings.class);
      if (settings.pooling == null || settings.maxLength < 1 || settings.labels == null) {
        throw new InputException(path + ": expected pooling, maxLength from 1 and labels");
      }
      return Optional.of(settings);
    } catch (JsonProcessingException e) {
      throw new InputException(path + ": " + Messages.shown(e.getOriginalMessage()), e);
    }
  }

  /** Writes the file. */
  public void write(Path folder) {
    JsonFiles.write(folder.resolve(FILE), this);
  }
}
