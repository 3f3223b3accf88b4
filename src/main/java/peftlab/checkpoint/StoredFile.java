package peftlab.checkpoint;

import java.util.Set;
import java.util.TreeSet;
import peftlab.InputException;
import peftlab.peft.StoredValues;

/** The tensors of a file that a method must take, all of them. */
class StoredFile implements StoredValues {
  private final TensorSource stored;
  private final Set<String> left;

  StoredFile(TensorSource stored, Set<String> names) {
    this.stored = stored;
    this.left = new TreeSet<>(names);
  }

  @Override
  public final float[] read(String name, long... shape) {
    float[] values = stored.values(name, shape);
    left.remove(name);
    return values;
  }

  /**
   * Checks that no tensor was left.
   *
   * @throws InputException naming one that was
   */
  final void requireAllTaken() {
    if (!left.isEmpty()) {
      throw new InputException(
          stored.origin(left.iterator().next()) + " does not belong into an adapter of this type");
    }
  }
}
