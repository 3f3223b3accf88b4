package peftlab.report;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peftlab.experiment.TrialResult;
import peftlab.report.chart.Chart;
import peftlab.report.chart.ChartFiles;
import peftlab.report.chart.Charts;
import peftlab.report.table.MainTable;
import peftlab.report.table.Marks;
import peftlab.report.table.Markup;
import peftlab.report.table.PaperTable;
import peftlab.report.table.ResultTable;
import peftlab.report.table.TextTable;
import peftlab.report.table.TidyTable;

/** Writes everything that a folder of results is to say. */
public final class Report {
  private static final int TERMINAL_WIDTH = 100;

  private Report() {}

  /**
   * Writes {@code table.csv}, {@code table.md}, {@code table.tex}, {@code table.html} and the
   * charts ({@code charts/*.png}, {@code charts/*.svg}) into {@code folder}.
   *
   * @param title of the experiment
   * @param charset of the terminal that the returned text is for
   * @return the table as text, at most 100 columns wide
   * @throws IOException where something cannot be written
   */
  public static String write(Path folder, String title, List<TrialResult> results, Charset charset)
      throws IOException {
    ResultTable table = ResultTable.of(results);
    PaperTable paper = MainTable.of(title, table, Marks.best(table));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("table.csv"), TidyTable.csv(table));
    Files.writeString(folder.resolve("table.md"), Markup.markdown(paper));
    Files.writeString(folder.resolve("table.tex"), Markup.latex(paper));
    Files.writeString(folder.resolve("table.html"), Markup.html(paper));
    for (Chart chart : Charts.of(table)) {
      ChartFiles.write(chart, folder.resolve("charts"));
    }
    return TextTable.of(paper, TERMINAL_WIDTH, charset);
  }
}
