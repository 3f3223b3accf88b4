package peftlab.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peftlab.Records;
import peftlab.data.Example;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Hooks;
import peftlab.nn.Pooling;
import peftlab.tensor.FixedNorms;
import peftlab.tensor.Parameter;
import peftlab.tensor.Precision;
import peftlab.tensor.nd4j.Nd4jKernels;
import peftlab.train.BaseModel;
import peftlab.train.Batches;
import peftlab.train.Evaluator;
import peftlab.train.TinyModel;
import peftlab.train.Trainer;

/** What every method must keep, whoever wrote it. */
abstract class PeftMethodContract extends SettingsContract {
  private Lab lab(long seed, int steps) {
    return lab(seed, steps, 0);
  }

  private Lab lab(long seed, int steps, double dropout) {
    return new Lab(subject, base(), SettingsContract::kernels, Lab.settings(seed, steps, dropout));
  }

  private static List<Parameter> baseParameters() {
    return base().encoder().parameters();
  }

  @Test
  void trainsAndStoresAsMuchAsTheCardSays() {
    try (Lab lab = lab(1, 6)) {
      lab.train(Trainer.StepListener.NONE);
      EncoderConfig config = base().encoder().config();
      long trained =
          Formula.evaluate(subject.card().parameters(), config, Records.plain(subject.hyper()));
      assertThat(lab.classifier().trainedCount()).as("trained parameters").isEqualTo(trained);
      assertThat(lab.trainedBytes())
          .as("bytes of trained weights and head")
          .isEqualTo(4 * (trained + lab.classifier().head().count()));
      long stored =
          Formula.evaluate(subject.card().stored(), config, Records.plain(subject.hyper()));
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
      lab.jitter(0.1);
      for (int step = 1; step <= 4; step++) {
        lab.adaptation().stepped(step); // into the last form that training takes
      }
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
              p ->
                  assertThat(audit.add(p))
                      .as("elements of %s without a gradient; so far, %s", p, audit.counts())
                      .isZero());
    }
  }

  @Test
  void startsAtTheBaseWhereTheCardSaysSo() {
    try (Lab lab = lab(1, 6)) {
      double distance = Lab.distance(lab.logits(), lab.logits(base().encoder(), Hooks.NONE));
      if (subject.card().startsAtBase(Records.plain(subject.hyper()))) {
        assertThat(distance).isLessThan(1e-6);
      } else {
        assertThat(distance).as("the card says that it starts elsewhere").isPositive();
      }
    }
  }

  @Test
  void namesItsLossExactlyIfItIsNotTheTasksAlone() throws Exception {
    try (Lab lab = lab(1, 6)) {
      Class<?> declares =
          lab.adaptation()
              .getClass()
              .getMethod("objective", Adaptation.Objective.class)
              .getDeclaringClass();
      assertThat(subject.card().loss() != null)
          .as("the card names a loss, and the adaptation overrides objective: %s", declares)
          .isEqualTo(declares != Adaptation.class);
    }
  }

  @Test
  void lengthensByAsManyPositionsAsItSays() {
    try (Lab lab = lab(1, 6)) {
      assertThat(lab.extraPositions()).isEqualTo(lab.adaptation().extraPositions());
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
    try (BaseModel otherBase = TinyModel.load(TinyModel.TINY, Pooling.MEAN, kernels(), 2);
        Lab one = lab(1, 6);
        Lab two = lab(2, 6);
        Lab elsewhere =
            new Lab(subject, otherBase, SettingsContract::kernels, Lab.settings(1, 6, 0))) {
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
      List<float[]> before = lab.logits(base().encoder(), Hooks.NONE);
      float[] head = lab.classifier().head().weight().value().toFloats();
      float[] bias = lab.classifier().head().bias().value().toFloats();
      lab.train(Trainer.StepListener.NONE);
      lab.classifier().head().weight().value().set(head);
      lab.classifier().head().bias().value().set(bias);
      assertThat(Lab.distance(lab.logits(base().encoder(), Hooks.NONE), before)).isZero();
    }
  }

  @Test
  void fitsSixteenRowsWithoutAnError() {
    try (BaseModel wide = TinyModel.load(TinyModel.sizes(32, 4, 64), Pooling.MEAN, kernels());
        Lab lab = new Lab(subject, wide, SettingsContract::kernels, Lab.settings(1, 40, 0))) {
      int[] labels = Lab.ROWS.stream().mapToInt(Example::label).toArray();
      int[] predictions = {};
      for (int round = 0; round < 8 && !Arrays.equals(predictions, labels); round++) {
        lab.train(Trainer.StepListener.NONE);
        predictions = Evaluator.predictions(lab.logits());
      }
      assertThat(predictions).containsExactly(labels);
    }
  }
}
