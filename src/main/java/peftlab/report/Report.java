package peftlab.report;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import peftlab.InputException;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.TrialResult;
import peftlab.report.chart.Chart;
import peftlab.report.chart.ChartFiles;
import peftlab.report.chart.Charts;
import peftlab.report.chart.Fonts;
import peftlab.report.table.ExtraColumn;
import peftlab.report.table.FactsTable;
import peftlab.report.table.MainTable;
import peftlab.report.table.Markup;
import peftlab.report.table.PaperTable;
import peftlab.report.table.RankTable;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Task;
import peftlab.report.table.ScoreTable;
import peftlab.report.table.SearchTable;
import peftlab.report.table.ShortNames;
import peftlab.report.table.TextTable;
import peftlab.report.table.TidyTable;
import peftlab.report.table.TrialTable;

/** Writes everything that a folder of results is to say. */
public final class Report {
  private static final int TERMINAL_WIDTH = 100;
  private static final int NAMED_PROBLEMS = 6;

  /** What to do with results that cannot be compared with each other. */
  public enum Mixed {
    /** Write nothing, and say why. */
    REFUSE,
    /** Write the report with a warning on it. */
    FLAG
  }

  private Report() {}

  /**
   * Writes {@code table.csv}, {@code table.md}, {@code table.tex}, {@code table.html}, rank tables
   * and statistics ({@code tables}), the charts ({@code charts/*.png}, {@code charts/*.svg}) and
   * {@code report.html} into {@code folder}, whose {@code predictions} it reads.
   *
   * @param title of the experiment
   * @param results search trials and failed ones included
   * @param damage what could not be read; warned of
   * @param mixed what to do with results that cannot be compared
   * @param charset of the terminal that the returned text is for
   * @return the table as text, at most 100 columns wide
   * @throws InputException where results cannot be compared, a score is not that of the stored
   *     predictions, or something cannot be written
   */
  public static String write(
      Path folder,
      String title,
      List<TrialResult> results,
      List<String> damage,
      Mixed mixed,
      Charset charset) {
    try {
      return writeAll(folder, title, results, damage, mixed, charset);
    } catch (IOException e) {
      throw new InputException(
          "%s: tables and charts cannot be written (./peftlab report %s writes them again): %s"
              .formatted(folder, folder, e),
          e);
    }
  }

  /** Writes it all for results of which every line could be read. */
  public static String write(
      Path folder, String title, List<TrialResult> results, Mixed mixed, Charset charset) {
    return write(folder, title, results, List.of(), mixed, charset);
  }

  private static String writeAll(
      Path folder,
      String title,
      List<TrialResult> results,
      List<String> damage,
      Mixed mixed,
      Charset charset)
      throws IOException {
    List<TrialResult> named = ShortNames.of(results);
    ResultTable table = ResultTable.of(named);
    List<Finding> findings = Comparability.findings(table);
    List<String> warnings = texts(findings, true);
    if (mixed == Mixed.REFUSE && !warnings.isEmpty()) {
      throw new InputException(
          "these results cannot share a table: "
              + some(warnings)
              + "; --mixed flag writes it anyway");
    }
    warnings.addAll(damage);
    warnings.addAll(texts(findings, false));
    warnings.addAll(table.unscored());
    Optional<String> noFonts = Fonts.problem();
    noFonts.ifPresent(warnings::add);
    List<String> inFull = new ArrayList<>(warnings);
    inFull.addAll(SearchEdges.inFull(table));
    warnings.addAll(SearchEdges.of(table));
    PredictionSource predictions = PredictionSource.in(folder);
    ScoreCheck.of(named, predictions);
    Comparisons comparisons = new Comparisons(table, predictions);
    PaperTable paper = MainTable.of(title, table, comparisons, warnings, columns(findings));
    HtmlReport page = new HtmlReport(title);
    page.warnings(inFull);
    page.table("Results", MainTable.of(title, table, comparisons, List.of(), columns(findings)));
    Path tables = folder.resolve("tables");
    Files.createDirectories(tables);
    Files.writeString(folder.resolve("table.csv"), TidyTable.csv(table, comparisons));
    write(folder, "table", paper);
    Files.writeString(folder.resolve("table.html"), Markup.html(paper));
    for (Task task : table.tasks()) {
      Optional<PaperTable> ranks = RankTable.of(table, task, comparisons);
      if (ranks.isPresent()) {
        page.table("Results", ranks.get());
        write(tables, table.fileName("rank-table", task), ranks.get());
      }
    }
    List<Chart> charts = noFonts.isEmpty() ? Charts.of(table) : List.of();
    page.charts("Charts", charts);
    for (Chart chart : charts) {
      ChartFiles.write(chart, folder.resolve("charts"));
    }
    statistics(tables, page, table, comparisons);
    SearchTable.of(table).ifPresent(searches -> page.table("Learning rates", searches));
    page.table("Trials", TrialTable.scores(named));
    page.table("Trials", TrialTable.sizes(named));
    page.table("Trials", TrialTable.times(named));
    page.table("Settings", FactsTable.settings(named));
    page.table("Provenance", FactsTable.provenance(named));
    Files.writeString(folder.resolve("report.html"), page.page());
    return TextTable.of(paper, TERMINAL_WIDTH, charset);
  }

  /**
   * Says before anything runs what would be refused in its report.
   *
   * @throws InputException if methods of an experiment would be trained or searched differently
   */
  public static void check(List<TrialGroup> groups, Mixed mixed) {
    List<String> problems = Comparability.planned(groups);
    if (mixed == Mixed.REFUSE && !problems.isEmpty()) {
      throw new InputException(
          "results of this experiment would not share a table: "
              + some(problems)
              + "; --mixed flag runs it anyway");
    }
  }

  private static List<String> texts(List<Finding> findings, boolean refused) {
    return findings.stream()
        .filter(finding -> finding.refused() == refused)
        .map(Finding::text)
        .distinct()
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** The columns of all findings, one of each name. */
  static List<ExtraColumn> columns(List<Finding> findings) {
    Map<String, ExtraColumn> columns = new LinkedHashMap<>();
    findings.forEach(
        finding -> finding.columns().forEach(column -> columns.putIfAbsent(column.name(), column)));
    return List.copyOf(columns.values());
  }

  private static String some(List<String> problems) {
    int more = problems.size() - NAMED_PROBLEMS;
    String named =
        String.join("; ", problems.subList(0, Math.min(NAMED_PROBLEMS, problems.size())));
    return more > 0 ? named + "; and " + more + " more" : named;
  }

  private static void statistics(
      Path folder, HtmlReport page, ResultTable table, Comparisons comparisons) throws IOException {
    PaperTable scores = ScoreTable.of(table);
    page.table("Statistics", scores);
    write(folder, "scores", scores);
    PaperTable pairs = PairTable.of(comparisons);
    page.table("Statistics", pairs);
    write(folder, "pairs", pairs);
  }

  private static void write(Path folder, String name, PaperTable table) throws IOException {
    Files.writeString(folder.resolve(name + ".md"), Markup.markdown(table));
    Files.writeString(folder.resolve(name + ".tex"), Markup.latex(table));
  }
}
