package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.method.PeftMethods;

class StuckWatchTest {
  @Test
  void aPluginThatMakesItsAdaptationIsNamedAndOtherCodeIsNot() {
    assertThat(StuckWatch.busy(stack("x.Loops", "adapt"))).containsExactly("x.Loops.adapt");
    assertThat(StuckWatch.busy(stack("peftlab.methods.Lora", "adapt"))).isEmpty();
    assertThat(
            StuckWatch.busy(Map.of(Thread.currentThread(), Thread.currentThread().getStackTrace())))
        .isEmpty();
  }

  private static Map<Thread, StackTraceElement[]> stack(String type, String method) {
    String caller = PeftMethods.class.getName();
    return Map.of(
        Thread.currentThread(),
        new StackTraceElement[] {
          new StackTraceElement("x.Helper", "spin", null, 1),
          new StackTraceElement(type, method, null, 1),
          new StackTraceElement(caller, "lambda$adapt$0", null, 1),
          new StackTraceElement(caller, "checked", null, 1),
          new StackTraceElement("peftlab.train.Session", "adapt", null, 1)
        });
  }
}
