package peftlab.checkpoint.format;

import java.util.Set;
import java.util.TreeSet;
import peftlab.InputException;
import peftlab.method.StoredValues;

/** The tensors of a file that a method must take, all of them. */
public class StoredFile implements StoredValues {
  private final TensorSource stored;
  private final Set<String> left;

  /**
   * The tensors {@code names} of a file.
   *
   * @param stored holds them, and may hold others
   */
  public StoredFile(TensorSource stored, Set<String> names) {
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
  public final void requireAllTaken() {
    if (!left.isEmpty()) {
      throw new InputException(
          stored.origin(left.iterator().next()) + " does not belong into an adapter of this type");
    }
  }
}
