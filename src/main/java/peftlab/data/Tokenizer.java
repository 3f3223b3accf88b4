package peftlab.data;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.util.PairList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import peftlab.InputException;

/**
 * Turns text into token ids as a {@code tokenizer.json} says, with the library that Python's
 * tokenizers also stand on.
 *
 * <p>Padding is never added. Texts longer than the given maximum are cut as Python's {@code
 * enable_truncation} does: tokens leave the end of the longer text of a pair first. Safe for use by
 * several threads.
 */
public final class Tokenizer {
  private static final int CHUNK = 128;

  static {
    // The library otherwise calls home, asks cloud metadata services and may fetch a CUDA build.
    for (String[] setting :
        new String[][] {
          {"OPT_OUT_TRACKING", "true"}, {"ai.djl.offline", "true"}, {"RUST_FLAVOR", "cpu"}
        }) {
      System.setProperty(setting[0], setting[1]);
    }
  }

  private final TokenizerFile file;
  private final HuggingFaceTokenizer whole;
  private final Map<Integer, HuggingFaceTokenizer> cutting = new ConcurrentHashMap<>();

  private Tokenizer(TokenizerFile file) {
    this.file = file;
    this.whole = load(Map.of("padding", "false", "truncation", "false"));
  }

  /**
   * Reads the content of a {@code tokenizer.json}.
   *
   * @param json the file's bytes
   * @param source what error messages call it
   * @throws InputException if the content is not that of a BERT model's
   */
  public static Tokenizer parse(byte[] json, String source) {
    return new Tokenizer(TokenizerFile.parse(json, source));
  }

  /** The number of token ids: every id is smaller. */
  public int vocabularySize() {
    return file.tokens().size();
  }

  /** The token of an id. */
  public String token(int id) {
    return file.tokens().get(id);
  }

  /** The ids of a text without special tokens, however long it is. */
  public int[] ids(String text) {
    return ints(whole.encode(text, false, false).getIds());
  }

  /**
   * The tokens of one text or a pair, special tokens included.
   *
   * @param textB second text of the pair; null for one text
   * @param maxLength tokens after which the text is cut, special tokens counted
   */
  public TokenizedText encode(String textA, String textB, int maxLength) {
    return encode(List.of(new Row(textA, textB, "")), maxLength).get(0);
  }

  /**
   * The tokens of every row, special tokens included.
   *
   * @param maxLength tokens after which a row is cut, special tokens counted
   */
  public List<TokenizedText> encode(List<Row> rows, int maxLength) {
    int least = file.specialTokens() + 2;
    if (maxLength < least) {
      throw new InputException(
          "maximum length " + maxLength + " leaves no room for text: at least " + least);
    }
    HuggingFaceTokenizer tokenizer = cutting.computeIfAbsent(maxLength, this::loadCutting);
    List<TokenizedText> texts = new ArrayList<>(rows.size());
    for (int start = 0; start < rows.size(); start += CHUNK) {
      List<Row> chunk = rows.subList(start, Math.min(rows.size(), start + CHUNK));
      for (Encoding encoding : encodeChunk(tokenizer, chunk)) {
        texts.add(new TokenizedText(ints(encoding.getIds()), ints(encoding.getTypeIds())));
      }
    }
    return texts;
  }

  private static Encoding[] encodeChunk(HuggingFaceTokenizer tokenizer, List<Row> rows) {
    boolean pairs = rows.get(0).textB() != null;
    if (rows.stream().anyMatch(row -> (row.textB() != null) != pairs)) {
      throw new IllegalArgumentException("rows of one text and of two in one data set");
    }
    if (!pairs) {
      return tokenizer.batchEncode(rows.stream().map(Row::textA).toList(), true, false);
    }
    PairList<String, String> texts = new PairList<>(rows.size());
    rows.forEach(row -> texts.add(row.textA(), row.textB()));
    return tokenizer.batchEncode(texts, true, false);
  }

  private HuggingFaceTokenizer loadCutting(int maxLength) {
    String length = Integer.toString(maxLength);
    Map<String, String> options = new HashMap<>();
    options.put("padding", "false");
    options.put("truncation", "LONGEST_FIRST");
    options.put("maxLength", length);
    options.put("modelMaxLength", length);
    return load(options);
  }

  private HuggingFaceTokenizer load(Map<String, String> options) {
    byte[] json = file.json().getBytes(StandardCharsets.UTF_8);
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new InputException(file.source() + ": " + e.getMessage(), e);
    }
  }

  private static int[] ints(long[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      ints[i] = (int) values[i];
    }
    return ints;
  }
}
