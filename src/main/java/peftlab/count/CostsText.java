package peftlab.count;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import peftlab.nn.Architecture;
import peftlab.tensor.MemoryCategory;

/** Prints {@link Costs} for people, at most 100 columns wide. */
public final class CostsText {
  private static final Map<MemoryCategory, String> NAMES =
      Map.of(
          MemoryCategory.FROZEN, "frozen weights",
          MemoryCategory.TRAINED, "trained weights",
          MemoryCategory.GRADIENTS, "gradients",
          MemoryCategory.OPTIMIZER, "AdamW's moments",
          MemoryCategory.ACTIVATIONS, "activations");
  private static final double PERCENT = 100;

  private CostsText() {}

  /** Counts with all digits, then memory. */
  public static List<String> lines(
      String name,
      Architecture model,
      String method,
      Map<String, Object> settings,
      Costs costs,
      Costs.Step step) {
    List<String> lines = new ArrayList<>();
    lines.add(method + (settings.isEmpty() ? "" : " " + shown(settings)) + " on " + name);
    lines.add(shapes(model));
    lines.add(
        costs.source() == Costs.Source.CODE
            ? "Counted by the method's own code on an encoder of these shapes without weights."
            : "Counted by the formula of the method's card on these shapes.");
    lines.add("");
    counts(costs, step, lines);
    lines.add("");
    memory(costs, step, lines);
    return lines;
  }

  private static String shapes(Architecture model) {
    StringBuilder shapes = new StringBuilder();
    shapes.append(
        String.format(
            Locale.ROOT,
            "%d layers, width %,d, %d heads",
            model.layers(),
            model.width(),
            model.heads()));
    if (model.keyWidth() != model.width()) {
      shapes.append(String.format(Locale.ROOT, ", keys and values %,d", model.keyWidth()));
    }
    model
        .matrix("up")
        .ifPresent(
            up -> shapes.append(String.format(Locale.ROOT, ", feed-forward %,d", up.outputs())));
    return shapes
        .append(String.format(Locale.ROOT, ", vocabulary %,d", model.vocabulary()))
        .toString();
  }

  private static String shown(Map<String, Object> settings) {
    List<String> shown = new ArrayList<>();
    new TreeMap<>(settings).forEach((key, value) -> shown.add(key + "=" + value));
    return String.join(" ", shown);
  }

  private static void counts(Costs costs, Costs.Step step, List<String> lines) {
    Costs.Split trained = costs.trained();
    Costs.Split base = costs.base();
    lines.add("%-34s %19s %19s %10s".formatted("Parameters", "trained", "of the model", "share"));
    lines.add(row("in the layers", trained.layers(), base.layers()));
    lines.add(row("outside: embeddings, prompts, norm", trained.outside(), base.outside()));
    lines.add(row("encoder side, both together", trained.encoder(), base.encoder()));
    lines.add(row("pooler", trained.pooler(), base.pooler()));
    lines.add(row("all but the head", trained.total(), base.total()));
    lines.add(row("head of %,d classes".formatted(step.classes()), costs.head(), costs.head()));
    lines.add("%-34s %,19d".formatted("stored in a file, without the head", costs.stored()));
  }

  private static String row(String label, long trained, long base) {
    String share = base == 0 ? "-" : Figures.percent(PERCENT * trained / base);
    return String.format(Locale.ROOT, "%-34s %,19d %,19d %10s", label, trained, base, share);
  }

  private static void memory(Costs costs, Costs.Step step, List<String> lines) {
    lines.add(
        String.format(
            Locale.ROOT,
            "%-34s %19s   (%,d rows of %,d tokens, %d-bit values)",
            "Memory of a training step",
            "bytes",
            step.batch(),
            step.length(),
            step.bits()));
    for (MemoryCategory category : MemoryCategory.values()) {
      lines.add(bytes(NAMES.get(category), costs.memory().get(category)));
    }
    lines.add(bytes("sum", costs.bytes()));
    lines.add(bytes("file, without the head", costs.stored() * step.bits() / Byte.SIZE));
    lines.add("");
    if (costs.source() == Costs.Source.CODE) {
      lines.add("Peaks of a step that the method's own code makes. The base stays beside trained");
      lines.add("copies of its weights, since one base serves all trials of a process.");
    } else {
      lines.add(
          "Gradients and moments: one and two values for each trained one. Activations: upper");
      lines.add("bound, what backward needs if everything is trained, nothing computed twice:");
      lines.add("  rows * tokens * layers * (4 width + query + attention output + key + value");
      lines.add("  + (2, gated 4) feed-forward + heads * tokens) values.");
    }
  }

  private static String bytes(String label, long bytes) {
    return String.format(
        Locale.ROOT, "%-34s %,19d   %s", label, bytes, Figures.bytes((double) bytes));
  }
}
