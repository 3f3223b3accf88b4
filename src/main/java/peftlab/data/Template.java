package peftlab.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts the tokens of one text or a pair to a maximum length and puts special tokens around them.
 *
 * @param single what one text becomes
 * @param pair what a pair of texts becomes
 */
record Template(List<Piece> single, List<Piece> pair) {

  /**
   * A part of what is made.
   *
   * @param source which tokens stand here
   * @param specials ids of the tokens, where they are special
   * @param type token type of all of them
   */
  record Piece(Source source, List<Integer> specials, int type) {}

  /** Where tokens come from. */
  enum Source {
    SPECIAL,
    TEXT_A,
    TEXT_B
  }

  /** The number of special tokens around one text or a pair, whichever has more. */
  int specials() {
    return Math.max(specials(single), specials(pair));
  }

  private static int specials(List<Piece> pieces) {
    return pieces.stream().mapToInt(piece -> piece.specials.size()).sum();
  }

  /**
   * Makes a model's input. Of a pair, tokens leave the end of the longer text until both are of one
   * length, then of both; an odd token stays with the longer text, and with the second where both
   * are equally long. This is longest-first truncation as Hugging Face's tokenizers have it. (Their
   * version 0.23 stops reading a text at the maximum already, so that it can take another text for
   * the longer where both are longer than the maximum.)
   *
   * @param b tokens of the second text; null for one text
   * @param maxLength most tokens, special ones counted
   */
  TokenizedText apply(int[] a, int[] b, int maxLength) {
    List<Piece> pieces = b == null ? single : pair;
    int room = maxLength - specials(pieces);
    int other = b == null ? 0 : b.length;
    int shorter = Math.min(Math.min(a.length, other), room / 2);
    int longer = Math.min(Math.max(a.length, other), room - shorter);
    int lengthA = a.length <= other ? shorter : longer;
    int lengthB = a.length <= other ? longer : shorter;
    IntStream.Builder ids = IntStream.builder();
    IntStream.Builder types = IntStream.builder();
    for (Piece piece : pieces) {
      IntStream tokens =
          switch (piece.source) {
            case SPECIAL -> piece.specials.stream().mapToInt(Integer::intValue);
            case TEXT_A -> IntStream.of(a).limit(lengthA);
            case TEXT_B -> IntStream.of(b).limit(lengthB);
          };
      tokens.forEachOrdered(
          id -> {
            ids.add(id);
            types.add(piece.type);
          });
    }
    return new TokenizedText(ids.build().toArray(), types.build().toArray());
  }
}
