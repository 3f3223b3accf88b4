package peftlab.checkpoint.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.Messages;

/**
 * How a saved classifier reads and answers: {@code classifier.json}, which this framework writes
 * beside an adapter.
 *
 * @param pooling {@code mean}, {@code cls} or {@code pooler}
 * @param maxLength tokens after which a row is cut
 * @param labels of the classes, in the order of the logits
 * @param tokenTypes whether the model is told which text of a pair a token belongs to; null for yes
 */
public record TaskSettings(String pooling, int maxLength, List<String> labels, Boolean tokenTypes) {
  private static final String FILE = "classifier.json";
  private static final long LONGEST = 16 << 20;

  /** Fills in what older files do not say. */
  public TaskSettings {
    tokenTypes = tokenTypes == null || tokenTypes;
  }

  /** Settings of a classifier that is told token types, as all that are trained here. */
  public TaskSettings(String pooling, int maxLength, List<String> labels) {
    this(pooling, maxLength, labels, true);
  }

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
