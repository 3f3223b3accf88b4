package peftlab.cli;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import peftlab.method.PeftMethods;

/**
 * Says if a plug-in's method has been making its adaptation for long: an endless loop in it would
 * otherwise look like slow work. Java cannot end such a loop; that is the user's to do.
 */
final class StuckWatch {
  private static final int SECONDS = 30;
  private static final String CALLER = PeftMethods.class.getName();

  private StuckWatch() {}

  static void begin() {
    Thread watch = new Thread(StuckWatch::run, "stuck watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void run() {
    Set<String> said = new HashSet<>();
    Set<String> before = Set.of();
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(SECONDS);
        Set<String> now = busy(Thread.getAllStackTraces());
        for (String method : now) {
          if (before.contains(method) && said.add(method)) {
            System.err.println(
                "peftlab: %s has not returned for %d s; press Ctrl-C to end the program"
                    .formatted(method, SECONDS));
          }
        }
        before = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Methods of plug-ins that are making or restoring an adaptation, as {@code Class.method}. */
  static Set<String> busy(Map<Thread, StackTraceElement[]> stacks) {
    return stacks.values().stream()
        .flatMap(
            stack ->
                IntStream.range(1, stack.length)
                    .filter(i -> stack[i].getClassName().equals(CALLER))
                    .mapToObj(i -> stack[i - 1]))
        .filter(frame -> !frame.getClassName().startsWith("peftlab."))
        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
        .collect(Collectors.toSet());
  }
}
