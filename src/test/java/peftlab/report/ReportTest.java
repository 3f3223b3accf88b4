package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.report.Report.Mixed;

class ReportTest {
  private static final List<String> CHARTS =
      List.of("score-by-parameters", "score-by-rank", "memory", "time", "learning-curves");

  @TempDir Path folder;

  @Test
  void writesTablesAndChartsForAQuickStartAndForASuite() throws Exception {
    for (var results : List.of(Results.seed(1), Results.suite())) {
      Path out = folder.resolve("n" + results.size());
      String text = Report.write(out, "Quick start", results, Mixed.REFUSE, StandardCharsets.UTF_8);

      assertThat(text.lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
      assertThat(out.resolve("table.csv")).isNotEmptyFile();
      assertThat(out.resolve("table.md")).isNotEmptyFile();
      assertThat(out.resolve("table.tex")).isNotEmptyFile();
      assertThat(out.resolve("table.html")).isNotEmptyFile();
      for (String chart : CHARTS) {
        BufferedImage image = ImageIO.read(out.resolve("charts/" + chart + ".png").toFile());
        assertThat(image.getWidth()).isGreaterThan(1000);
        Path svg = out.resolve("charts/" + chart + ".svg");
        var document =
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(Files.readString(svg)).contains("<title id=", "<desc id=").doesNotContain("NaN");
      }
    }
  }

  @Test
  void withoutFontsThereAreTablesAndAWarningButNoCharts() throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "skipped: fonts are missed as on Linux");
    Path config = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>");
    Path log = folder.resolve("log.txt");
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                ReportWithoutFonts.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    java.environment().put("FONTCONFIG_FILE", config.toString());
    java.environment().put("HOME", folder.toString());

    assertThat(java.start().waitFor()).as(Files.readString(log)).isZero();

    assertThat(Files.readString(log))
        .contains("lora")
        .contains("no charts, because Java finds no fonts");
    assertThat(folder.resolve("report.html")).content().contains("no charts, because Java");
    assertThat(folder.resolve("charts")).doesNotExist();
  }
}
