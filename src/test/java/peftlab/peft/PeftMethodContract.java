package peftlab.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.data.Example;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Hooks;
import peftlab.nn.Pooling;
import peftlab.tensor.FixedNorms;
import peftlab.tensor.FusedCpuKernels;
import peftlab.tensor.Kernels;
import peftlab.tensor.Nd4jKernels;
import peftlab.tensor.Parameter;
import peftlab.tensor.Precision;
import peftlab.train.BaseModel;
import peftlab.train.Batches;
import peftlab.train.Evaluator;
import peftlab.train.TinyModel;
import peftlab.train.Trainer;

/** What every method must keep, whoever wrote it. */
abstract class PeftMethodContract {
  private static BaseModel base;

  /** What is tested. */
  @org.junit.jupiter.params.Parameter Subject subject;

  private static Kernels fused() {
    return new FusedCpuKernels(1);
  }

  @BeforeAll
  static void load() {
    base = TinyModel.load(TinyModel.TINY, Pooling.MEAN, fused());
  }

  @AfterAll
  static void unload() {
    base.close();
  }

  private Lab lab(long seed, int steps) {
    return lab(seed, steps, 0);
  }

  private Lab lab(long seed, int steps, double dropout) {
    return new Lab(subject, base, PeftMethodContract::fused, Lab.settings(seed, steps, dropout));
  }

  private static List<Parameter> baseParameters() {
    return base.encoder().parameters();
  }

  @Test
  void theCardNamesTheHyperparametersInOrder() {
    MethodCard card = subject.card();
    assertThat(card.id()).isEqualTo(subject.method().id());
    assertThat(card.prose()).isNotBlank();
    List<String> components =
        Arrays.stream(subject.method().hyperparameters().getRecordComponents())
            .map(RecordComponent::getName)
            .toList();
    assertThat(card.hyperparameters().keySet()).containsExactlyElementsOf(components);
    assertThat(card.hyperparameters().values()).noneMatch(h -> h.about().isBlank());
    assertThat(card.capacity())
        .satisfiesAnyOf(c -> assertThat(c).isNull(), c -> assertThat(components).contains(c));
  }

  @Test
  void trainsAndStoresAsMuchAsTheCardSays() {
    try (Lab lab = lab(1, 6)) {
      lab.train(Trainer.StepListener.NONE);
      EncoderConfig config = base.encoder().config();
      long trained = Formula.evaluate(subject.card().parameters(), config, subject.hyper());
      assertThat(lab.classifier().trainedCount()).as("trained parameters").isEqualTo(trained);
      assertThat(lab.trainedBytes())
          .as("bytes of trained weights and head")
          .isEqualTo(4 * (trained + lab.classifier().head().count()));
      long stored = Formula.evaluate(subject.card().stored(), config, subject.hyper());
      assertThat(lab.adaptation().stored().stream().mapToLong(t -> t.value().size()).sum())
          .as("stored values")
          .isEqualTo(stored);
      assertThat(lab.adaptation().stored())
          .allSatisfy(
              t ->
                  assertThat(Arrays.stream(t.shape()).reduce(1, (a, b) -> a * b))
                      .as(t.name())
                      .isEqualTo(t.value().size()));
    }
  }

  @Test
  void onlyWhatItTrainsChanges() {
    Map<String, List<Integer>> before = Lab.bits(baseParameters());
    try (Lab lab = lab(1, 6)) {
      Set<Parameter> frozen = new LinkedHashSet<>(lab.adaptation().encoder().parameters());
      Map<String, List<Integer>> frozenBefore = Lab.bits(frozen);
      lab.train(Trainer.StepListener.NONE);
      lab.logits();
      frozen.removeAll(lab.trainable());
      frozenBefore.keySet().retainAll(Lab.bits(frozen).keySet());
      assertThat(Lab.bits(frozen)).isEqualTo(frozenBefore);
      assertThat(lab.trainable()).doesNotContainAnyElementsOf(baseParameters());
    }
    assertThat(Lab.bits(baseParameters())).as("the base").isEqualTo(before);
  }

  @Test
  void everyTrainedTensorHasMovedThreeStepsAfterItsStart() {
    try (Lab lab = lab(1, 6)) {
      Map<Parameter, List<Integer>> starts = new HashMap<>();
      Map<Parameter, Integer> joined = new HashMap<>();
      Trainer.StepListener watch =
          (step, steps, loss) -> {
            for (Parameter p : lab.classifier().trainable()) {
              List<Integer> now = Lab.bits(List.of(p)).get(p.name());
              List<Integer> start = starts.putIfAbsent(p, now);
              joined.putIfAbsent(p, step);
              if (start != null && step == joined.get(p) + 3) {
                assertThat(now).as("%s after 3 steps", p).isNotEqualTo(start);
              }
            }
          };
      watch.stepped(0, 6, 0);
      lab.train(watch);
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    FixedNorms norms = new FixedNorms(new Nd4jKernels(Precision.DOUBLE));
    try (BaseModel exact =
            TinyModel.load(TinyModel.TINY, Pooling.MEAN, new Nd4jKernels(Precision.DOUBLE));
        Lab lab = new Lab(subject, exact, norms::kernels, Lab.settings(1, 4, 0))) {
      lab.train(Trainer.StepListener.NONE);
      lab.jitter(0.1);
      Slopes slopes = new Slopes(lab, norms);
      List<Parameter> all = lab.classifier().trainable();
      if (slopes.error(all) > 1e-8) {
        assertThat(all)
            .allSatisfy(p -> assertThat(slopes.error(List.of(p))).as(p.name()).isLessThan(1e-8));
        fail("the gradient of all parameters together is wrong");
      }
      GradientAudit audit = new GradientAudit(Batches.pack(Lab.ROWS));
      assertThat(all)
          .allSatisfy(
              p -> assertThat(audit.add(p)).as("elements of %s without a gradient", p).isZero());
    }
  }

  @Test
  void startsAtTheBaseWhereTheCardSaysSo() {
    try (Lab lab = lab(1, 6)) {
      double distance = Lab.distance(lab.logits(), lab.logits(base.encoder(), Hooks.NONE));
      if (subject.card().startsAtBase()) {
        assertThat(distance).isLessThan(1e-6);
      } else {
        assertThat(distance).as("the card says that it starts elsewhere").isPositive();
      }
    }
  }

  @Test
  void theRestOfTheBatchDoesNotChangeARowsLogits() {
    try (Lab lab = lab(1, 6)) {
      lab.train(Trainer.StepListener.NONE);
      List<float[]> together = lab.logits();
      List<float[]> alone =
          Lab.ROWS.stream().flatMap(row -> lab.logits(List.of(row)).stream()).toList();
      assertThat(Lab.distance(together, alone)).isLessThan(1e-5);
    }
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    try (Lab one = lab(1, 6, 0.1);
        Lab two = lab(1, 6, 0.1)) {
      assertThat(one.train(Trainer.StepListener.NONE).losses())
          .containsExactly(two.train(Trainer.StepListener.NONE).losses());
      assertThat(Lab.bits(one.classifier().trainable()))
          .isEqualTo(Lab.bits(two.classifier().trainable()));
    }
  }

  /** What neither is constant nor comes from the base was drawn. */
  @Test
  void anotherSeedGivesAnotherStart() {
    try (BaseModel otherBase = TinyModel.load(TinyModel.TINY, Pooling.MEAN, fused(), 2);
        Lab one = lab(1, 6);
        Lab two = lab(2, 6);
        Lab elsewhere =
            new Lab(subject, otherBase, PeftMethodContract::fused, Lab.settings(1, 6, 0))) {
      for (int i = 0; i < one.trainable().size(); i++) {
        float[] start = one.trainable().get(i).value().toFloats();
        boolean constant = IntStream.range(0, start.length).allMatch(j -> start[j] == start[0]);
        if (!constant && Arrays.equals(start, elsewhere.trainable().get(i).value().toFloats())) {
          assertThat(two.trainable().get(i).value().toFloats())
              .as("%s with another seed", one.trainable().get(i))
              .isNotEqualTo(start);
        }
      }
      assertThat(one.train(Trainer.StepListener.NONE).losses())
          .isNotEqualTo(two.train(Trainer.StepListener.NONE).losses());
    }
  }

  @Test
  void comesBackFromWhatItStores() {
    try (Lab lab = lab(1, 6)) {
      lab.train(Trainer.StepListener.NONE);
      lab.jitter(0.05);
      assertThat(Lab.distance(lab.restoredLogits(), lab.logits())).isLessThan(1e-5);
      Set<List<Integer>> pretrained = new HashSet<>(Lab.bits(baseParameters()).values());
      for (StoredTensor tensor : lab.adaptation().stored()) {
        assertThat(pretrained)
            .as("%s is the base's", tensor.name())
            .doesNotContain(Lab.bits(tensor.value()));
      }
    }
  }

  @Test
  void mergedIsTheSameModel() {
    Map<String, List<Integer>> before = Lab.bits(baseParameters());
    try (Lab lab = lab(1, 6)) {
      lab.train(Trainer.StepListener.NONE);
      lab.jitter(0.05);
      List<float[]> unmerged = lab.logits();
      Optional<Encoder> merged = lab.adaptation().merged();
      if (merged.isPresent()) {
        assertThat(Lab.distance(lab.logits(merged.get(), Hooks.NONE), unmerged)).isLessThan(1e-4);
      }
      assertThat(Lab.distance(lab.logits(), unmerged)).as("unmerged again").isZero();
    }
    assertThat(Lab.bits(baseParameters())).as("the base").isEqualTo(before);
  }

  @Test
  void detachedTheBaseIsAsItWas() {
    try (Lab lab = lab(1, 6)) {
      List<float[]> before = lab.logits(base.encoder(), Hooks.NONE);
      float[] head = lab.classifier().head().weight().value().toFloats();
      float[] bias = lab.classifier().head().bias().value().toFloats();
      lab.train(Trainer.StepListener.NONE);
      lab.classifier().head().weight().value().set(head);
      lab.classifier().head().bias().value().set(bias);
      assertThat(Lab.distance(lab.logits(base.encoder(), Hooks.NONE), before)).isZero();
    }
  }

  @Test
  void badHyperparametersGiveOneClearLine() {
    BadSettings.of(subject.method())
        .forEach((name, values) -> values.forEach(value -> refuses(name, value)));
    refuses("no-such-hyperparameter", 1);
  }

  private void refuses(String name, Object value) {
    Throwable thrown = catchThrowable(() -> tryWith(name, value));
    assertThat(thrown).as("%s = %s", name, value).isInstanceOf(InputException.class);
    assertIsOneClearLine(thrown);
    assertThat(thrown).hasMessageContaining(name);
  }

  /** A size may be unused, or else too large for any memory. */
  @Test
  void hugeSizesGiveOneClearLine() {
    for (RecordComponent component : subject.method().hyperparameters().getRecordComponents()) {
      if (component.getType() == int.class) {
        Throwable thrown = catchThrowable(() -> tryWith(component.getName(), Integer.MAX_VALUE));
        if (thrown != null) {
          assertIsOneClearLine(thrown);
        }
      }
    }
  }

  private void tryWith(String name, Object value) {
    Map<String, Object> settings = new HashMap<>(subject.settings());
    settings.put(name, value);
    new Lab(
            new Subject(subject.method(), settings),
            base,
            PeftMethodContract::fused,
            Lab.settings(1, 6, 0))
        .close();
  }

  private void assertIsOneClearLine(Throwable thrown) {
    assertThat(thrown).isInstanceOf(InputException.class);
    assertThat(thrown.getMessage())
        .hasLineCount(1)
        .hasSizeLessThan(250)
        .contains("'" + subject.method().id() + "'");
  }

  @Test
  void fitsSixteenRowsWithoutAnError() {
    try (BaseModel wide = TinyModel.load(TinyModel.sizes(32, 4, 64), Pooling.MEAN, fused());
        Lab lab = new Lab(subject, wide, PeftMethodContract::fused, Lab.settings(1, 200, 0))) {
      int[] labels = Lab.ROWS.stream().mapToInt(Example::label).toArray();
      lab.train(Trainer.StepListener.NONE);
      assertThat(Evaluator.predictions(lab.logits())).containsExactly(labels);
    }
  }
}
