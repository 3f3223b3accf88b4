package peftlab.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import peftlab.InputException;
import peftlab.count.Architectures;
import peftlab.count.Costs;
import peftlab.count.CostsText;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Architecture;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Pooling;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Counts what a method trains, stores and keeps in memory on a model, without weights. */
@Command(
    name = "params",
    description = "Counts parameters and memory of a method on a model; needs no weights.",
    footerHeading = "%nExample:%n",
    footer = "  ./peftlab params --model roberta-large --method lora --set rank=8",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ParamsCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      description =
          "bert-base, roberta-large, gpt3-175b, llama-7b, ..., or a folder with config.json.")
  private String model;

  @Option(
      names = "--method",
      required = true,
      description = "Method; ./peftlab methods lists them.")
  private String method;

  @Option(
      names = "--set",
      description = "Sets a hyperparameter of the method, name=value; repeatable.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--classes", defaultValue = "2", description = "Number of classes (default: 2).")
  private int classes;

  @Option(names = "--batch", defaultValue = "32", description = "Batch size (default: 32).")
  private int batch;

  @Option(
      names = "--max-length",
      defaultValue = "128",
      description = "Number of tokens per example (default: 128).")
  private int maxLength;

  @Option(
      names = "--pooling",
      description = "mean, cls or pooler (default: pooler if the model has one).")
  private String pooling;

  @Option(
      names = "--bits",
      defaultValue = "32",
      description = "Bits per value, 16 or 32 (default: 32).")
  private int bits;

  @Override
  public Integer call() {
    check(classes, "--classes", 1, 1 << 20);
    check(batch, "--batch", 1, 1 << 16);
    check(maxLength, "--max-length", 1, 1 << 20);
    if (bits != 16 && bits != 32) {
      throw new InputException("--bits must be 16 or 32, not " + bits);
    }
    Architecture shapes = pooled(Architectures.open(model));
    if (maxLength > shapes.longest()) {
      throw new InputException(
          "--max-length %d is above the %d positions of %s"
              .formatted(maxLength, shapes.longest(), model));
    }
    PeftMethod<?> chosen = PeftMethods.named(method);
    Map<String, Object> settings = SetValues.parse(set);
    Costs.Step step = new Costs.Step(classes, batch, maxLength, bits);
    Costs costs = Costs.of(shapes, chosen, settings, step);
    CostsText.lines(model, shapes, method, settings, costs, step).forEach(System.out::println);
    return 0;
  }

  private Architecture pooled(Architecture shapes) {
    if (pooling == null || shapes.encoder().isEmpty()) {
      return shapes;
    }
    EncoderConfig config = shapes.encoder().get();
    boolean wanted = Pooling.named(pooling) == Pooling.POOLER;
    if (wanted && !config.pooler()) {
      throw new InputException(model + " has no pooler: choose --pooling mean or cls");
    }
    return Architecture.of(config.withPooler(wanted));
  }

  private static void check(int value, String option, int low, int high) {
    if (value < low || value > high) {
      throw new InputException(
          "%s must be from %d to %d, not %d".formatted(option, low, high, value));
    }
  }
}
