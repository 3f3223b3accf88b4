package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethods;
import peftlab.method.Teacher;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

class DistillationTest {
  private static final PackedTokens TOKENS =
      SmallModel.tokens(new int[] {2, 7, 9, 11, 3}, new int[] {2, 4, 3});

  @Test
  void spreadsTheStudentsLayersAsDistilBertDoes() {
    assertThat(Distillation.layers(12, 6)).containsExactly(0, 2, 4, 7, 9, 11);
    assertThat(Distillation.layers(6, 3)).containsExactly(0, 3, 5);
    assertThat(Distillation.layers(4, 1)).containsExactly(0);
    assertThat(Distillation.layers(3, 3)).containsExactly(0, 1, 2);
  }

  @Test
  void aStudentOfAllLayersStartsAtTheBase() {
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      Adaptation student = bench.adapt("distillation", Map.of("layers", 2));
      assertThat(student.encoder().config().types()).isZero();
      assertThat(bench.hidden(student, TOKENS))
          .containsExactly(bench.hidden(bench.encoder(), Hooks.NONE, TOKENS), within(1e-5f));
    }
  }

  @Test
  void theLossIsTheSumOfItsParts() {
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      int width = SmallModel.SMALL.width();
      double[] teacherLogits = {0.3, -1.2, 0.7, 2.1, 0.4, -0.6};
      double[] teacherHidden = new double[TOKENS.count() * width];
      for (int i = 0; i < teacherHidden.length; i++) {
        teacherHidden[i] = Math.sin(i);
      }
      Matrix logits = bench.arena().allocate(MemoryCategory.FROZEN, 2, 3);
      Matrix hidden = bench.arena().allocate(MemoryCategory.FROZEN, TOKENS.count(), width);
      logits.set(teacherLogits);
      hidden.set(teacherHidden);
      Teacher teacher = tokens -> new Teacher.Answer(logits, hidden);
      Map<String, Object> settings =
          Map.of("layers", 1, "temperature", 3, "soft", 0.7, "task", 0.2, "cosine", 0.4);
      Adaptation student =
          SmallModel.adapt(
              PeftMethods.named("distillation"),
              bench.context(1, 10, (wanted, arena) -> teacher),
              settings);
      try (Tape tape = new Tape(bench.arena(), true, 0)) {
        Encoder.Encoded encoded = student.encoder().forward(tape, TOKENS, student.hooks(), 0);
        Tensor answers =
            encoded.hidden().select(new int[] {0, 5}).columnRange(0, 3); // [sequences, classes]
        Tensor task = answers.crossEntropy(new int[] {2, 0});
        double loss =
            student
                .objective(new Adaptation.Objective(TOKENS, encoded, answers, task))
                .value()
                .toDoubles()[0];
        double kl = divergence(teacherLogits, answers.value().toDoubles(), 3, 3);
        double cosine = cosineDistance(encoded.hidden().value().toDoubles(), teacherHidden, width);
        double expected = 0.7 * 9 * kl + 0.2 * task.value().toDoubles()[0] + 0.4 * cosine;
        assertThat(loss).isCloseTo(expected, within(1e-5));
      }
    }
  }

  /** Mean over rows of {@code Σ p·ln(p/q)}, both softmaxes at temperature t. */
  private static double divergence(double[] teacher, double[] student, int classes, double t) {
    double sum = 0;
    for (int row = 0; row < teacher.length; row += classes) {
      double ofTeacher = 0;
      double ofStudent = 0;
      for (int j = row; j < row + classes; j++) {
        ofTeacher += Math.exp(teacher[j] / t);
        ofStudent += Math.exp(student[j] / t);
      }
      for (int j = row; j < row + classes; j++) {
        double p = Math.exp(teacher[j] / t) / ofTeacher;
        double q = Math.exp(student[j] / t) / ofStudent;
        sum += p * Math.log(p / q);
      }
    }
    return sum * classes / teacher.length;
  }

  private static double cosineDistance(double[] a, double[] b, int width) {
    double sum = 0;
    for (int row = 0; row < a.length; row += width) {
      double ab = 0;
      double aa = 0;
      double bb = 0;
      for (int j = row; j < row + width; j++) {
        ab += a[j] * b[j];
        aa += a[j] * a[j];
        bb += b[j] * b[j];
      }
      sum += 1 - ab / Math.sqrt(aa * bb);
    }
    return sum * width / a.length;
  }
}
