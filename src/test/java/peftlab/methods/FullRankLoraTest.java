package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import peftlab.data.Example;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethods;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Pooling;
import peftlab.train.Classifier;
import peftlab.train.Evaluator;
import peftlab.train.Head;
import peftlab.train.TestSettings;
import peftlab.train.TrainSettings;
import peftlab.train.Trainer;

/**
 * LoRA on all matrices with full rank, biases trained as well, learns what full fine-tuning does
 * (Hu et al., section 4.1): on 512 unseen rows, by three seeds, within a hundredth of it.
 */
class FullRankLoraTest {
  private static final EncoderConfig CONFIG =
      new EncoderConfig(2, 16, 4, 32, 30, 16, 2, 1e-12, false);
  private static final int SEEDS = 3;

  @Test
  void comesWithinNoiseOfFullFineTuning() {
    Map<String, Object> settings =
        Map.of(
            "rank",
            16,
            "alpha",
            16,
            "targets",
            List.of("query", "key", "value", "output", "up", "down"),
            "bias",
            "all");
    double[] full = accuracies("full", Map.of(), 3e-3);
    double[] lora = accuracies("lora", settings, 1e-2);
    double[] head = accuracies("head", Map.of(), 1e-2);
    assertThat(mean(lora)).isGreaterThan(mean(full) - 0.01);
    assertThat(mean(lora) - mean(head)).as("the head alone cannot").isGreaterThan(0.2);
  }

  private static double[] accuracies(String method, Map<String, Object> settings, double lr) {
    double[] accuracies = new double[SEEDS];
    for (int seed = 0; seed < SEEDS; seed++) {
      accuracies[seed] = accuracy(method, settings, lr, seed);
    }
    return accuracies;
  }

  static double accuracy(String method, Map<String, Object> settings, double lr, long seed) {
    TrainSettings train =
        TestSettings.of(
            lr, "steps: 400, warmup: 0.1, clip: 1, dropout: 0, max_length: 16, seed: %s", seed);
    try (SmallModel bench = SmallModel.random(CONFIG)) {
      AdaptContext context = bench.context(seed, train.steps(), null);
      Adaptation adaptation = SmallModel.adapt(PeftMethods.named(method), context, settings);
      Classifier classifier = new Classifier(adaptation, Pooling.MEAN, Head.create(context, 2));
      new Trainer(bench.arena(), train).fit(classifier, rows(1024, 1), Trainer.StepListener.NONE);
      List<Example> unseen = rows(512, 2);
      int[] predicted =
          Evaluator.predictions(new Evaluator(bench.arena()).logits(classifier, unseen));
      int right = 0;
      for (int i = 0; i < predicted.length; i++) {
        right += predicted[i] == unseen.get(i).label() ? 1 : 0;
      }
      return (double) right / predicted.length;
    }
  }

  /** Does an a (token 4) stand before a b (token 5)? Order matters, so attention must. */
  private static List<Example> rows(int count, long seed) {
    Random random = new Random(seed);
    List<Example> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = new int[6 + random.nextInt(6)];
      for (int j = 0; j < ids.length; j++) {
        ids[j] = 6 + random.nextInt(24);
      }
      ids[0] = 2;
      int a = 1 + random.nextInt(ids.length - 1);
      int b = 1 + random.nextInt(ids.length - 1);
      while (b == a) {
        b = 1 + random.nextInt(ids.length - 1);
      }
      ids[a] = 4;
      ids[b] = 5;
      rows.add(new Example(ids, new int[ids.length], a < b ? 1 : 0));
    }
    return rows;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
