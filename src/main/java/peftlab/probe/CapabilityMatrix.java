package peftlab.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peftlab.InputException;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.nn.Pooling;

/** What every method can do, found by trying it on a small random encoder. */
public final class CapabilityMatrix {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private CapabilityMatrix() {}

  /**
   * A method in its default form, then in the variants of its card.
   *
   * @throws InputException if it does not run on that encoder, or not within a minute
   */
  public static List<Capabilities> of(PeftMethod<?> method) {
    return of(method, LIMIT);
  }

  static List<Capabilities> of(PeftMethod<?> method, Duration limit) {
    FutureTask<List<Capabilities>> task = new FutureTask<>(() -> forms(method));
    Thread thread = new Thread(task, "probe of " + method.id());
    thread.setDaemon(true); // one that never ends must not keep the program from ending
    thread.start();
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new InputException(
          "method '%s' (%s) did not finish within %d s on a small random encoder"
              .formatted(method.id(), method.getClass().getName(), limit.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  private static List<Capabilities> forms(PeftMethod<?> method) {
    List<Capabilities> forms = new ArrayList<>();
    forms.add(of(method, Map.of()));
    MethodCard.of(method).variants().forEach(settings -> forms.add(of(method, settings)));
    return forms;
  }

  private static Capabilities of(PeftMethod<?> method, Map<String, Object> settings) {
    Set<Pooling> poolings = EnumSet.noneOf(Pooling.class);
    for (Pooling pooling : EnumSet.complementOf(EnumSet.of(Pooling.MEAN))) {
      try (CapabilityCheck probe = new CapabilityCheck(method, settings, pooling)) {
        if (probe.trains()) {
          poolings.add(pooling);
        }
      }
    }
    try (CapabilityCheck probe = new CapabilityCheck(method, settings, Pooling.MEAN)) {
      if (probe.trains()) {
        poolings.add(Pooling.MEAN);
      }
      boolean startsAtBase = probe.startsAtBase();
      probe.stir();
      return new Capabilities(
          method.id(),
          settings,
          probe.merges(),
          startsAtBase,
          probe.extraTokens(),
          probe.extraPositions(),
          poolings);
    }
  }
}
