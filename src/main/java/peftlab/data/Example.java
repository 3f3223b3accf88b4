package peftlab.data;

/**
 * A row as a model reads it.
 *
 * @param ids token ids, special tokens included
 * @param types token type of every id: which text of a pair it belongs to
 * @param label index of the class in {@link Dataset#labels()}
 */
@SuppressWarnings("ArrayRecordComponent") // Made once, read in the training loop: never compared.
public record Example(int[] ids, int[] types, int label) {

  /** The number of tokens. */
  public int length() {
    return ids.length;
  }
}
