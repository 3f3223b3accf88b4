package peftlab.published;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import peftlab.count.Architectures;
import peftlab.count.Costs;
import peftlab.count.Figures;
import peftlab.experiment.results.TrialResult;
import peftlab.method.PeftMethods;
import peftlab.nn.Architecture;

/**
 * Prints a published table beside what is computed and what was run, a verdict for each cell, at
 * most 100 columns wide.
 */
public final class ReproductionText {
  private static final int WIDTH = 100;
  private static final int COLUMN = 7;

  private final PublishedTable table;
  private final List<Reproduction.Cell> cells;
  private final List<String> lines = new ArrayList<>();

  private ReproductionText(PublishedTable table, List<TrialResult> results) {
    this.table = table;
    cells = new Reproduction(table, results).cells();
  }

  /**
   * The lines of a table.
   *
   * @param results of runs; none where nothing was run
   */
  public static List<String> lines(PublishedTable table, List<TrialResult> results) {
    ReproductionText text = new ReproductionText(table, results);
    text.wrap("", table.id() + ": " + table.title());
    text.wrap("", table.citation());
    text.wrap("Protocol: ", table.protocol());
    text.figures();
    text.scores();
    text.reproduced();
    text.notes();
    return text.lines;
  }

  private void figures() {
    if (table.rows().stream().allMatch(row -> row.figures().isEmpty())) {
      return;
    }
    lines.add("");
    lines.add(
        "%-29s %-22s %11s %14s  %s"
            .formatted("Counts and sizes", "", "published", "computed", "verdict")
            .stripTrailing());
    for (PublishedTable.Row row : table.rows()) {
      for (PublishedTable.Figure figure : row.figures()) {
        figure(row, figure);
      }
    }
  }

  private void figure(PublishedTable.Row row, PublishedTable.Figure figure) {
    String shown = "-";
    String verdict = Verdict.NOT_COMPUTED;
    if (row.countable()) {
      double computed = computed(row, figure.quantity());
      shown = shown(figure, computed);
      verdict = Verdict.of(figure, computed);
    }
    lines.add(
        "%-29s %-22s %11s %14s  %s"
            .formatted(row.label(), figure.quantity().label(), figure.published(), shown, verdict)
            .stripTrailing());
    if (figure.note() != null) {
      wrap("    note: ", figure.note());
    }
    if (figure.mismatch() != null) {
      wrap("    known mismatch: ", figure.mismatch());
    }
  }

  static double computed(PublishedTable.Row row, Quantity quantity) {
    Architecture model = Architectures.open(row.model());
    if (model.encoder().isPresent() && !row.pooler()) {
      model = Architecture.of(model.encoder().get().withPooler(false));
    }
    Costs.Step step = new Costs.Step(2, 1, 1, row.bits());
    Costs costs = Costs.of(model, PeftMethods.named(row.method()), row.set(), step);
    return quantity.of(costs, model, row);
  }

  private static String shown(PublishedTable.Figure figure, double computed) {
    String published = figure.published();
    if (published.endsWith("%")) {
      return Figures.percent(computed);
    }
    if (published.endsWith("×")) {
      return Figures.digits(computed) + "×";
    }
    return published.endsWith("B") && published.contains(" ")
        ? Figures.bytes(computed)
        : String.format(Locale.ROOT, "%,.0f", computed);
  }

  private void scores() {
    if (table.tasks().isEmpty()) {
      return;
    }
    lines.add("");
    StringBuilder head = new StringBuilder(label("Scores"));
    table.tasks().forEach(task -> head.append(right(task)));
    lines.add(head.toString());
    for (PublishedTable.Row row : table.rows()) {
      if (row.scores().isEmpty()) {
        continue;
      }
      StringBuilder published = new StringBuilder(label(row.label()));
      StringBuilder reproduced = new StringBuilder(label("  reproduced"));
      for (int i = 0; i < table.tasks().size(); i++) {
        published.append(right(oneDecimal(row.scores().get(i))));
        reproduced.append(right(reproduced(row, table.tasks().get(i))));
      }
      lines.add(published.toString());
      lines.add(reproduced.toString());
    }
  }

  /** As wide as the scores leave room for on a terminal. */
  private String label(String text) {
    int width = Math.min(27, WIDTH - (COLUMN + 1) * table.tasks().size());
    return ("%-" + width + "s").formatted(text);
  }

  private String reproduced(PublishedTable.Row row, String task) {
    return cells.stream()
        .filter(cell -> cell.row().equals(row) && cell.task().equals(task))
        .findFirst()
        .map(cell -> oneDecimal(cell.score().mean()))
        .orElse(Verdict.NOT_RUN);
  }

  private void reproduced() {
    if (table.tasks().isEmpty() || cells.isEmpty()) {
      return;
    }
    Set<String> deviations = new LinkedHashSet<>();
    cells.forEach(cell -> deviations.addAll(cell.deviations()));
    List<String> numbered = List.copyOf(deviations);
    lines.add("");
    lines.add(
        "%-27s %-14s %9s %14s  %-18s %s"
            .formatted("Reproduced", "task", "published", "reproduced", "verdict", "deviations"));
    for (Reproduction.Cell cell : cells) {
      String score =
          Double.isNaN(cell.halfWidth())
              ? oneDecimal(cell.score().mean())
              : oneDecimal(cell.score().mean()) + " ± " + oneDecimal(cell.halfWidth());
      lines.add(
          "%-27s %-14s %9s %14s  %-18s %s"
              .formatted(
                  cell.row().label(),
                  cut(cell.task(), 14),
                  cell.published() == null ? "-" : oneDecimal(cell.published()),
                  score,
                  cell.verdict(),
                  cell.deviations().stream()
                      .map(deviation -> String.valueOf(1 + numbered.indexOf(deviation)))
                      .collect(Collectors.joining(" "))));
    }
    lines.add("Deviations from the protocol; ± is the 95 % interval of the mean over seeds:");
    for (int i = 0; i < numbered.size(); i++) {
      wrap("  %d  ".formatted(i + 1), numbered.get(i));
    }
  }

  private void notes() {
    lines.add("");
    if (!table.tasks().isEmpty()) {
      wrap("", scoreNote());
    }
    table.notes().forEach(note -> wrap("", note));
  }

  private String scoreNote() {
    Map<String, String> other = table.metrics();
    String metric = other.isEmpty() ? "Scores are accuracy in %." : "Scores are in %.";
    return cells.isEmpty()
        ? metric + " Nothing here was run: --results DIR shows what an experiment's folder has."
        : metric;
  }

  private static String oneDecimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String right(String text) {
    return " " + " ".repeat(Math.max(0, COLUMN - text.length())) + text;
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private void wrap(String first, String text) {
    String indent = " ".repeat(first.length());
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
  }
}
