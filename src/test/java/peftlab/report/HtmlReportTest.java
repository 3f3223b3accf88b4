package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.experiment.TrialResult;
import peftlab.report.Report.Mixed;

class HtmlReportTest {
  private static final String EVIL = "</script><img src=x onerror=document.title='taken'>&\"'";

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
    String check = checked.dom().substring(checked.dom().indexOf("<pre id=\"check\">"));
    assertThat(check).doesNotContain("WRONG").contains("done 14");

    assertThat(chromium.open(with("nonsense();")).console()).contains("nonsense is not defined");
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
