package peftlab.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Splits and orders rows by a hash of their text, so that neither depends on the order of a file,
 * and equal texts always fall into the same split.
 *
 * <p>Case, punctuation and spaces do not count: the hash is that of the lower-case letters and
 * digits, each run of other characters taken as one space.
 */
final class TextHash {
  private static final int TENTHS = 10;

  private TextHash() {}

  /** What of a text counts. */
  static String normalised(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    boolean gap = false;
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i += Character.charCount(lower.codePointAt(i))) {
      int c = lower.codePointAt(i);
      if (!Character.isLetterOrDigit(c)) {
        gap = kept.length() > 0;
        continue;
      }
      if (gap) {
        kept.append(' ');
        gap = false;
      }
      kept.appendCodePoint(c);
    }
    return kept.toString();
  }

  /** The rows in the order of their hashes; rows with equal hashes keep theirs. */
  static List<Row> ordered(List<Row> rows) {
    return split(rows, 0).get(0);
  }

  /**
   * Takes some tenths of the rows, by hash modulo ten; every list is in the order of its hashes.
   *
   * @param tenths how many are taken
   * @return the tenths, and after them what is left
   */
  static List<List<Row>> split(List<Row> rows, int tenths) {
    MessageDigest digest = Dataset.sha256();
    List<List<Row>> parts =
        Stream.generate(() -> (List<Row>) new ArrayList<Row>()).limit(tenths + 1).toList();
    rows.stream()
        .map(row -> new Hashed(hash(row, digest), row))
        .sorted(Comparator.comparing(Hashed::hash, Long::compareUnsigned))
        .forEachOrdered(
            hashed ->
                parts
                    .get(Math.min(tenths, (int) Long.remainderUnsigned(hashed.hash, TENTHS)))
                    .add(hashed.row));
    return parts;
  }

  private record Hashed(long hash, Row row) {}

  /** The first eight bytes of the SHA-256 of the row's normalised texts. */
  private static long hash(Row row, MessageDigest digest) {
    digest.update(normalised(row.textA()).getBytes(StandardCharsets.UTF_8));
    if (row.textB() != null) {
      digest.update((byte) 0);
      digest.update(normalised(row.textB()).getBytes(StandardCharsets.UTF_8));
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }
}
