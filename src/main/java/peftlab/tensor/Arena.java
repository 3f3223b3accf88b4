package peftlab.tensor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of one trial, counted to the byte by {@link MemoryCategory}.
 *
 * <p>Weights, gradients and moments are allocated once. Activations come from pools that grow to
 * the largest step seen and are handed out again and again, lowest address first: after that no
 * step allocates anything.
 */
public final class Arena implements AutoCloseable {
  private static final long ALIGNMENT = 16; // elements; a cache line of floats
  private static final long SMALLEST_POOL = 1 << 20; // elements

  private final Kernels kernels;
  private final Arena whole; // may be null
  private final List<Arena> parts = new ArrayList<>();
  private final List<Owned> owned = new ArrayList<>();
  private final List<Pool> pools = new ArrayList<>();
  private final IdentityHashMap<Storage, Pool> poolOf = new IdentityHashMap<>();
  private final EnumMap<MemoryCategory, Long> bytes = new EnumMap<>(MemoryCategory.class);
  private final EnumMap<MemoryCategory, Long> peaks = new EnumMap<>(MemoryCategory.class);

  /** An empty arena whose memory {@code kernels} can compute on. */
  public Arena(Kernels kernels) {
    this(kernels, null);
  }

  /** An empty arena whose bytes this one counts as well, and that is closed with it. */
  public Arena part() {
    Arena part = new Arena(kernels, this);
    parts.add(part);
    return part;
  }

  private Arena(Kernels kernels, Arena whole) {
    this.kernels = kernels;
    this.whole = whole;
    for (MemoryCategory category : MemoryCategory.values()) {
      bytes.put(category, 0L);
      peaks.put(category, 0L);
    }
  }

  /** The kernels that compute on this memory. */
  public Kernels kernels() {
    return kernels;
  }

  /**
   * Uninitialised memory that lives as long as the arena.
   *
   * @throws peftlab.InputException where it would be above 2 GiB
   */
  public Matrix allocate(MemoryCategory category, int rows, int columns) {
    requireRoom(rows, columns);
    Storage storage = kernels.allocate((long) rows * columns);
    owned.add(new Owned(storage, category));
    Matrix matrix = new Matrix(storage, 0, rows, columns);
    count(category, matrix.bytes());
    return matrix;
  }

  /** Counts memory that somebody else owns, such as the weights that all trials share. */
  public void count(MemoryCategory category, long more) {
    long now = bytes.merge(category, more, Long::sum);
    peaks.merge(category, now, Math::max);
    if (whole != null) {
      whole.count(category, more);
    }
  }

  /** Gives back what was allocated of a category: its matrices must not be used again. */
  public void free(MemoryCategory category) {
    for (Owned one : owned) {
      if (one.category() == category) {
        one.storage().close();
      }
    }
    owned.removeIf(one -> one.category() == category);
    count(category, -bytes(category));
  }

  /**
   * Uninitialised memory for an activation; give it back with {@link #release}.
   *
   * @throws peftlab.InputException where it would be above 2 GiB
   */
  Matrix take(int rows, int columns) {
    requireRoom(rows, columns);
    long size = (long) rows * columns;
    long room = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    count(MemoryCategory.ACTIVATIONS, size * kernels.precision().bytes());
    for (Pool pool : pools) {
      long offset = pool.free.take(room);
      if (offset >= 0) {
        return new Matrix(pool.storage, offset, rows, columns);
      }
    }
    Pool pool = grow(room);
    return new Matrix(pool.storage, pool.free.take(room), rows, columns);
  }

  /** Gives an activation's memory back. */
  void release(Matrix matrix) {
    Pool pool = poolOf.get(matrix.storage());
    if (pool == null) {
      throw new IllegalArgumentException("this matrix was not taken from this arena");
    }
    count(MemoryCategory.ACTIVATIONS, -matrix.bytes());
    pool.free.give(matrix.offset(), (matrix.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  }

  private void requireRoom(long rows, long columns) {
    if (rows * columns > kernels.largestStorage()) {
      throw Storage.tooLarge(rows, columns);
    }
  }

  private Pool grow(long room) {
    if (!pools.isEmpty() && pools.stream().allMatch(pool -> pool.free.isWhole())) {
      long joined = room + pools.stream().mapToLong(pool -> pool.storage.elements()).sum();
      room = Math.min(joined, kernels.largestStorage());
      closePools();
    }
    Storage storage = kernels.allocate(Math.max(room, SMALLEST_POOL));
    Pool pool = new Pool(storage, new FreeList(storage.elements()));
    pools.add(pool);
    poolOf.put(storage, pool);
    return pool;
  }

  /** Bytes in use now. */
  public long bytes(MemoryCategory category) {
    return bytes.get(category);
  }

  /** Most bytes in use at one time. */
  public long peak(MemoryCategory category) {
    return peaks.get(category);
  }

  /** Peaks of all categories. */
  public Map<MemoryCategory, Long> peaks() {
    return new EnumMap<>(peaks);
  }

  /** Bytes that the activation pools hold, used or not. */
  public long pooledBytes() {
    return pools.stream().mapToLong(p -> p.storage.elements()).sum() * kernels.precision().bytes();
  }

  private void closePools() {
    pools.forEach(pool -> pool.storage.close());
    pools.clear();
    poolOf.clear();
  }

  @Override
  public void close() {
    parts.forEach(Arena::close);
    closePools();
    for (MemoryCategory category : MemoryCategory.values()) {
      free(category);
    }
  }

  private record Owned(Storage storage, MemoryCategory category) {}

  private record Pool(Storage storage, FreeList free) {}
}
