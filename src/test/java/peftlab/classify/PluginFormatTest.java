package peftlab.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.adapter.AdapterFolder;
import peftlab.checkpoint.adapter.TaskHead;
import peftlab.checkpoint.adapter.TaskSettings;
import peftlab.data.Example;
import peftlab.data.Row;
import peftlab.method.PeftMethod;
import peftlab.nn.Pooling;
import peftlab.nn.Projection.Role;
import peftlab.tensor.cpu.FusedCpuKernels;
import peftlab.train.BaseModel;
import peftlab.train.Evaluator;
import peftlab.train.Session;
import peftlab.train.Shift;
import peftlab.train.TestSettings;
import peftlab.train.TinyModel;
import peftlab.train.TrainSettings;

/** A plug-in's method has a format of PEFT, with a type that this project does not name. */
class PluginFormatTest {
  private static final List<Row> ROWS =
      List.of(new Row("abc def", null, "a"), new Row("x y z", null, "a"));
  private static final TaskSettings TASK = new TaskSettings("mean", 12, List.of("a", "b"));

  @TempDir Path temporary;
  private ClassLoader before;
  private URLClassLoader plugin;

  @BeforeEach
  void plugIn() throws IOException {
    Path service = temporary.resolve("plugin/META-INF/services/" + PeftMethod.class.getName());
    Files.createDirectories(service.getParent());
    Files.writeString(service, Shift.class.getName() + "\n");
    before = Thread.currentThread().getContextClassLoader();
    URL root = temporary.resolve("plugin").toUri().toURL();
    plugin = new URLClassLoader(new URL[] {root}, before);
    Thread.currentThread().setContextClassLoader(plugin);
  }

  @AfterEach
  void unplug() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    plugin.close();
  }

  @Test
  void isWrittenReadBackAndMerged() throws IOException {
    Path model = temporary.resolve("model");
    Path adapter = temporary.resolve("adapter");
    Path merged = temporary.resolve("merged");
    TinyModel.write(model, TinyModel.TINY, 1);
    List<float[]> expected = write(model, adapter);
    assertThat(Files.readString(adapter.resolve("adapter_config.json")))
        .contains("\"SHIFT\"")
        .doesNotContain("PEFTLAB");
    try (TrainedClassifier again = open(model, adapter)) {
      assertThat(distance(again.logits(ROWS, 12), expected)).isLessThan(1e-5);
      again.writeMerged(merged, TASK);
    }
    TaskHead head = TaskHead.beside(merged).orElseThrow();
    try (TrainedClassifier plain =
        TrainedClassifier.of(
            HuggingFaceFolder.read(merged), head, Pooling.MEAN, new FusedCpuKernels(1))) {
      assertThat(distance(plain.logits(ROWS, 12), expected)).isLessThan(1e-5);
    }
    try (TrainedClassifier bare =
        TrainedClassifier.of(
            HuggingFaceFolder.read(model), head, Pooling.MEAN, new FusedCpuKernels(1))) {
      assertThat(distance(bare.logits(ROWS, 12), expected)).isGreaterThan(1e-2);
    }
  }

  @Test
  void keysAndTypesThatNoMethodReadsAreRefused() throws IOException {
    Path model = temporary.resolve("model");
    Path adapter = temporary.resolve("adapter");
    TinyModel.write(model, TinyModel.TINY, 1);
    write(model, adapter);
    Path config = adapter.resolve("adapter_config.json");
    String good = Files.readString(config);
    Files.writeString(config, good.replaceFirst("\\{", "{\"shift_dropout\": 0.5,"));
    open(model, adapter).close();
    Files.writeString(config, good.replaceFirst("\\{", "{\"lora_alpha\": 5,"));
    assertThatThrownBy(() -> open(model, adapter))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("lora_alpha is 5, which is not supported");
    Files.writeString(config, good);
    Thread.currentThread().setContextClassLoader(before);
    assertThatThrownBy(() -> open(model, adapter))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("peft_type is \"SHIFT\", expected IA3, LORA");
  }

  private static List<float[]> write(Path model, Path adapter) {
    Shift method = new Shift();
    Shift.Hyper hyper = new Shift.Hyper(Set.of(Role.VALUE, Role.DOWN));
    TrainSettings settings =
        TestSettings.constant(0.02, "batch: 8, steps: 2, dropout: 0, max_length: 12");
    try (Checkpoint checkpoint = HuggingFaceFolder.read(model);
        BaseModel base = BaseModel.load(checkpoint, Pooling.MEAN, new FusedCpuKernels(1));
        Session session =
            new Session(base, new FusedCpuKernels(1), method, hyper, settings, 2, 2, null)) {
      TrainedClassifier.write(adapter, session.classifier(), method, hyper, base, TASK);
      List<Example> rows =
          base.tokenizer().encode(ROWS, 12).stream()
              .map(text -> new Example(text.ids(), text.types(), 0))
              .toList();
      return new Evaluator(session.arena()).logits(session.classifier(), rows);
    }
  }

  private static TrainedClassifier open(Path model, Path adapter) {
    return TrainedClassifier.of(
        HuggingFaceFolder.read(model),
        AdapterFolder.open(adapter),
        Pooling.MEAN,
        new FusedCpuKernels(1));
  }

  private static double distance(List<float[]> a, List<float[]> b) {
    double largest = a.size() == b.size() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < a.size(); i++) {
      for (int j = 0; j < a.get(i).length; j++) {
        largest = Math.max(largest, Math.abs(a.get(i)[j] - b.get(i)[j]));
      }
    }
    return largest;
  }
}
