package peftlab.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.data.Example;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Pooling;
import peftlab.tensor.cpu.FusedCpuKernels;
import peftlab.train.BaseModel;
import peftlab.train.Session;
import peftlab.train.TestSettings;
import peftlab.train.TinyModel;
import peftlab.train.TrainSettings;
import peftlab.train.Trainer;

/** A run's losses do not depend on what else the process computes. */
class SameBitsTest {
  private static final List<Example> ROWS = TinyModel.rows(120, 2, 3);

  private static BaseModel base;

  @BeforeAll
  static void load() {
    base = TinyModel.load(TinyModel.sizes(64, 4, 128), Pooling.MEAN, new FusedCpuKernels(1));
  }

  @AfterAll
  static void unload() {
    base.close();
  }

  private static double[] losses(String id, int threads, long seed, int steps) {
    TrainSettings settings =
        TestSettings.of(
            1e-2,
            "batch: 16, steps: %s, weight_decay: 0.01, warmup: 0.1, clip: 1, max_length: 16,"
                + " pooling: cls, seed: %s, threads: %s, group_by_length: true",
            steps,
            seed,
            threads);
    PeftMethod<?> method = PeftMethods.named(id);
    try (Session session =
        new Session(
            base,
            new FusedCpuKernels(threads),
            method,
            Hyperparameters.resolve(method, Map.of()),
            settings,
            2,
            steps,
            null)) {
      return new Trainer(session.arena(), settings)
          .fit(session.classifier(), ROWS, Trainer.StepListener.NONE)
          .losses();
    }
  }

  @Test
  void theWarmUpBeforeItChangesNothing() {
    double[] cold = losses("full", 2, 1, 12);
    WarmUp.run(new FusedCpuKernels(2));
    assertThat(losses("full", 2, 1, 12)).isEqualTo(cold);
  }

  @ParameterizedTest
  @CsvSource({"lora, 1", "lora, 2", "full, 2", "prefix, 3"})
  void anotherTrialBesideItChangesNothing(String id, int threads) throws InterruptedException {
    double[] alone = losses(id, threads, 1, 12);
    AtomicBoolean enough = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    Thread beside =
        new Thread(
            () -> {
              for (long seed = 2; !enough.get(); seed++) {
                losses("full", 2, seed, 10);
                begun.countDown();
              }
            });
    beside.start();
    begun.await();
    double[] together;
    try {
      together = losses(id, threads, 1, 12);
    } finally {
      enough.set(true);
      beside.join();
    }
    assertThat(together).containsExactly(alone);
    assertThat(losses(id, threads, 2, 12)).isNotEqualTo(alone);
  }
}
