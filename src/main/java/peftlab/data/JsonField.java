package peftlab.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import peftlab.InputException;

/**
 * A value in a JSON file that knows where it stands, so that what is wrong with it can be said.
 *
 * @param source name of the file
 * @param path dotted names that lead to the value, its own included
 * @param name its own name
 * @param node the value; a missing node where there is none
 */
record JsonField(String source, String path, String name, JsonNode node) {
  private static final int MAX_TEXT = 1000;

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  JsonField child(String name) {
    return new JsonField(source, under(name), name, node.path(name));
  }

  JsonField object(String name) {
    JsonField child = child(name);
    if (!child.node.isObject()) {
      throw child.wrong("an object is expected");
    }
    return child;
  }

  List<JsonField> fields() {
    return node.properties().stream().map(entry -> child(entry.getKey())).toList();
  }

  /** The elements of the array of this name, at most {@code most}. */
  List<JsonField> list(String name, int most) {
    JsonField child = child(name);
    if (!child.node.isArray() || child.node.size() > most) {
      throw child.wrong("a list of at most " + most + " is expected");
    }
    return IntStream.range(0, child.node.size())
        .mapToObj(i -> new JsonField(source, child.under("" + (i + 1)), "", child.node.get(i)))
        .toList();
  }

  String string(String name) {
    return child(name).text();
  }

  String text() {
    if (!node.isTextual()) {
      throw wrong("a string is expected");
    }
    return checkedText(node.textValue());
  }

  /** Gives back {@code text} unless it is too long or half of a surrogate pair is in it. */
  String checkedText(String text) {
    if (text.length() > MAX_TEXT || text.codePoints().anyMatch(JsonField::isSurrogate)) {
      throw wrong("at most " + MAX_TEXT + " characters of valid Unicode are expected");
    }
    return text;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  int integer(int least, int most) {
    if (!node.isInt() || node.intValue() < least || node.intValue() > most) {
      throw wrong("a whole number from " + least + " to " + most + " is expected");
    }
    return node.intValue();
  }

  boolean bool() {
    if (!node.isBoolean()) {
      throw wrong("true or false is expected");
    }
    return node.booleanValue();
  }

  InputException wrong(String why) {
    String value = node.isMissingNode() ? "missing" : node.isContainerNode() ? "" : node.toString();
    String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
    return new InputException(
        source + ": " + path + (shown.isEmpty() ? "" : " is " + shown) + ": " + why);
  }

  private String under(String child) {
    return path.isEmpty() ? child : path + "." + child;
  }
}
