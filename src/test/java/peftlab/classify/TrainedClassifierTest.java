package peftlab.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.adapter.AdapterFolder;
import peftlab.checkpoint.adapter.TaskHead;
import peftlab.checkpoint.adapter.TaskSettings;
import peftlab.data.Example;
import peftlab.data.Row;
import peftlab.method.Hyperparameters;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Pooling;
import peftlab.tensor.cpu.FusedCpuKernels;
import peftlab.train.BaseModel;
import peftlab.train.Evaluator;
import peftlab.train.Session;
import peftlab.train.TestSettings;
import peftlab.train.TinyModel;
import peftlab.train.TrainSettings;
import peftlab.train.TrainedTeacher;
import peftlab.train.Trainer;

/** Every method, in every form that its card names, answers from its file as it did in training. */
class TrainedClassifierTest {
  private static final int STEPS = 6;
  private static final List<Row> ROWS =
      Stream.of("abc def", "x y z", "qqq", "the quick brown fox", "hello w o r l d")
          .map(text -> new Row(text, null, "a"))
          .toList();

  @TempDir static Path temporary;

  @TestFactory
  Stream<DynamicTest> everyMethodComesBackFromItsFile() {
    List<DynamicTest> tests = new ArrayList<>();
    for (PeftMethod<?> method : PeftMethods.all().values()) {
      List<Map<String, Object>> forms = new ArrayList<>(List.of(Map.of()));
      forms.addAll(MethodCard.of(method).variants());
      for (Map<String, Object> form : forms) {
        for (Pooling pooling : Pooling.values()) {
          Path folder = temporary.resolve("case" + tests.size());
          tests.add(
              DynamicTest.dynamicTest(
                  method.id() + " " + form + " " + pooling.id(),
                  () -> comesBack(method, form, pooling, folder)));
        }
      }
    }
    return tests.stream();
  }

  private static void comesBack(
      PeftMethod<?> method, Map<String, Object> form, Pooling pooling, Path folder)
      throws Exception {
    Path model = folder.resolve("model");
    Path adapter = folder.resolve("adapter");
    Path merged = folder.resolve("merged");
    TinyModel.write(model, TinyModel.TINY, 1);
    List<float[]> expected = trainAndWrite(method, form, pooling, model, adapter);
    boolean merges;
    try (AdapterFolder file = AdapterFolder.open(adapter);
        TrainedClassifier again =
            TrainedClassifier.of(
                HuggingFaceFolder.read(model), file, pooling, new FusedCpuKernels(1))) {
      assertThat(distance(again.logits(ROWS, 12), expected)).isLessThan(1e-5);
      merges = writeMerged(again, merged);
    }
    assertThat(merges).isEqualTo(!Files.notExists(merged.resolve("model.safetensors")));
    if (merges) {
      try (TrainedClassifier plain =
          TrainedClassifier.of(
              HuggingFaceFolder.read(merged),
              TaskHead.beside(merged).orElseThrow(),
              pooling,
              new FusedCpuKernels(1))) {
        assertThat(distance(plain.logits(ROWS, 12), expected)).isLessThan(1e-4);
      }
    }
  }

  /** Whether it merges; where it does not, it says so. */
  private static boolean writeMerged(TrainedClassifier classifier, Path folder) {
    try {
      classifier.writeMerged(folder, new TaskSettings("mean", 12, List.of("a", "b")));
      return true;
    } catch (InputException e) {
      assertThat(e).hasMessageContaining("does not merge");
      return false;
    }
  }

  private static List<float[]> trainAndWrite(
      PeftMethod<?> method, Map<String, Object> form, Pooling pooling, Path model, Path adapter)
      throws IOException {
    Record head = Hyperparameters.resolve(PeftMethods.named("head"), Map.of());
    Record hyper = Hyperparameters.resolve(method, form);
    TrainSettings settings =
        TestSettings.constant(
            0.02,
            "batch: 8, steps: %s, dropout: 0, max_length: 12, pooling: %s, seed: 3",
            STEPS,
            pooling.id());
    try (Checkpoint checkpoint = HuggingFaceFolder.read(model);
        BaseModel base = BaseModel.load(checkpoint, pooling, new FusedCpuKernels(1));
        Session teacher = session(base, PeftMethods.named("head"), head, settings, null);
        Session session =
            session(
                base,
                method,
                hyper,
                settings,
                new TrainedTeacher(teacher.classifier(), teacher.arena()))) {
      new Trainer(session.arena(), settings)
          .fit(session.classifier(), TinyModel.rows(16, 2, 5), Trainer.StepListener.NONE);
      TrainedClassifier.write(
          adapter,
          session.classifier(),
          method,
          hyper,
          base,
          new TaskSettings(pooling.id(), 12, List.of("a", "b")));
      assertThat(AdapterFolder.size(session.classifier().adaptation().stored()))
          .isEqualTo(Files.size(adapter.resolve("adapter_model.safetensors")));
      List<Example> rows =
          base.tokenizer().encode(ROWS, 12).stream()
              .map(text -> new Example(text.ids(), text.types(), 0))
              .toList();
      return new Evaluator(session.arena()).logits(session.classifier(), rows);
    }
  }

  private static Session session(
      BaseModel base,
      PeftMethod<?> method,
      Record hyper,
      TrainSettings settings,
      TrainedTeacher teacher) {
    return new Session(
        base,
        new FusedCpuKernels(1),
        method,
        hyper,
        settings,
        2,
        STEPS,
        (wanted, student) -> teacher);
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
