package peftlab.tensor.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import peftlab.tensor.Precision;
import peftlab.tensor.Storage;

/**
 * Temporaries of one kernel call, cut from memory that the next call uses again: after the largest
 * call has been seen once, nothing is allocated any more.
 */
final class Nd4jScratch implements AutoCloseable {
  private final Precision precision;
  private final List<Storage> blocks = new ArrayList<>();
  private long used;
  private long taken;

  Nd4jScratch(Precision precision) {
    this.precision = precision;
  }

  /** Ends the life of everything taken so far; several blocks become one. */
  void clear() {
    if (blocks.size() > 1) {
      close();
      blocks.add(Storage.managed(taken, precision));
    }
    used = 0;
    taken = 0;
  }

  /** Uninitialised memory of a shape, valid until {@link #clear}. */
  INDArray take(long... shape) {
    long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (blocks.isEmpty() || used + elements > last().elements()) {
      blocks.add(Storage.managed(elements, precision));
      used = 0;
    }
    INDArray array = last().block(used, shape);
    used += elements;
    taken += elements;
    return array;
  }

  private Storage last() {
    return blocks.get(blocks.size() - 1);
  }

  @Override
  public void close() {
    blocks.forEach(Storage::close);
    blocks.clear();
  }
}
