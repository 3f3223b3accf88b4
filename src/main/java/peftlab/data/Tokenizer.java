package peftlab.data;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import peftlab.InputException;

/**
 * Turns text into token ids as a {@code tokenizer.json} says, with the library that Python's
 * tokenizers also stand on.
 *
 * <p>Padding is never added. Texts longer than the given maximum are cut as Python's {@code
 * enable_truncation} does: see {@link Template}. Safe for use by several threads.
 */
public final class Tokenizer {
  private static final int CHUNK = 128;
  private static final Map<String, String> OPTIONS =
      Map.of("padding", "false", "truncation", "false");

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
  private final HuggingFaceTokenizer tokenizer;

  private Tokenizer(TokenizerFile file) {
    this.file = file;
    try {
      byte[] json = file.json().getBytes(StandardCharsets.UTF_8);
      tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new InputException(file.source() + ": " + e.getMessage(), e);
    }
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

  /** One more than the largest token id, as many rows as a model's embeddings need. */
  public int vocabularySize() {
    return file.tokens().size();
  }

  /** The token of an id; null if the vocabulary leaves this id out. */
  public String token(int id) {
    return file.tokens().get(id);
  }

  /** The ids of a text without special tokens, however long it is. */
  public int[] ids(String text) {
    return ids(List.of(text)).get(0);
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
    int least = file.template().specials() + 2;
    if (maxLength < least) {
      throw new InputException(
          "maximum length " + maxLength + " leaves no room for text: at least " + least);
    }
    List<TokenizedText> texts = new ArrayList<>(rows.size());
    for (int start = 0; start < rows.size(); start += CHUNK) {
      List<Row> chunk = rows.subList(start, Math.min(rows.size(), start + CHUNK));
      List<int[]> a = ids(chunk.stream().map(Row::textA).toList());
      Iterator<int[]> b =
          ids(chunk.stream().map(Row::textB).filter(Objects::nonNull).toList()).iterator();
      for (int i = 0; i < chunk.size(); i++) {
        int[] second = chunk.get(i).textB() == null ? null : b.next();
        texts.add(file.template().apply(a.get(i), second, maxLength));
      }
    }
    return texts;
  }

  private List<int[]> ids(List<String> texts) {
    return Arrays.stream(tokenizer.batchEncode(texts, false, false))
        .map(encoding -> Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray())
        .toList();
  }
}
