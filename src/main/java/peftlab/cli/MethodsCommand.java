package peftlab.cli;

import java.util.concurrent.Callable;
import peftlab.peft.MethodCard;
import peftlab.peft.PeftMethods;
import picocli.CommandLine.Command;

/** Lists the methods on the class path. */
@Command(
    name = "methods",
    description = "Lists the methods and their hyperparameters.",
    mixinStandardHelpOptions = true)
final class MethodsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    for (String id : PeftMethods.all().keySet()) {
      MethodCard card = MethodCard.of(id);
      System.out.printf("%-14s %s (%s)%n", id, card.title(), card.paper());
      card.hyperparameters()
          .forEach((name, h) -> System.out.printf("    %s = %s: %s%n", name, h.value(), h.about()));
    }
    return 0;
  }
}
