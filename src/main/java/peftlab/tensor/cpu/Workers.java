package peftlab.tensor.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one trial: the caller and its helpers, which share loops between them.
 *
 * <p>A thread that waits for another does so busily before it sleeps: the next loop of a training
 * step usually follows within microseconds, and a virtual processor that is let go idle comes back
 * late where its host is busy. After the first moments it offers its processor to other threads.
 */
final class Workers implements AutoCloseable {
  private static final int SPINS = 4000;
  private static final long BUSY_NANOS = 50_000_000;

  private final Helper[] helpers;

  Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + threads);
    }
    helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].start();
    }
  }

  int threads() {
    return helpers.length + 1;
  }

  /**
   * Runs {@code part} once for each number below {@link #threads}, and waits for all. A part goes
   * to whoever is free first, so that a thread the system has put aside holds nobody up.
   */
  void run(Part part) {
    if (helpers.length == 0) {
      part.run(0);
      return;
    }
    Job job = new Job(part, threads());
    for (Helper helper : helpers) {
      helper.give(job);
    }
    job.work();
    job.await();
    job.rethrow();
  }

  /** Splits {@code 0..n} into one stretch a thread, always at the same places. */
  void ranges(int n, Range range) {
    if (helpers.length == 0 || n < 2) {
      range.run(0, n, 0);
      return;
    }
    int threads = threads();
    run(
        part -> {
          int from = (int) ((long) n * part / threads);
          int to = (int) ((long) n * (part + 1) / threads);
          if (from < to) {
            range.run(from, to, part);
          }
        });
  }

  /** Runs items {@code 0..n} wherever a thread is free; they must not depend on each other. */
  void items(int n, Item item) {
    if (helpers.length == 0 || n < 2) {
      for (int i = 0; i < n; i++) {
        item.run(i);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    run(
        part -> {
          for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
            item.run(i);
          }
        });
  }

  @Override
  public void close() {
    for (Helper helper : helpers) {
      helper.stopped = true;
      LockSupport.unpark(helper);
    }
  }

  /** The share of one thread. */
  interface Part {
    void run(int part);
  }

  /** A stretch of a loop, and the number of the thread that runs it. */
  interface Range {
    void run(int from, int to, int part);
  }

  /** One round of a loop. */
  interface Item {
    void run(int i);
  }

  private static final class Job {
    private final Part part;
    private final int parts;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger open;
    private volatile Throwable failure;

    Job(Part part, int parts) {
      this.part = part;
      this.parts = parts;
      this.open = new AtomicInteger(parts);
    }

    /** Runs parts until none is left. */
    void work() {
      for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
        try {
          part.run(i);
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        if (open.decrementAndGet() == 0 && Thread.currentThread() != caller) {
          LockSupport.unpark(caller);
        }
      }
    }

    void await() {
      Patience patience = new Patience();
      while (open.get() > 0) {
        if (!patience.busy()) {
          LockSupport.park(this);
        }
      }
    }

    void rethrow() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw (RuntimeException) failure;
      }
    }
  }

  private static final class Helper extends Thread {
    private volatile Job job;
    private Job done;
    private volatile boolean stopped;

    Helper(int number) {
      super("peftlab-worker-" + number);
      setDaemon(true);
    }

    void give(Job next) {
      job = next;
      LockSupport.unpark(this);
    }

    @Override
    public void run() {
      Scratch.own(); // made here: within a loop its making would bring compiled code down
      while (!stopped) {
        Job now = next();
        if (now == null) {
          continue;
        }
        now.work();
        done = now;
      }
    }

    private Job next() {
      Patience patience = new Patience();
      while (job == done && !stopped) {
        if (!patience.busy()) {
          LockSupport.park(this);
        }
      }
      return job == done ? null : job;
    }
  }

  /** A wait of one thread: first on its processor, then wherever no other thread has work. */
  private static final class Patience {
    private int spins;
    private long end;

    /** Waits for a moment; false once it is time to sleep. */
    @SuppressWarnings("ThreadPriorityCheck") // the yield is a courtesy, nothing relies on it
    boolean busy() {
      if (spins < SPINS) {
        spins++;
        Thread.onSpinWait();
        return true;
      }
      long now = System.nanoTime();
      if (end == 0) {
        end = now + BUSY_NANOS;
      }
      if (now - end >= 0) {
        return false;
      }
      Thread.yield();
      return true;
    }
  }
}
