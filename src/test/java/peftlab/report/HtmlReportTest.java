package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.report.Report.Mixed;

@Tag("slow")
class HtmlReportTest {
  private static final String EVIL = "</script><img src=x onerror=document.title='taken'>&\"'";

  /** Chromium makes no window narrower than this. */
  private static final int NARROWEST_WINDOW = 500;

  @TempDir Path folder;

  @Test
  void sortsAndFiltersInABrowserWithoutAWordOnTheConsole() throws Exception {
    Chromium chromium = Chromium.orSkip(folder);
    Results.writePredictions(folder, Results.searched());
    Report.write(folder, "All methods", Results.searched(), Mixed.REFUSE, StandardCharsets.UTF_8);

    Chromium.Page plain = chromium.open(folder.resolve("report.html"));
    assertThat(plain.console()).isEmpty();

    Chromium.Page checked = chromium.open(with(resource("check.js")));
    assertThat(checked.console()).isEmpty();
    assertThat(check(checked)).doesNotContain("WRONG").contains("width 1280", "done 18");

    assertThat(chromium.open(with("nonsense();")).console()).contains("nonsense is not defined");
  }

  @Test
  void isReadableOnAPhone() throws Exception {
    Chromium chromium = Chromium.orSkip(folder);
    Report.write(folder, "All methods", Results.searched(), Mixed.REFUSE, StandardCharsets.UTF_8);

    Chromium.Page page = chromium.open(with(resource("check.js")), NARROWEST_WINDOW);
    assertThat(check(page)).doesNotContain("WRONG").contains("nothing is wider than the page");
  }

  @Test
  void warningsStandOnceAndInFull() throws Exception {
    List<TrialResult> edges = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      for (double lr : new double[] {1e-4, 1e-3}) {
        RecordedTrial trial =
            Results.trial("wordnet", RecordedTrial.SEARCH, "m" + i, Map.of(), 1, lr);
        edges.add(Results.of(trial, 0.5 + 100 * lr, 1000));
      }
      edges.add(Results.of("wordnet", "m" + i, Map.of(), 1, 0.7, 1000));
    }
    Report.write(folder, "Edges", edges, Mixed.REFUSE, StandardCharsets.UTF_8);

    String page = Files.readString(folder.resolve("report.html"));
    String warnings = page.substring(page.indexOf("class=\"warnings\""), page.indexOf("<section>"));
    String table = Files.readString(folder.resolve("table.md"));
    assertThat(page.split("is at the edge of the searched range", -1)).hasSize(2);
    assertThat(warnings).contains("m4 on wordnet (1e-3, highest of 2)").doesNotContain(" more");
    assertThat(table).contains("and 2 more (all in report.html)").doesNotContain("m4 on wordnet");
  }

  @Test
  void namesFromOutsideStayText() throws Exception {
    TrialResult hostile = Results.of(EVIL, EVIL, Map.of("rank", EVIL), 1, 0.5, 10);
    TrialResult failed = Results.failed(hostile, TrialResult.Status.FAILED, EVIL);
    TrialResult other = Results.of(EVIL, "full", Map.of(), 1, 0.6, 1000);
    Report.write(folder, EVIL, List.of(hostile, other), Mixed.FLAG, StandardCharsets.UTF_8);
    assertThat(Files.readString(folder.resolve("report.html"))).doesNotContain("<img");
    Report.write(folder, EVIL, List.of(failed, other), Mixed.FLAG, StandardCharsets.UTF_8);
    String page = Files.readString(folder.resolve("report.html"));
    assertThat(page).doesNotContain("<img").contains("&lt;img");

    Chromium.Page shown = Chromium.orSkip(folder).open(folder.resolve("report.html"));
    assertThat(shown.console()).isEmpty();
    assertThat(shown.dom()).doesNotContain("<title>taken");
  }

  @Test
  void needsNothingFromElsewhere() throws Exception {
    Report.write(folder, "Quick start", Results.seed(1), Mixed.REFUSE, StandardCharsets.UTF_8);
    String page = Files.readString(folder.resolve("report.html"));
    assertThat(
            page.replace("http://www.w3.org/2000/svg", "")
                .replace("http://www.w3.org/1999/xlink", ""))
        .doesNotContain("http:", "https:", "src=", "@import", "url(\"");
    assertThat(page).contains("default-src 'none'");
  }

  private static String check(Chromium.Page page) {
    return page.dom().substring(page.dom().indexOf("<pre id=\"check\">"));
  }

  private Path with(String script) throws Exception {
    String page = Files.readString(folder.resolve("report.html"));
    Path file = folder.resolve("checked.html");
    return Files.writeString(
        file, page.replace("</body>", "<script>\n" + script + "</script>\n</body>"));
  }

  private static String resource(String name) throws Exception {
    try (var in = HtmlReportTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
