package peftlab.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import peftlab.data.DataCard;
import peftlab.report.table.Format;
import picocli.CommandLine.Command;

/** Lists the data sets that have a card. */
@Command(
    name = "datasets",
    description = "Lists the data sets with their metrics, sources and licences.",
    footerHeading = "%nExample:%n",
    footer = "  ./peftlab datasets",
    mixinStandardHelpOptions = true)
final class DatasetsCommand implements Callable<Integer> {
  private static final String LINE = "%-10s %7s  %7s %10s  %-11s %-15s %s%n";

  @Override
  public Integer call() {
    List<DataCard> cards = DataCard.all();
    System.out.printf(LINE, "name", "classes", "train", "validation", "reported", "metric", "task");
    for (DataCard card : cards) {
      System.out.printf(
          LINE,
          card.id(),
          card.classes(),
          rows(card, "train"),
          rows(card, "validation"),
          rows(card, card.reported()) + " " + card.reported(),
          card.metric().label(),
          card.title());
    }
    System.out.println();
    System.out.println("Where they come from, and under which licence:");
    for (DataCard card : cards) {
      System.out.printf("%-10s %s%n%-10s %s%n", card.id(), card.source(), "", card.licence());
    }
    System.out.println();
    System.out.println(
        "Built in: "
            + cards.stream()
                .filter(DataCard::builtIn)
                .map(DataCard::id)
                .collect(Collectors.joining(", "))
            + ". Download the others into one folder: run --data DIR finds DIR/<name>.");
    System.out.println("Your own folder or files: see src/docs/experiments.md.");
    return 0;
  }

  private static String rows(DataCard card, String split) {
    Integer rows = card.splits().get(split);
    return rows == null ? "" : Format.count(rows);
  }
}
