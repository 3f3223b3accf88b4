package peftlab.methods;

import java.util.ArrayList;
import java.util.List;
import peftlab.method.AdaptContext;
import peftlab.tensor.Activation;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * One bidirectional LSTM layer over the rows of one sequence, as PyTorch computes, names and draws
 * it: gates i, f, g, o; zero state at first; two biases; U(±1/√hidden).
 */
record BiLstm(Direction forward, Direction backward) {
  /** Layer number {@code layer} of the module at {@code path}. */
  static BiLstm create(AdaptContext context, String path, int layer, int inputs, int hidden) {
    String suffix = "_l" + layer;
    return new BiLstm(
        Direction.create(context, path, suffix, inputs, hidden),
        Direction.create(context, path, suffix + "_reverse", inputs, hidden));
  }

  List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(forward.parameters());
    all.addAll(backward.parameters());
    return all;
  }

  /** {@code x [steps, inputs]} to {@code [steps, 2·hidden]}, both directions side by side. */
  Tensor apply(Tensor x) {
    int steps = x.rows();
    Tensor[] states = new Tensor[2 * steps];
    forward.run(x, false, states, 0);
    backward.run(x, true, states, steps);
    int[] sideBySide = new int[2 * steps];
    for (int t = 0; t < steps; t++) {
      sideBySide[2 * t] = t;
      sideBySide[2 * t + 1] = steps + t;
    }
    return x.tape().select(sideBySide, states).reshape(steps, 2 * forward.hidden());
  }

  /**
   * The weights of one direction.
   *
   * @param ofInput {@code [4·hidden, inputs]}
   * @param ofState {@code [4·hidden, hidden]}
   * @param inputBias {@code [4·hidden]}
   * @param stateBias {@code [4·hidden]}
   */
  record Direction(Parameter ofInput, Parameter ofState, Parameter inputBias, Parameter stateBias) {
    static Direction create(
        AdaptContext context, String path, String suffix, int inputs, int hidden) {
      Initializer init = Initializer.uniform(1 / Math.sqrt(hidden));
      return new Direction(
          context.create(path + ".weight_ih" + suffix, init, 4L * hidden, inputs),
          context.create(path + ".weight_hh" + suffix, init, 4L * hidden, hidden),
          context.create(path + ".bias_ih" + suffix, init, 4L * hidden),
          context.create(path + ".bias_hh" + suffix, init, 4L * hidden));
    }

    int hidden() {
      return ofState.columns();
    }

    List<Parameter> parameters() {
      return List.of(ofInput, ofState, inputBias, stateBias);
    }

    /** Writes the state after row t of {@code x} to {@code states[at + t]}. */
    void run(Tensor x, boolean reverse, Tensor[] states, int at) {
      int h = hidden();
      Tensor fromInput = x.linear(ofInput, inputBias).plus(stateBias); // [steps, 4·hidden]
      Tensor state = null;
      Tensor cell = null;
      for (int i = 0; i < x.rows(); i++) {
        int t = reverse ? x.rows() - 1 - i : i;
        Tensor gates = fromInput.rowRange(t, t + 1);
        if (state != null) {
          gates = gates.plusLinear(state, ofState, 1);
        }
        Tensor in = gates.columnRange(0, h).activate(Activation.SIGMOID);
        Tensor candidate = gates.columnRange(2 * h, 3 * h).activate(Activation.TANH);
        Tensor fresh = in.times(candidate);
        if (cell == null) {
          cell = fresh;
        } else {
          Tensor forget = gates.columnRange(h, 2 * h).activate(Activation.SIGMOID);
          cell = forget.times(cell).plus(fresh);
        }
        Tensor out = gates.columnRange(3 * h, 4 * h).activate(Activation.SIGMOID);
        state = out.times(cell.activate(Activation.TANH));
        states[at + t] = state;
      }
    }
  }
}
