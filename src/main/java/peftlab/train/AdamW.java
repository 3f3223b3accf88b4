package peftlab.train;

import java.util.ArrayList;
import java.util.List;
import peftlab.tensor.AdamStep;
import peftlab.tensor.AdamUpdate;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Moments;
import peftlab.tensor.Parameter;

/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101) with PyTorch's conventions: β 0.9 and 0.999, ε
 * 1e-8, decay of every trained tensor, biases and layer norms included; a parameter counts its own
 * updates, and one that got no gradient is left alone.
 */
public final class AdamW {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Arena arena;
  private final double weightDecay;
  private final double clip;
  private final List<State> states = new ArrayList<>();

  /**
   * An optimizer without parameters.
   *
   * @param arena where moments live
   * @param clip largest global gradient norm; 0 for no clipping
   */
  public AdamW(Arena arena, double weightDecay, double clip) {
    this.arena = arena;
    this.weightDecay = weightDecay;
    this.clip = clip;
  }

  /** Takes over parameters that it does not have yet. */
  public void add(List<Parameter> parameters) {
    for (Parameter parameter : parameters) {
      if (states.stream().noneMatch(state -> state.parameter == parameter)) {
        states.add(new State(parameter));
      }
    }
  }

  /** Updates every parameter that has a gradient, and forgets the gradients. */
  public void step(double rate) {
    Kernels kernels = arena.kernels();
    double scale = clip > 0 ? clipFactor() : 1;
    List<AdamUpdate> updates = new ArrayList<>();
    for (State state : states) {
      if (!state.parameter.hasGradient()) {
        continue;
      }
      if (scale < 1) {
        state.parameter.scaleGradient(kernels, scale);
      }
      AdamStep step = new AdamStep(rate, BETA1, BETA2, EPSILON, weightDecay, ++state.updates);
      updates.add(state.moments(arena).next(kernels, step, state.parameter));
    }
    kernels.adamW(updates);
    states.forEach(state -> state.parameter.clearGradient());
  }

  /** {@code clip / (norm + 1e-6)}, as PyTorch's clip_grad_norm_. */
  private double clipFactor() {
    double sum = 0;
    for (State state : states) {
      if (state.parameter.hasGradient()) {
        sum += state.parameter.gradientSquares(arena.kernels());
      }
    }
    return clip / (Math.sqrt(sum) + 1e-6);
  }

  private static final class State {
    final Parameter parameter;
    private Moments moments;
    int updates;

    State(Parameter parameter) {
      this.parameter = parameter;
    }

    Moments moments(Arena arena) {
      if (moments == null) {
        moments = new Moments(parameter, arena);
      }
      return moments;
    }
  }
}
