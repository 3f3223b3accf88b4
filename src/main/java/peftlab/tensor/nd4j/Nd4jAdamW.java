package peftlab.tensor.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import peftlab.tensor.AdamStep;
import peftlab.tensor.AdamUpdate;

/** AdamW's update of whole tensors, by ND4J's Adam. */
final class Nd4jAdamW {
  /** So many updates that ND4J's own bias corrections, in single precision, are exactly 1. */
  private static final int WITHOUT_CORRECTION = 1_000_000_000;

  private Nd4jAdamW() {}

  static void update(Nd4jScratch scratch, AdamUpdate update) {
    scratch.clear();
    AdamStep step = update.step();
    INDArray w = update.weight().array();
    INDArray first = update.first().array();
    INDArray second = update.second().array();
    INDArray change = scratch.take(w.shape());
    // s·rate·m / (√v + s·ε) = rate·m / (√v/s + ε), s = √(1 − β2^t)
    double s = step.denominatorScale();
    Nd4jOps.execute(
        DynamicCustomOp.builder("adam_updater")
            .addInputs(update.gradient().array(), second, first)
            .addOutputs(change, second, first)
            .addFloatingPointArguments(
                s * step.stepSize(), step.beta1(), step.beta2(), s * step.epsilon())
            .addIntegerArguments(WITHOUT_CORRECTION)
            .build());
    if (step.decay() != 0) {
      w.muli(1 - step.rate() * step.decay());
    }
    w.subi(change);
  }
}
