package peftlab.experiment.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.stream.Collectors;
import peftlab.InputException;

/** Says in words why a line of JSON is no result. */
final class Unreadable {
  private Unreadable() {}

  /** Such as {@code unknown field trial.settings.momentum, of a newer version?}. */
  static String reason(Exception e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown field " + path(unknown) + ", of a newer version?";
    }
    if (e.getCause() instanceof InputException refused) {
      return refused.getMessage();
    }
    if (e instanceof JsonMappingException wrong && !wrong.getPath().isEmpty()) {
      return "field " + path(wrong) + ": " + firstLine(wrong.getOriginalMessage());
    }
    return firstLine(
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage());
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(part -> part.getFieldName() == null ? "" + part.getIndex() : part.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String firstLine(String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
