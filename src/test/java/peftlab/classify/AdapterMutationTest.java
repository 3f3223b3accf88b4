package peftlab.classify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.InputException;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.Mutations;
import peftlab.checkpoint.adapter.AdapterFolder;
import peftlab.checkpoint.adapter.TaskSettings;
import peftlab.data.Row;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Pooling;
import peftlab.tensor.cpu.FusedCpuKernels;
import peftlab.train.BaseModel;
import peftlab.train.Session;
import peftlab.train.TestSettings;
import peftlab.train.TinyModel;
import peftlab.train.TrainSettings;

/**
 * Damaged adapters of every method either answer or are refused with one line, and take no more
 * memory than a whole one and a small multiple of the damaged file.
 */
@Timeout(120)
class AdapterMutationTest {
  private static final int MUTATIONS = 1_500;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final List<String> FILES =
      List.of("adapter_config.json", "adapter_model.safetensors", "head.safetensors");

  /** Where forms are kept in different ways; the others are as LoRA or as the full model is. */
  private static final Map<String, Map<String, Object>> FORMS =
      Map.of(
          "lora", Map.of("rank", 2, "bias", "all"),
          "dora", Map.of("rank", 2),
          "ia3", Map.of(),
          "vera", Map.of("rank", 3),
          "prompt", Map.of("length", 3),
          "p-tuning", Map.of("length", 3, "template", List.of(0, 1, 1)),
          "p-tuning-v2", Map.of("length", 3),
          "lora-dash", Map.of("rank", 2),
          "adapter", Map.of("bottleneck", 2),
          "random-subset", Map.of());

  @TempDir static Path temporary;
  private static Path model;
  private static Checkpoint checkpoint;
  private static BaseModel base;
  private static List<Path> adapters;

  @BeforeAll
  static void save() {
    model = temporary.resolve("model");
    TinyModel.write(model, TinyModel.TINY, 1);
    checkpoint = HuggingFaceFolder.read(model);
    base = BaseModel.load(checkpoint, Pooling.MEAN, new FusedCpuKernels(1));
    adapters = FORMS.keySet().stream().sorted().map(AdapterMutationTest::save).toList();
  }

  @AfterAll
  static void close() {
    base.close();
    checkpoint.close();
  }

  private static Path save(String id) {
    Path folder = temporary.resolve(id);
    PeftMethod<?> method = PeftMethods.named(id);
    Record hyper = Hyperparameters.resolve(method, FORMS.get(id));
    TrainSettings settings =
        TestSettings.constant(0.02, "batch: 4, steps: 1, dropout: 0, max_length: 12, seed: 3");
    try (Session session =
        new Session(base, new FusedCpuKernels(1), method, hyper, settings, 2, 100, null)) {
      TaskSettings task = new TaskSettings("mean", 12, List.of("a", "b"));
      TrainedClassifier.write(folder, session.classifier(), method, hyper, base, task);
    }
    return folder;
  }

  @Test
  void damagedAdaptersAnswerOrAreRefused() throws IOException {
    Map<Path, Long> whole = new HashMap<>();
    for (Path adapter : adapters) {
      assertThat(answers(adapter)).as("%s", adapter).isTrue();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      assertThat(answers(adapter)).as("%s", adapter).isTrue();
      whole.put(adapter, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    int answered = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      Path adapter = adapters.get(random.nextInt(adapters.size()));
      Path file = adapter.resolve(FILES.get(random.nextInt(FILES.size())));
      byte[] good = Files.readAllBytes(file);
      byte[] damaged = damaged(good, random);
      Mutations.write(file, damaged);
      try {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        answered += answers(adapter) ? 1 : 0;
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
            .isLessThan(2 * whole.get(adapter) + 30L * damaged.length);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", " + file, e);
      }
      Mutations.write(file, good);
    }
    assertThat(answered).isBetween(MUTATIONS / 75, MUTATIONS * 19 / 20);
  }

  /** Sizes are compared before anything of that size is made. */
  @ParameterizedTest
  @CsvSource({
    "prompt, num_virtual_tokens",
    "p-tuning, length",
    "adapter, bottleneck",
    "p-tuning-v2, num_virtual_tokens"
  })
  void sizesThatTheFileDoesNotHoldAreRefused(String id, String size) throws IOException {
    Path config = temporary.resolve(id).resolve(FILES.get(0));
    String good = Files.readString(config);
    String bad =
        good.replaceFirst("\"" + size + "\" : \\d+", "\"" + size + "\" : 2147483647")
            .replaceFirst("\\[ 0, 1, 1 ]", "[]");
    assertThat(bad).contains("2147483647");
    Files.writeString(config, bad);
    assertThat(answers(config.getParent())).isFalse();
    Files.writeString(config, good);
  }

  /** The path of the base in the file is for people: whatever it names is left alone. */
  @Test
  void theBaseThatAFileNamesIsNotOpened() throws IOException {
    Path config = adapters.get(0).resolve(FILES.get(0));
    String good = Files.readString(config);
    Path trap = Files.createDirectory(temporary.resolve("trap"));
    Files.writeString(trap.resolve("config.json"), "not JSON");
    for (String path : List.of(trap.toString(), "../trap", "/dev/zero", "\\u0000")) {
      Files.writeString(config, good.replace(model.toString(), path));
      assertThat(Files.readString(config)).isNotEqualTo(good);
      assertThat(answers(adapters.get(0))).isTrue();
    }
    Files.writeString(config, good);
  }

  private static byte[] damaged(byte[] good, Random random) {
    if (good[0] == '{') {
      return Mutations.text(good, random);
    }
    int header = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return Mutations.safetensors(good, header, random);
  }

  /** Whether it answers; where it does not, it says why. */
  private static boolean answers(Path adapter) {
    try (AdapterFolder folder = AdapterFolder.open(adapter);
        TrainedClassifier classifier =
            TrainedClassifier.of(
                HuggingFaceFolder.read(model), folder, Pooling.MEAN, new FusedCpuKernels(1))) {
      assertThat(classifier.logits(List.of(new Row("abc d", null, "")), 12)).hasSize(1);
      return true;
    } catch (InputException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      assertThat(e.getMessage().length()).isLessThan(600);
      return false;
    }
  }
}
