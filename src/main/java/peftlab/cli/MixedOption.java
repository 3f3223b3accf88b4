package peftlab.cli;

import peftlab.report.Report;
import picocli.CommandLine.Option;

/** What a report does with results that cannot share a table. */
final class MixedOption {
  @Option(
      names = "--mixed",
      paramLabel = "refuse|flag",
      description =
          "If results cannot share a table: refuse (the default) stops, flag writes the table with"
              + " warnings.")
  private Report.Mixed mixed = Report.Mixed.REFUSE;

  Report.Mixed mixed() {
    return mixed;
  }
}
