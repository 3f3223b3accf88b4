package peftlab.report.chart;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import peftlab.report.table.ResultTable;

/** Draws every chart that a table of results has the data for. */
public final class Charts {
  private Charts() {}

  /** The charts, in the order in which a report shows them. */
  public static List<Chart> of(ResultTable table) {
    return kinds().stream().flatMap(kind -> kind.of(table).stream()).toList();
  }

  /** The kinds of charts that are services, in the order of a report. */
  static List<ChartKind> kinds() {
    return ServiceLoader.load(ChartKind.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(ChartKind::place))
        .toList();
  }
}
