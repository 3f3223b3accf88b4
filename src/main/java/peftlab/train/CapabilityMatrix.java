package peftlab.train;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peftlab.InputException;
import peftlab.nn.Pooling;
import peftlab.peft.MethodCard;
import peftlab.peft.PeftMethod;

/** What every method can do, found by trying it on a small random encoder. */
public final class CapabilityMatrix {
  private CapabilityMatrix() {}

  /**
   * A method in its default form, then in the variants of its card.
   *
   * @throws InputException where it does not run on that encoder
   */
  public static List<Capabilities> of(PeftMethod<?> method) {
    List<Capabilities> forms = new ArrayList<>();
    forms.add(of(method, Map.of()));
    MethodCard.of(method).variants().forEach(settings -> forms.add(of(method, settings)));
    return forms;
  }

  private static Capabilities of(PeftMethod<?> method, Map<String, Object> settings) {
    Set<Pooling> poolings = EnumSet.noneOf(Pooling.class);
    for (Pooling pooling : EnumSet.complementOf(EnumSet.of(Pooling.MEAN))) {
      try (Probe probe = new Probe(method, settings, pooling)) {
        if (probe.trains()) {
          poolings.add(pooling);
        }
      }
    }
    try (Probe probe = new Probe(method, settings, Pooling.MEAN)) {
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
