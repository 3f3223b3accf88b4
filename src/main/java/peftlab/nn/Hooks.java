package peftlab.nn;

import java.util.function.Supplier;
import peftlab.tensor.Packing;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * The places where a forward pass can be changed. Every hook leaves things as they are unless
 * overridden; the model knows no method.
 */
public interface Hooks {
  /** Changes nothing. */
  Hooks NONE = new Hooks() {};

  /**
   * Called first in every forward pass; returns the hooks of that pass, which may hold what is
   * computed once and used in every layer.
   */
  default Hooks startPass(Tape tape) {
    return this;
  }

  /** Called once, on the word embeddings, before positions, types and layer norm are applied. */
  default Sequence afterEmbedding(Sequence words) {
    return words;
  }

  /** Called before each projection; returns what is projected instead of {@code x}. */
  default Tensor beforeProjection(Projection at, Tensor x) {
    return x;
  }

  /** Called after each projection {@code y = x·Wᵀ + b}. */
  default Tensor afterProjection(Projection at, Tensor x, Tensor y) {
    return y;
  }

  /** Called in each layer before queries meet keys. */
  default KeysAndValues beforeAttention(int layer, KeysAndValues keysAndValues) {
    return keysAndValues;
  }

  /**
   * Called before a sublayer's output is added to the residual.
   *
   * @param input of the sublayer
   * @param output of the sublayer, dropout applied; computed when asked for
   * @return what is added instead, or null to leave the output as it is
   */
  default Tensor beforeResidual(Sublayer at, Tensor input, Supplier<Tensor> output) {
    return null;
  }

  /**
   * Embedded tokens with the layout that says what each row is.
   *
   * @param hidden {@code [rows, width]}
   * @param layout of the rows
   */
  record Sequence(Tensor hidden, Layout layout) {
    /** Puts trained vectors {@code [length, width]} before the tokens of every sequence. */
    public Sequence prepend(Tensor vectors) {
      return insert(vectors, new int[vectors.rows()]);
    }

    /**
     * Puts trained vectors into every sequence, vector {@code j} before the token that stands at
     * {@code before[j]}, ascending.
     */
    public Sequence insert(Tensor vectors, int[] before) {
      Layout.Insertion insertion = layout.insert(before);
      Tensor longer = hidden.tape().select(insertion.source(), vectors, hidden);
      return new Sequence(longer, insertion.layout());
    }

    /** Moves all positions up, as they are after a prefix of that length. */
    public Sequence shiftPositions(int by) {
      return new Sequence(hidden, layout.shiftedPositions(by));
    }
  }

  /**
   * Keys and values of one layer.
   *
   * @param keys {@code [key rows, width]}
   * @param values {@code [key rows, width]}
   * @param packing which rows each query attends to
   */
  record KeysAndValues(Tensor keys, Tensor values, Packing packing) {
    /**
     * Puts trained keys and values, {@code [length, width]} each, before those of every sequence.
     */
    public KeysAndValues prepend(Tensor moreKeys, Tensor moreValues) {
      return prepend(moreKeys, moreValues, moreKeys.rows(), 0);
    }

    /**
     * Puts keys and values before those of every sequence, to each its own: {@code [sequences ·
     * length, width]}, sequence by sequence.
     */
    public KeysAndValues prependEach(Tensor moreKeys, Tensor moreValues) {
      int length = moreKeys.rows() / packing.sequences();
      return prepend(moreKeys, moreValues, length, length);
    }

    /** Those of sequence s are {@code length} rows from row {@code s·stride} on. */
    private KeysAndValues prepend(Tensor moreKeys, Tensor moreValues, int length, int stride) {
      int more = moreKeys.rows();
      int[] old = packing.keyOffsets();
      int[] offsets = new int[old.length];
      int[] source = new int[old[old.length - 1] + length * packing.sequences()];
      for (int s = 0; s < packing.sequences(); s++) {
        int from = old[s] + s * length;
        offsets[s] = from;
        int tokens = old[s + 1] - old[s];
        for (int i = 0; i < length; i++) {
          source[from + i] = s * stride + i;
        }
        for (int i = 0; i < tokens; i++) {
          source[from + length + i] = more + old[s] + i;
        }
      }
      offsets[packing.sequences()] = source.length;
      return new KeysAndValues(
          keys.tape().select(source, moreKeys, keys),
          values.tape().select(source, moreValues, values),
          new Packing(packing.queryOffsets(), offsets));
    }
  }
}
