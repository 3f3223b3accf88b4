package peftlab.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The tokenizer.json that MiniLM's jar brings. */
final class MiniLm {
  static final Tokenizer TOKENIZER = Tokenizer.parse(json(), "all-minilm-l6-v2-tokenizer.json");

  private MiniLm() {}

  static byte[] json() {
    try (InputStream in = MiniLm.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
