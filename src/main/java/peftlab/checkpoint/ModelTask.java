package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.Messages;

/**
 * What a Hugging Face model's {@code config.json} says of the classifier inside it.
 *
 * @param labels of the classes, in the order of the logits; empty where there are none
 */
public record ModelTask(List<String> labels) {
  private static final long LONGEST = 1 << 20;
  private static final String LABELS = "id2label";
  private static final String CLASSIFIER = "ForSequenceClassification";

  /**
   * Reads what a folder's {@code config.json} says; nothing where there is no such file.
   *
   * @throws InputException where the model's classifier is for something else than one class of a
   *     text
   */
  public static ModelTask read(Path folder) {
    Path path = folder.resolve(BertConfigFile.NAME);
    if (!Files.exists(path)) {
      return new ModelTask(List.of());
    }
    ObjectNode keys = JsonFiles.object(path, LONGEST);
    JsonNode architectures = keys.path("architectures");
    boolean classifies = architectures.isEmpty();
    for (JsonNode architecture : architectures) {
      classifies |= architecture.asText().endsWith(CLASSIFIER);
    }
    if (!classifies) {
      throw wrong(path, "architectures", architectures, "a classifier of texts, …" + CLASSIFIER);
    }
    JsonNode problem = keys.path("problem_type");
    if (problem.asText().equals("multi_label_classification")) {
      throw wrong(path, "problem_type", problem, "one class for each text");
    }
    return new ModelTask(labels(path, keys.path(LABELS)));
  }

  private static List<String> labels(Path path, JsonNode given) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      JsonNode label = given.get(Integer.toString(i));
      if (label == null || !label.isTextual()) {
        throw wrong(path, LABELS, given, "names of classes 0, 1, 2 …");
      }
      labels.add(label.textValue());
    }
    return labels;
  }

  private static InputException wrong(Path path, String key, JsonNode value, String expected) {
    return new InputException(
        "%s: key %s is %s, expected %s"
            .formatted(path, key, Messages.shown(value.toString()), expected));
  }
}
