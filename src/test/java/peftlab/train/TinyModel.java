package peftlab.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.format.TensorSink;
import peftlab.checkpoint.format.TensorSource;
import peftlab.data.Example;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Pooling;
import peftlab.tensor.Kernels;

/** A random encoder, small enough to try everything on, whose tokens are single letters. */
public final class TinyModel {
  /** The smallest sizes that have two of everything. */
  public static final EncoderConfig TINY = sizes(8, 2, 16);

  private TinyModel() {}

  /** Two layers of a given width. */
  public static EncoderConfig sizes(int width, int heads, int feedForward) {
    return new EncoderConfig(2, width, heads, feedForward, 57, 160, 2, 1e-12, true);
  }

  /** Loads one through a Hugging Face folder, as any model is loaded. */
  public static BaseModel load(EncoderConfig config, Pooling pooling, Kernels kernels) {
    return load(config, pooling, kernels, 1);
  }

  /** As the other, with weights of a given seed. */
  public static BaseModel load(EncoderConfig config, Pooling pooling, Kernels kernels, long seed) {
    try {
      Path folder = Files.createTempDirectory("tiny");
      write(folder, config, seed);
      try (Checkpoint checkpoint = HuggingFaceFolder.read(folder)) {
        return BaseModel.load(checkpoint, pooling, kernels);
      } finally {
        for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
          Files.delete(folder.resolve(file));
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes config, weights and tokenizer. */
  public static void write(Path folder, EncoderConfig config, long seed) {
    HuggingFaceFolder.write(
        folder, config, new RandomTensors(BertParameters.shapes(config), seed), tokenizer());
  }

  /** Rows of random letters, 2 to 9 tokens between [CLS] and [SEP], with random labels. */
  public static List<Example> rows(int count, int classes, long seed) {
    Random random = new Random(seed);
    List<Example> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = new int[4 + random.nextInt(8)];
      int[] types = new int[ids.length];
      for (int j = 1; j < ids.length - 1; j++) {
        ids[j] = 5 + random.nextInt(26);
        types[j] = j > ids.length / 2 ? 1 : 0;
      }
      ids[0] = 2;
      ids[ids.length - 1] = 3;
      rows.add(new Example(ids, types, i % classes));
    }
    return rows;
  }

  private static byte[] tokenizer() {
    StringBuilder vocabulary =
        new StringBuilder("\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"[MASK]\":4");
    for (int i = 0; i < 52; i++) {
      vocabulary
          .append(i < 26 ? ",\"" : ",\"##")
          .append((char) ('a' + i % 26))
          .append("\":")
          .append(5 + i);
    }
    return """
    {"normalizer":null,"pre_tokenizer":{"type":"BertPreTokenizer"},
     "post_processor":{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]},
     "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
              "max_input_chars_per_word":100,"vocab":{%s}}}\
    """
        .formatted(vocabulary)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Gains near 1, everything else N(0, 0.3). */
  private record RandomTensors(Map<String, long[]> shapes, long seed) implements TensorSource {
    @Override
    public Set<String> names() {
      return shapes.keySet();
    }

    @Override
    public long[] shape(String name) {
      return shapes.get(name).clone();
    }

    @Override
    public void read(String name, TensorSink sink) {
      Random random = new Random(31 * seed + name.hashCode());
      float[] values = new float[Math.toIntExact(TensorSource.elements(shapes.get(name)))];
      double mean = name.endsWith("LayerNorm.weight") ? 1 : 0;
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (mean + 0.3 * random.nextGaussian());
      }
      for (int from = 0; from < values.length; from += CHUNK) {
        sink.accept(from, values, from, Math.min(CHUNK, values.length - from));
      }
    }

    @Override
    public String origin(String name) {
      return "random " + name;
    }

    @Override
    public void close() {}
  }
}
