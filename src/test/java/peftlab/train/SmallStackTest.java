package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import peftlab.data.Example;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Pooling;
import peftlab.tensor.cpu.FusedCpuKernels;

/** What loads, trains and answers needs no more stack than a caller's thread has anywhere. */
class SmallStackTest {
  private static final long STACK = 320 << 10; // bytes; Java's default is 1 MiB

  /** Products large enough for oneDNN, small ones for OpenBLAS, and LAPACK in LoRA-Dash. */
  @Test
  void trainsOnAThreadWithASmallStack() throws Exception {
    FutureTask<double[]> task = new FutureTask<>(SmallStackTest::losses);
    Thread thread = new Thread(null, task, "small-stack", STACK);
    thread.start();
    assertThat(task.get()).hasSize(4).doesNotContain(Double.NaN);
  }

  private static double[] losses() {
    TrainSettings settings = TestSettings.constant(1e-3, "batch: 16, steps: 4, max_length: 32");
    PeftMethod<?> method = PeftMethods.named("lora-dash");
    List<Example> rows = TinyModel.rows(64, 2, 5);
    try (BaseModel base =
            TinyModel.load(TinyModel.sizes(128, 4, 512), Pooling.MEAN, new FusedCpuKernels(1));
        Session session =
            new Session(
                base,
                new FusedCpuKernels(1),
                method,
                Hyperparameters.resolve(method, Map.of("prelaunch", 2)),
                settings,
                2,
                settings.steps(),
                null)) {
      TrainingLog log =
          new Trainer(session.arena(), settings)
              .fit(session.classifier(), rows, Trainer.StepListener.NONE);
      new Evaluator(session.arena()).logits(session.classifier(), rows);
      return log.losses();
    }
  }
}
