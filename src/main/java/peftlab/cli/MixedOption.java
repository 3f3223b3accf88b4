package peftlab.cli;

import peftlab.report.Report;
import picocli.CommandLine.Option;

/** What a report does with results that cannot share a table. */
final class MixedOption {
  @Option(
      names = "--mixed",
      paramLabel = "refuse|flag",
      description =
          "What to do with results that cannot share a table: refuse them (the default), or flag,"
              + " which writes the table with warnings.")
  private Report.Mixed mixed = Report.Mixed.REFUSE;

  Report.Mixed mixed() {
    return mixed;
  }
}
