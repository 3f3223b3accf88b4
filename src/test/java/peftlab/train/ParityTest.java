package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.Shared;
import peftlab.checkpoint.Models;
import peftlab.checkpoint.Safetensors;
import peftlab.checkpoint.TensorSource;
import peftlab.data.Dataset;
import peftlab.data.RowFile;
import peftlab.nn.Pooling;
import peftlab.peft.Hyperparameters;
import peftlab.peft.PeftMethods;
import peftlab.tensor.FusedCpuKernels;
import peftlab.tensor.Parameter;

/** Follows training runs of PyTorch and PEFT step by step. */
class ParityTest {
  @ParameterizedTest
  @ValueSource(strings = {"full", "head", "bitfit", "lora", "lora-all"})
  void followsTheReferenceRun(String run) throws Exception {
    Path root = Shared.path("parity");
    Path dir = root.resolve("runs").resolve(run);
    JsonNode s = new ObjectMapper().readTree(dir.resolve("settings.json").toFile());
    boolean lora = run.startsWith("lora");
    Map<String, Object> hyper =
        lora
            ? Map.of(
                "rank",
                s.get("rank").asInt(),
                "alpha",
                s.get("lora_alpha").asDouble(),
                "targets",
                run.equals("lora")
                    ? List.of("query", "value")
                    : List.of("query", "key", "value", "output", "up", "down"))
            : Map.of();
    TrainSettings settings =
        new TrainSettings(
            s.get("lr").asDouble(),
            s.get("batch").asInt(),
            s.get("steps").asInt(),
            1,
            s.get("weight_decay").asDouble(),
            Schedule.CONSTANT,
            0,
            0,
            0,
            s.get("max_length").asInt(),
            s.get("pooling").asText(),
            1,
            2,
            false,
            false);
    try (var models = new Models(line -> {}).open(root.resolve("checkpoint").toString());
        var base = BaseModel.load(models, Pooling.MEAN, new FusedCpuKernels(1))) {
      var method = PeftMethods.named(lora ? "lora" : run);
      Dataset data =
          Dataset.of(
              "parity",
              "accuracy",
              RowFile.read(root.resolve("train.tsv")),
              List.of(),
              RowFile.read(root.resolve("eval.tsv")));
      var train = data.examples(data.train(), base.tokenizer(), settings.maxLength());
      var eval = data.examples(data.eval(), base.tokenizer(), settings.maxLength());
      try (Session session =
          new Session(
              base,
              new FusedCpuKernels(2),
              method,
              Hyperparameters.resolve(method, hyper),
              settings,
              data.labels().size(),
              20,
              null)) {
        try (TensorSource init = Safetensors.open(dir.resolve("init.safetensors"))) {
          for (Parameter p : session.classifier().trainable()) {
            init.read(name(init, p), p.value()::set);
          }
        }
        TrainingLog log =
            new Trainer(session.arena(), settings)
                .fit(session.classifier(), train, Trainer.StepListener.NONE);
        double[] expected =
            Files.readAllLines(dir.resolve("losses.csv")).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1]))
                .toArray();
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
          worst = Math.max(worst, Math.abs(expected[i] - log.losses()[i]));
        }
        List<float[]> logits = new Evaluator(session.arena()).logits(session.classifier(), eval);
        List<String> lines = Files.readAllLines(dir.resolve("logits.csv"));
        double worstLogit = 0;
        for (int i = 0; i < lines.size(); i++) {
          double[] row =
              Arrays.stream(lines.get(i).split(",", -1)).mapToDouble(Double::parseDouble).toArray();
          for (int j = 0; j < row.length; j++) {
            worstLogit = Math.max(worstLogit, Math.abs(row[j] - logits.get(i)[j]));
          }
        }
        System.out.println(run + " loss " + worst + " logits " + worstLogit);
        assertThat(worst).as("largest difference of a loss").isLessThan(2e-5);
        assertThat(worstLogit).as("largest difference of a logit").isLessThan(1e-4);
      }
    }
  }

  private static String name(TensorSource init, Parameter p) {
    String wanted = p.name().replace("lora_A.weight", "lora_A.default.weight");
    String other = wanted.replace("lora_B.weight", "lora_B.default.weight");
    return init.names().stream()
        .filter(n -> n.equals(other) || n.endsWith("." + other))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + other + " in " + init.names()));
  }
}
