package peftlab.data;

/**
 * A text, or a pair of texts, as a model reads it, special tokens included.
 *
 * @param ids token ids
 * @param types token type of every id: which text of a pair it belongs to
 */
@SuppressWarnings("ArrayRecordComponent") // Made once, read in the training loop: never compared.
public record TokenizedText(int[] ids, int[] types) {

  /** The number of tokens. */
  public int length() {
    return ids.length;
  }
}
