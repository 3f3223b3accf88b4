package peftlab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import peftlab.InputException;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.Models;
import peftlab.checkpoint.adapter.TaskSettings;
import peftlab.classify.TrainedClassifier;
import peftlab.data.Dataset;
import peftlab.data.Example;
import peftlab.method.Hyperparameters;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.method.Teacher;
import peftlab.metric.Confusion;
import peftlab.metric.Metric;
import peftlab.nn.Pooling;
import peftlab.probe.ProcessMemory;
import peftlab.probe.WarmUp;
import peftlab.tensor.Arena;
import peftlab.tensor.device.DeviceMemory;
import peftlab.train.BaseModel;
import peftlab.train.DivergedException;
import peftlab.train.Session;
import peftlab.train.TrainSettings;
import peftlab.train.Trainer;
import peftlab.train.TrainingLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains one method on files and prints what came of it as one line of JSON. */
@Command(
    name = "train",
    description =
        "Trains one method on a file and prints one line of JSON. Defaults are those of"
            + " experiments/defaults.yaml.",
    modelTransformer = TrainOptions.class,
    defaultValueProvider = TrainOptions.class,
    footerHeading = "%nExample:%n",
    footer = {
      "  ./peftlab train --model minilm --train a.tsv --eval b.tsv \\",
      "      --method lora --set rank=8 --save my-adapter"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      description = "Model name (./peftlab models) or Hugging Face folder.")
  private String model;

  @Mixin private TrainData data;

  @Option(
      names = "--method",
      required = true,
      description = "Method; ./peftlab methods lists them.")
  private String method;

  @Option(
      names = "--set",
      description = "Sets a hyperparameter of the method, name=value; repeatable.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Spec private CommandSpec spec;

  @Mixin private BackendOption backend;

  @Option(names = "--trace", description = "Writes the loss of every step to this CSV file.")
  private Path trace;

  @Option(
      names = "--save",
      description = "Saves adapter and head to this folder, in Hugging Face PEFT's format.")
  private Path save;

  @Override
  public Integer call() throws IOException {
    PeftMethod<?> chosen = PeftMethods.named(method);
    Record hyper = Hyperparameters.resolve(chosen, SetValues.parse(set));
    TrainSettings settings = TrainOptions.of(spec, () -> MethodCard.of(chosen).lr());
    data.check();
    if (save != null) {
      makeFolder(save);
    }
    if (trace != null) {
      makeFile(trace);
    }
    Pooling pooling = settings.pooling();
    try (Checkpoint checkpoint = new Models(line -> System.err.println(line)).open(model);
        BaseModel phantom = BaseModel.phantom(checkpoint, pooling)) {
      Session.check(phantom, chosen, hyper, settings);
      Dataset read = data.read();
      try (BaseModel base =
          BaseModel.load(checkpoint, phantom.tokenizer(), pooling, backend.backend().kernels(1))) {
        WarmUp.once(
            backend.backend(),
            settings.threads(),
            settings.stepsFor(read.train().size()),
            () -> System.err.println("warming up"));
        return train(base, chosen, hyper, settings, read);
      }
    } catch (DivergedException e) {
      System.err.println("peftlab: diverged: " + e.getMessage());
      return 1;
    }
  }

  /** Before training, so that nothing is trained that cannot be saved. */
  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException("--save " + folder + ": the folder cannot be created: " + e, e);
    }
  }

  /** What the file holds stays until there is something to replace it. */
  private static void makeFile(Path file) {
    try {
      Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new InputException("--trace " + file + " cannot be written: " + e, e);
    }
  }

  private int train(
      BaseModel base, PeftMethod<?> chosen, Record hyper, TrainSettings settings, Dataset rows)
      throws IOException {
    List<Example> train = rows.examples(rows.train(), base.tokenizer(), settings.maxLength());
    List<Example> eval = rows.examples(rows.eval(), base.tokenizer(), settings.maxLength());
    int classes = rows.labels().size();
    int steps = settings.stepsFor(train.size());
    try (Session session =
        new Session(
            base,
            backend.backend().kernels(settings.threads()),
            chosen,
            hyper,
            settings,
            classes,
            steps,
            this::noTeacher)) {
      TrainingLog log = session.fit(train, Trainer.StepListener.NONE);
      if (save != null) {
        TaskSettings task =
            new TaskSettings(settings.pooling().id(), settings.maxLength(), rows.labels());
        TrainedClassifier.write(save, session.classifier(), chosen, hyper, base, task);
        if (rows.train().stream().anyMatch(row -> row.textB() != null)) {
          TrainedClassifier.noteOnPairs(chosen, hyper, base).ifPresent(System.err::println);
        }
      }
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("method", method);
      result.put("seed", settings.seed());
      result.put("steps", steps);
      result.put("metric", rows.metric().id());
      result.putAll(scores(session, eval, classes, rows.metric()));
      result.put("final_loss", round(log.losses()[steps - 1], 5));
      result.put("trainable", session.classifier().trainedCount());
      result.put("head", session.classifier().head().count());
      result.put("step_ms_median", round(log.stepMillisMedian(), 2));
      result.put("tokens_per_s", round(log.tokensPerSecond(), 1));
      result.put("train_s", round(log.seconds(), 2));
      result.put("peak_rss_mb", ProcessMemory.peakBytes() >> 20);
      if (DeviceMemory.peakBytes() > 0) {
        result.put("peak_device_mb", DeviceMemory.peakBytes() >> 20);
      }
      System.out.println(json(result));
      if (trace != null) {
        writeTrace(log);
      }
      return 0;
    }
  }

  private Teacher noTeacher(Teacher.Wanted wanted, Arena student) {
    throw new InputException("method '" + method + "' needs a teacher: run it in an experiment");
  }

  /** Every metric, the one that counts first; it is null if there are no rows to report on. */
  private static Map<String, Double> scores(
      Session session, List<Example> rows, int classes, Metric first) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put(first.id(), null);
    if (!rows.isEmpty()) {
      int[] predicted = session.predictions(rows);
      int[] actual = rows.stream().mapToInt(Example::label).toArray();
      Metric.all(Confusion.of(predicted, actual, classes))
          .forEach((metric, score) -> scores.put(metric, round(score, 4)));
    }
    return scores;
  }

  private void writeTrace(TrainingLog log) throws IOException {
    StringBuilder csv = new StringBuilder("step,loss\n");
    for (int i = 0; i < log.losses().length; i++) {
      csv.append(i + 1).append(',').append((float) log.losses()[i]).append('\n');
    }
    Files.writeString(trace, csv);
  }

  private static double round(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }

  private static String json(Map<String, Object> result) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(result);
  }
}
