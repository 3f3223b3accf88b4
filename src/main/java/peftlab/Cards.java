package peftlab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads cards: Markdown that starts with YAML between two lines of {@code ---}. */
public final class Cards {
  private static final Pattern CARD = Pattern.compile("---\n(.*?\n)---\n(.*)", Pattern.DOTALL);
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Cards() {}

  /**
   * Reads a card from the class path.
   *
   * @param resource path of the card, without a leading slash
   * @param type a record with the keys of the YAML and {@code prose}, what follows it
   * @throws InputException if there is none, or its keys are not those of {@code type}
   */
  public static <T> T read(String resource, Class<T> type) {
    return read(Cards.class.getClassLoader(), resource, type);
  }

  /** As {@link #read(String, Class)}, from where {@code loader} looks: a plug-in's jar too. */
  public static <T> T read(ClassLoader loader, String resource, Class<T> type) {
    try (InputStream in = loader.getResourceAsStream(resource)) {
      if (in == null) {
        throw new InputException(resource + ": no such card on the class path");
      }
      return parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8), type);
    } catch (IOException e) {
      throw new InputException(resource + ": " + e.getMessage(), e);
    }
  }

  /** Reads a card's text; {@code name} is for messages. */
  public static <T> T parse(String name, String text, Class<T> type) {
    Matcher card = CARD.matcher(text.replace("\r\n", "\n"));
    if (!card.matches()) {
      throw new InputException(name + ": a card starts with YAML between two lines of ---");
    }
    try {
      JsonNode yaml = YAML.readTree(card.group(1));
      if (!(yaml instanceof ObjectNode fields)) {
        throw new InputException(name + ": the YAML is not made of keys and values");
      }
      fields.put("prose", card.group(2).strip());
      return YAML.treeToValue(fields, type);
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof InputException bad) {
        throw new InputException(name + ": " + bad.getMessage(), e);
      }
      String why = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
      throw new InputException(name + ": " + why, e);
    }
  }
}
