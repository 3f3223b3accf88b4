package peftlab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import peftlab.InputException;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.probe.Capabilities;
import peftlab.probe.CapabilityMatrix;

/** Prints what methods can do, and their cards, at most 100 columns wide. */
final class MethodText {
  private static final int WIDTH = 100;
  private static final String ROW = "%-14s %-7s %-7s %-10s %-16s %s";

  private MethodText() {}

  /** One line a method, and one for every variant of its card that can do something else. */
  static List<String> matrix(Iterable<PeftMethod<?>> methods) {
    List<String> lines = new ArrayList<>(header("method", ""));
    for (PeftMethod<?> method : methods) {
      String title = MethodCard.of(method).title();
      try {
        List<Capabilities> forms = CapabilityMatrix.of(method);
        wrap(lines, row(method.id(), forms.get(0)), title);
        forms.stream()
            .filter(form -> !form.isLike(forms.get(0)))
            .forEach(form -> wrap(lines, row("", form), "with " + shown(form.settings())));
      } catch (InputException e) {
        wrap(lines, "%-14s ".formatted(method.id()), "cannot be tried: " + e.getMessage());
      }
    }
    return lines;
  }

  private static List<String> header(String first, String last) {
    return List.of(
        ROW.formatted("", "", "starts", "lengthens", "works with", "").stripTrailing(),
        ROW.formatted(first, "merges", "at base", "sequences", "pooling", last).stripTrailing());
  }

  private static String row(String first, Capabilities form) {
    return ROW.formatted(
        first,
        form.merges() ? "yes" : "-",
        form.startsAtBase() ? "yes" : "-",
        form.lengthening().isEmpty() ? "-" : form.lengthening(),
        form.poolings().isEmpty() ? "-" : form.poolingIds(),
        "");
  }

  /** A method's card, with what each of its forms can do. */
  static List<String> card(PeftMethod<?> method) {
    MethodCard card = MethodCard.of(method);
    List<String> lines = new ArrayList<>();
    lines.add(card.id() + ": " + card.title());
    wrap(lines, "", card.paper());
    lines.add("");
    wrap(lines, "trained parameters  ", card.parameters());
    if (!card.stored().equals(card.parameters())) {
      wrap(lines, "stored values       ", card.stored());
    }
    lines.add("learning rate       " + card.lr() + ", to start from");
    if (card.capacity() != null) {
      lines.add("grows with          " + card.capacity());
    }
    lines.add("");
    lines.addAll(header("form", "settings"));
    for (Capabilities form : CapabilityMatrix.of(method)) {
      boolean plain = form.settings().isEmpty();
      wrap(lines, row(plain ? "default" : "variant", form), shown(form.settings()));
    }
    lines.add("");
    card.hyperparameters()
        .forEach(
            (name, h) -> wrap(lines, "%-13s ".formatted(name), h.about() + " (" + h.value() + ")"));
    lines.addAll(card.prose().lines().filter(line -> !line.startsWith("# ")).toList());
    return lines;
  }

  private static String shown(Map<String, Object> settings) {
    return settings.entrySet().stream()
        .map(e -> e.getKey() + "=" + String.valueOf(e.getValue()).replace(", ", ","))
        .collect(Collectors.joining(" "));
  }

  /** Adds {@code text} after {@code label}, further lines indented as far. */
  private static void wrap(List<String> lines, String label, String text) {
    StringBuilder line = new StringBuilder(label);
    for (String word : text.split(" ", -1)) {
      if (line.length() > label.length() && line.length() + word.length() > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(label.length()));
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
  }
}
