package peftlab.checkpoint;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import peftlab.InputException;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.EncoderConfig;

/** A pretrained BERT: sizes, weights and tokenizer, each read from disk only when asked for. */
public final class Checkpoint implements Closeable {
  private final String origin;
  private final EncoderConfig config;
  private final TensorSource tensors;
  private final Supplier<byte[]> tokenizer;
  private String fingerprint;

  /**
   * A checkpoint whose parts are already open.
   *
   * @param origin name or folder, for messages and results
   * @param config the sizes
   * @param tensors the weights, closed with the checkpoint
   * @param tokenizer the bytes of {@code tokenizer.json}
   */
  public Checkpoint(
      String origin, EncoderConfig config, TensorSource tensors, Supplier<byte[]> tokenizer) {
    this.origin = origin;
    this.config = config;
    this.tensors = tensors;
    this.tokenizer = tokenizer;
  }

  /** The model's name or folder, for messages and results. */
  public String origin() {
    return origin;
  }

  /** The encoder's sizes. */
  public EncoderConfig config() {
    return config;
  }

  /**
   * The weights under the names of Hugging Face's BertModel, without {@code bert.}: all that {@link
   * #config()} implies, in their right shapes, and {@code classifier.weight} [classes, width] and
   * {@code classifier.bias} [classes] where the checkpoint has a classifier.
   *
   * <p>Linear weights are [out, in].
   */
  public TensorSource tensors() {
    return tensors;
  }

  /**
   * The text of Hugging Face's {@code tokenizer.json}, unchecked.
   *
   * @throws InputException where the checkpoint has none
   */
  public byte[] tokenizerJson() {
    return tokenizer.get();
  }

  /**
   * SHA-256, in hexadecimal, of everything that a result depends on: names, shapes and values of
   * the weights, number of heads, layer-norm epsilon and the tokenizer's text.
   *
   * <p>Reads all weights once, on the first call.
   */
  public synchronized String fingerprint() {
    if (fingerprint == null) {
      fingerprint = computeFingerprint();
    }
    return fingerprint;
  }

  @Override
  public void close() {
    tensors.close();
  }

  private String computeFingerprint() {
    MessageDigest digest = sha256();
    ByteBuffer bytes =
        ByteBuffer.allocate(TensorSource.CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    digest.update(
        ("heads " + config.heads() + " epsilon " + config.epsilon())
            .getBytes(StandardCharsets.UTF_8));
    for (String name : tensors.names().stream().sorted().toList()) {
      digest.update(("\0" + name + "\0").getBytes(StandardCharsets.UTF_8));
      for (long size : tensors.shape(name)) {
        digest.update(bytes.clear().putLong(size).flip());
      }
      tensors.read(
          name,
          (at, values, from, count) -> {
            bytes.clear().asFloatBuffer().put(values, from, count);
            digest.update(bytes.limit(count * Float.BYTES));
          });
    }
    digest.update(tokenizerJson());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
