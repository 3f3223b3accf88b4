package peftlab.experiment.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;

/** Writes YAML nodes back as text. */
final class YamlWriter {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .build());

  private YamlWriter() {}

  /** The text that {@link YamlReader} reads as this node again. */
  static String write(YamlNode node) {
    try {
      return MAPPER.writeValueAsString(node.plain());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
