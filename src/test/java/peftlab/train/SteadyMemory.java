package peftlab.train;

import java.util.List;
import java.util.Map;
import peftlab.data.Example;
import peftlab.nn.Pooling;
import peftlab.peft.Hyperparameters;
import peftlab.peft.PeftMethod;
import peftlab.peft.PeftMethods;
import peftlab.tensor.FusedCpuKernels;

/** Trains for 500 steps after a warm-up and prints by how many bytes the process has grown. */
final class SteadyMemory {
  private static final int WARM = 250;
  private static final int STEPS = WARM + 500;

  private SteadyMemory() {}

  /** One line for every method that the arguments name. */
  public static void main(String[] arguments) {
    try (BaseModel base =
        TinyModel.load(TinyModel.sizes(64, 4, 128), Pooling.MEAN, new FusedCpuKernels(1))) {
      for (String id : arguments) {
        System.out.println(growth(base, PeftMethods.named(id)));
      }
    }
  }

  private static long growth(BaseModel base, PeftMethod<?> method) {
    List<Example> rows = TinyModel.rows(300, 2, 3);
    TrainSettings settings =
        new TrainSettings(
            1e-3, 8, STEPS, 1, 0, Schedule.CONSTANT, 0, 1, 0.1, 16, "mean", 1, 1, true, true);
    long[] resident = new long[2];
    try (Session session =
        new Session(
            base,
            new FusedCpuKernels(1),
            method,
            Hyperparameters.resolve(method, Map.of()),
            settings,
            2,
            STEPS,
            null)) {
      new Trainer(session.arena(), settings)
          .fit(
              session.classifier(),
              rows,
              (step, steps, loss) -> {
                if (step == WARM || step == STEPS) {
                  resident[step / STEPS] = ProcessMemory.residentBytes();
                }
              });
    }
    return resident[1] - resident[0];
  }
}
