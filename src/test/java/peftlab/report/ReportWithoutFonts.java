package peftlab.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes a report; started by a test in a Java without fonts. */
public final class ReportWithoutFonts {
  private ReportWithoutFonts() {}

  /** Writes into the folder that is named. */
  public static void main(String[] arguments) throws Exception {
    System.out.print(
        Report.write(
            Path.of(arguments[0]),
            "Quick start",
            Results.seed(1),
            Report.Mixed.REFUSE,
            StandardCharsets.UTF_8));
  }
}
