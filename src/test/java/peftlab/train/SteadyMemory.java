package peftlab.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peftlab.data.Example;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Pooling;
import peftlab.probe.ProcessMemory;
import peftlab.tensor.cpu.FusedCpuKernels;

/**
 * Trains for two windows of 500 steps after a warm-up and prints by how many bytes the process has
 * grown in the one where it grew less: a leak shows in both, a late compilation by the virtual
 * machine in one.
 */
final class SteadyMemory {
  private static final int WARM = 250;
  private static final int WINDOW = 500;
  private static final int STEPS = WARM + 2 * WINDOW;

  private SteadyMemory() {}

  /** A process for each method: one would fill what another has freed. */
  public static void main(String[] arguments) {
    try (BaseModel base =
        TinyModel.load(TinyModel.sizes(64, 4, 128), Pooling.MEAN, new FusedCpuKernels(1))) {
      System.out.println(growth(base, PeftMethods.named(arguments[0])));
    }
  }

  private static long growth(BaseModel base, PeftMethod<?> method) {
    List<Example> rows = TinyModel.rows(300, 2, 3);
    TrainSettings settings =
        TestSettings.constant(
            1e-3, "batch: 8, steps: %s, clip: 1, max_length: 16, group_by_length: true", STEPS);
    List<Long> resident = new ArrayList<>();
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
                if (step >= WARM && (step - WARM) % WINDOW == 0) {
                  resident.add(ProcessMemory.residentBytes());
                }
              });
    }
    return Math.min(resident.get(1) - resident.get(0), resident.get(2) - resident.get(1));
  }
}
