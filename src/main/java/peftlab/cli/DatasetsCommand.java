package peftlab.cli;

import java.util.concurrent.Callable;
import peftlab.data.DataCard;
import peftlab.report.table.Format;
import picocli.CommandLine.Command;

/** Lists the data sets that have a card. */
@Command(
    name = "datasets",
    description = "Lists the data sets, where they come from and how they are judged.",
    mixinStandardHelpOptions = true)
final class DatasetsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    for (DataCard card : DataCard.all()) {
      System.out.printf(
          "%-10s %s: %d classes, %s, splits %s%n           from %s (%s)%n",
          card.id(),
          card.title(),
          card.classes(),
          Format.metric(card.metric()),
          card.splits(),
          card.source(),
          card.licence());
    }
    return 0;
  }
}
