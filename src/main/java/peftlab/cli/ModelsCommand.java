package peftlab.cli;

import java.util.concurrent.Callable;
import peftlab.checkpoint.ModelEntry;
import peftlab.checkpoint.Models;
import picocli.CommandLine.Command;

/** Lists the models that have a name. */
@Command(
    name = "models",
    description = "Lists the models that --model takes by name.",
    footerHeading = "%nExample:%n",
    footer = "  ./peftlab models",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    for (ModelEntry model : new Models(line -> {}).list()) {
      System.out.printf(
          "%-10s %s (%s, %d MB jar)%n",
          model.name(), model.description(), model.licence(), model.megabytes());
    }
    System.out.println("A Hugging Face folder of a BERT (config.json, model.safetensors,");
    System.out.println("tokenizer.json or vocab.txt) works as well.");
    return 0;
  }
}
