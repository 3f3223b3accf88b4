package peftlab.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peftlab.tensor.cpu.FusedCpuKernels;

class TapeTest {
  private static final float[] VALUES = {0.5f, -1, 2, 0.25f, 1, -0.5f};
  private static final int[] LABELS = {0, 2};

  private final Kernels kernels = new FusedCpuKernels(1);
  private final Arena arena = new Arena(kernels);
  private final Parameter weight =
      parameter("weight", 3, 3, 1, 0, 0.5f, -0.25f, 2, 1, 0.75f, -1, 0.125f);
  private final Parameter vector = parameter("vector", 1, 3, 0.5f, -1, 2);

  private Parameter parameter(String name, int rows, int columns, float... values) {
    Matrix matrix = arena.allocate(MemoryCategory.TRAINED, rows, columns);
    matrix.set(values);
    return new Parameter(name, new long[] {rows, columns}, matrix, true);
  }

  @AfterEach
  void everythingTakenCameBack() {
    assertThat(arena.bytes(MemoryCategory.ACTIVATIONS)).isZero();
    arena.close();
    kernels.close();
  }

  private static Tensor input(Tape tape) {
    return tape.constant(2, 3, VALUES);
  }

  /** The loss of {@code model}, with gradients left in the parameters. */
  private double loss(Function<Tape, Tensor> model, boolean backward) {
    try (Tape tape = new Tape(arena, true, 1)) {
      Tensor loss = model.apply(tape).crossEntropy(LABELS);
      if (backward) {
        weight.clearGradient();
        vector.clearGradient();
        tape.backward(loss);
      }
      return loss.value().toDoubles()[0];
    }
  }

  private void gradientsAreRight(Function<Tape, Tensor> model) {
    loss(model, true);
    for (Parameter parameter : new Parameter[] {weight, vector}) {
      if (!parameter.hasGradient()) {
        continue;
      }
      float[] values = parameter.value().toFloats();
      double[] gradient = parameter.gradient().toDoubles();
      for (int i = 0; i < values.length; i++) {
        float[] moved = values.clone();
        moved[i] = values[i] + 1e-2f;
        parameter.value().set(moved);
        double up = loss(model, false);
        moved[i] = values[i] - 1e-2f;
        parameter.value().set(moved);
        double down = loss(model, false);
        parameter.value().set(values);
        assertThat((up - down) / 2e-2)
            .as("%s[%d]", parameter, i)
            .isCloseTo(gradient[i], within(2e-3));
      }
    }
  }

  @Test
  void aTensorUsedTwiceCollectsBothGradients() {
    gradientsAreRight(
        tape -> {
          Tensor y = input(tape).linear(weight, vector);
          return y.times(y).plus(y.activate(Activation.TANH)).plus(y.linear(weight, null));
        });
  }

  @Test
  void aParameterUsedTwiceCollectsBothGradients() {
    gradientsAreRight(
        tape -> input(tape).linear(weight, vector).plus(vector).times(vector).linear(weight, null));
  }

  @Test
  void oneTensorAddedToItself() {
    gradientsAreRight(
        tape -> {
          Tensor y = input(tape).linear(weight, null);
          return y.plus(y);
        });
  }

  @Test
  void anInPlaceUpdateLeavesAloneWhatBackwardReads() {
    gradientsAreRight(
        tape -> {
          Tensor x = input(tape);
          Tensor y = x.linear(weight, vector);
          Tensor squared = y.times(y);
          return y.plusLinear(x, weight, 0.5).plus(squared);
        });
  }

  @Test
  void anInPlaceUpdateOfWhatNobodyReads() {
    gradientsAreRight(
        tape -> {
          Tensor x = input(tape);
          return x.linear(weight, vector)
              .plusLinear(x, weight, 0.5)
              .plusRows(new int[] {2, 0}, weight)
              .dropoutResidualLayerNorm(0, x, vector, vector, 1e-6);
        });
  }

  @Test
  void whatWasUpdatedInPlaceCannotBeRead() {
    try (Tape tape = new Tape(arena, true, 1)) {
      Tensor x = input(tape);
      Tensor y = x.linear(weight, null);
      y.plusLinear(x, weight, 1);
      assertThatThrownBy(y::value)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("updated in place");
    }
  }

  @Test
  void constantsAndParametersAreNotUpdatedInPlace() {
    float[] before = weight.value().toFloats();
    try (Tape tape = Tape.inference(arena)) {
      Tensor start = tape.read(weight);
      start.plusRows(new int[] {0, 0, 0}, vector);
    }
    assertThat(weight.value().toFloats()).containsExactly(before);
  }

  @Test
  void gradientsOfTwoPassesAddUpUntilTheyAreCleared() {
    Function<Tape, Tensor> model = tape -> input(tape).linear(weight, vector);
    loss(model, true);
    double[] once = weight.gradient().toDoubles();
    try (Tape tape = new Tape(arena, true, 1)) {
      tape.backward(model.apply(tape).crossEntropy(LABELS));
    }
    double[] twice = weight.gradient().toDoubles();
    for (int i = 0; i < once.length; i++) {
      assertThat(twice[i]).isCloseTo(2 * once[i], within(1e-6));
    }
    loss(model, true);
    assertThat(weight.gradient().toDoubles()).containsExactly(once);
  }

  @Test
  void aScopeGivesBackWhatIsNotKept() {
    try (Tape tape = Tape.inference(arena)) {
      Tensor x = input(tape);
      long before = arena.bytes(MemoryCategory.ACTIVATIONS);
      Tensor kept;
      Tensor lost;
      try (Tape.Scope scope = tape.scope()) {
        lost = x.linear(weight, vector);
        kept = scope.keep(lost.activate(Activation.GELU));
      }
      assertThat(arena.bytes(MemoryCategory.ACTIVATIONS)).isEqualTo(before + 2 * 3 * 4);
      assertThat(kept.value().toFloats()).hasSize(6);
      assertThatThrownBy(lost::value)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("scope has ended");
    }
  }

  @Test
  void aScopeKeepsWhatBackwardReads() {
    gradientsAreRight(
        tape -> {
          Tensor x = input(tape);
          try (Tape.Scope scope = tape.scope()) {
            Tensor inner = x.linear(weight, vector);
            try (Tape.Scope deeper = tape.scope()) {
              inner = deeper.keep(inner.times(inner).activate(Activation.TANH));
            }
            return scope.keep(inner.linear(weight, null));
          }
        });
  }

  @Test
  void scopesEndInTheirOrder() {
    try (Tape tape = Tape.inference(arena)) {
      Tape.Scope outer = tape.scope();
      Tape.Scope inner = tape.scope();
      assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class);
      inner.close();
      outer.close();
    }
  }

  @Test
  void aPassThatFailsHalfwayGivesEverythingBack() {
    assertThatThrownBy(
            () -> {
              try (Tape tape = new Tape(arena, true, 1)) {
                Tensor y = input(tape).linear(weight, vector);
                try (Tape.Scope scope = tape.scope()) {
                  y.times(y).matmul(scope.keep(y.activate(Activation.GELU)));
                }
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("matmul");
  }

  @Test
  void aForwardPassAloneGivesEverythingBack() {
    loss(tape -> input(tape).linear(weight, vector), false);
    assertThat(weight.hasGradient()).isFalse();
  }

  @Test
  void whatLiesBelowNothingTrainableIsNotRecorded() {
    try (Tape tape = new Tape(arena, true, 1)) {
      Tensor x = input(tape).activate(Activation.GELU).times(2);
      assertThat(x.requiresGradient()).isFalse();
      assertThatThrownBy(() -> tape.backward(x.crossEntropy(LABELS)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nothing trainable");
      assertThatThrownBy(() -> tape.backward(x.linear(weight, null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("single number");
    }
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    try (Tape tape = new Tape(arena, true, 1)) {
      Tensor x = input(tape);
      assertThatThrownBy(() -> x.matmul(x)).hasMessageContaining("matmul: tensor [2, 3]");
      assertThatThrownBy(() -> x.plus(weight)).hasMessageContaining("plus: tensor [2, 3]");
      assertThatThrownBy(() -> x.crossEntropy(new int[] {0, 3})).hasMessageContaining("label 3");
      assertThatThrownBy(() -> tape.select(new int[] {2}, x)).hasMessageContaining("row 2");
    }
  }
}
