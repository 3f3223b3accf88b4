package peftlab.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peftlab.InputException;
import peftlab.checkpoint.format.AtomicFiles;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.Messages;
import peftlab.checkpoint.format.Safetensors;
import peftlab.checkpoint.format.SafetensorsWriter;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.EncoderConfig;

/**
 * A BERT in a folder as Hugging Face saves it: config.json, safetensors, and tokenizer.json or, in
 * older folders, vocab.txt.
 */
public final class HuggingFaceFolder {
  private static final String WEIGHTS = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  static final String TOKENIZER = "tokenizer.json";
  private static final long LONGEST_TOKENIZER = 64 << 20;

  private HuggingFaceFolder() {}

  /**
   * Opens a folder and checks every tensor's presence and shape; reads no values yet.
   *
   * @throws InputException naming the file, and the key or tensor, that is missing or wrong
   */
  public static Checkpoint read(Path folder) {
    return read(folder, folder.toString());
  }

  /** As {@link #read(Path)}, for a folder that is better known under another name. */
  static Checkpoint read(Path folder, String origin) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + " is not a folder");
    }
    Path config = folder.resolve(BertConfigFile.NAME);
    if (!Files.exists(config)) {
      throw new InputException(
          folder + " holds no " + BertConfigFile.NAME + ", so it is not a Hugging Face model");
    }
    Path weights = weights(folder);
    TensorSource stored =
        weights.endsWith(INDEX) ? Safetensors.openSharded(weights) : Safetensors.open(weights);
    try {
      BertTensors tensors = new BertTensors(stored, weights.toString());
      EncoderConfig sizes = BertConfigFile.read(config, tensors.hasPooler());
      tensors.restrictTo(sizes);
      return new Checkpoint(origin, sizes, tensors, () -> tokenizer(folder));
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /**
   * Writes a folder that {@link #read} and Hugging Face's {@code from_pretrained} open.
   *
   * @param tensors under BertModel's names, each as a 32-bit float tensor
   * @throws InputException where the folder cannot be written
   */
  public static void write(
      Path folder, EncoderConfig config, TensorSource tensors, byte[] tokenizerJson) {
    try {
      Files.createDirectories(folder);
      AtomicFiles.write(folder.resolve(TOKENIZER), file -> Files.write(file, tokenizerJson));
    } catch (IOException e) {
      throw Messages.unwritable(folder, e);
    }
    SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors);
    BertConfigFile.write(folder.resolve(BertConfigFile.NAME), config);
  }

  private static Path weights(Path folder) {
    for (String name : List.of(WEIGHTS, INDEX)) {
      if (Files.exists(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    throw new InputException(
        folder
            + " holds neither "
            + WEIGHTS
            + " nor "
            + INDEX
            + "; pickled weights (.bin) are not supported");
  }

  private static byte[] tokenizer(Path folder) {
    return VocabularyFile.isAllThereIs(folder)
        ? VocabularyFile.asTokenizerJson(folder)
        : JsonFiles.bytes(folder.resolve(TOKENIZER), LONGEST_TOKENIZER);
  }
}
