package peftlab.tensor.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.random.impl.BernoulliDistribution;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import peftlab.tensor.Dropout;

/** Where {@link Nd4jKernels} gets its dropout masks; one dropout always gives the same mask. */
@FunctionalInterface
interface DropoutMasks {
  /** Overwrites the mask with 0 where an element is dropped and with the scale where it is kept. */
  void draw(Dropout dropout, INDArray mask);

  /** The masks that suit the backend. */
  static DropoutMasks forBackend() {
    return Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU
        ? hashed()
        : drawnByBackend();
  }

  /** {@link Dropout#keeps}, as every kernel on the host has it. */
  static DropoutMasks hashed() {
    return (dropout, mask) -> {
      float[] values = new float[Math.toIntExact(mask.length())];
      for (int i = 0; i < values.length; i++) {
        values[i] = dropout.keeps(i) ? dropout.scale() : 0;
      }
      try (INDArray host = Nd4j.createFromArray(values)) {
        mask.assign(host.reshape(mask.shape()));
      }
    };
  }

  /** Drawn where the arrays live, by ND4J's counter-based generator: nothing crosses over. */
  static DropoutMasks drawnByBackend() {
    Random random = Nd4j.getRandomFactory().getNewRandomInstance(0);
    return (dropout, mask) -> {
      random.setSeed((long) dropout.seed());
      Nd4j.getExecutioner().exec(new BernoulliDistribution(mask, 1 - dropout.rate()), random);
      mask.muli(dropout.scale());
    };
  }
}
