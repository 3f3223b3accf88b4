package peftlab.checkpoint.adapter;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.format.ArraySource;
import peftlab.nn.BertParameters;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.tensor.Parameter;

/** Writes an encoder of this process as a Hugging Face folder. */
public final class MergedModel {
  private static final String TYPES = "embeddings.token_type_embeddings.weight";

  private MergedModel() {}

  /**
   * Writes the folder.
   *
   * @param origin the checkpoint that the encoder came from; its tokenizer is written too, and its
   *     pooler where the encoder was used without one
   * @throws peftlab.InputException where the folder cannot be written
   */
  public static void write(Path folder, Encoder encoder, Checkpoint origin) {
    EncoderConfig config =
        encoder.config().withPooler(origin.config().pooler()).withTypes(origin.config().types());
    Map<String, ArraySource.Entry> entries = new TreeMap<>();
    BertParameters.shapes(config)
        .forEach(
            (name, shape) ->
                entries.put(
                    name,
                    new ArraySource.Entry(shape, () -> origin.tensors().values(name, shape))));
    // An encoder without token types has what a text's own type adds in its positions already.
    long[] types = entries.get(TYPES).shape();
    entries.put(
        TYPES, new ArraySource.Entry(types, () -> new float[Math.toIntExact(types[0] * types[1])]));
    for (Parameter parameter : encoder.parameters()) {
      entries.put(
          parameter.name(), new ArraySource.Entry(parameter.shape(), parameter.value()::toFloats));
    }
    HuggingFaceFolder.write(
        folder, config, new ArraySource(folder.toString(), entries), origin.tokenizerJson());
  }
}
