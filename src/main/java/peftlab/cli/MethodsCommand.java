package peftlab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the methods on the class path with what each can do, or shows their cards. */
@Command(
    name = "methods",
    description = {
      "Lists the methods and what each can do, found by trying it on a small random encoder.",
      "With ids: shows formulas, hyperparameters and notes of these methods."
    },
    footerHeading = "%nExample:%n",
    footer = {"  ./peftlab methods", "  ./peftlab methods lora ia3"},
    mixinStandardHelpOptions = true)
final class MethodsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "Methods to show in detail.")
  private List<String> ids = new ArrayList<>();

  @Override
  public Integer call() {
    if (ids.isEmpty()) {
      MethodText.matrix(PeftMethods.all().values()).forEach(System.out::println);
      System.out.println();
      System.out.println("./peftlab methods ID shows a method's hyperparameters and notes.");
      return 0;
    }
    List<PeftMethod<?>> chosen = new ArrayList<>();
    ids.forEach(id -> chosen.add(PeftMethods.named(id)));
    for (PeftMethod<?> method : chosen) {
      MethodText.card(method).forEach(System.out::println);
      System.out.println();
    }
    return 0;
  }
}
