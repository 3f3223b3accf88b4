package peftlab.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import peftlab.classify.TrainedClassifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Folds an adapter into its base model. */
@Command(
    name = "merge",
    description = "Merges an adapter into its model and writes a plain Hugging Face folder.",
    footerHeading = "%nExample:%n",
    footer = "  ./peftlab merge --model minilm --adapter my-adapter --out my-model",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MergeCommand implements Callable<Integer> {
  @Mixin private AdapterOptions trained;

  @Option(names = "--out", required = true, description = "Folder to write.")
  private Path out;

  @Override
  public Integer call() {
    try (TrainedClassifier classifier = trained.open()) {
      classifier.writeMerged(out, trained.settings(classifier.pooling()));
      return 0;
    }
  }
}
