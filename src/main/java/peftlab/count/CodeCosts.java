package peftlab.count;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import peftlab.InputException;
import peftlab.data.Example;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.method.Teacher;
import peftlab.method.Teachers;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Pooling;
import peftlab.tensor.Arena;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Parameter;
import peftlab.tensor.PhantomKernels;
import peftlab.tensor.Randomness;
import peftlab.train.Classifier;
import peftlab.train.Defaults;
import peftlab.train.Head;
import peftlab.train.TrainedTeacher;
import peftlab.train.Trainer;

/** Counts with the class that trains: it adapts an encoder without memory and makes one step. */
final class CodeCosts {
  private static final String POOLER = "pooler.";
  private static final String LAYERS = "encoder.layer.";

  private static final double LR = 1e-3; // changes no count

  private CodeCosts() {}

  static Costs of(EncoderConfig config, PeftMethod<?> method, Record hyper, Costs.Step step) {
    try (PhantomKernels kernels = new PhantomKernels();
        Arena arena = new Arena(kernels)) {
      Encoder base = Encoder.blank(config, arena);
      AdaptContext context =
          context(base, arena, (wanted, student) -> teacher(base, student, step));
      Adaptation adaptation = PeftMethods.adapt(method, context, hyper);
      int longest = step.length() + adaptation.extraPositions();
      if (longest > config.positions()) {
        throw new InputException(
            "--max-length %d and %d virtual tokens need more than the %d positions of the model"
                .formatted(step.length(), adaptation.extraPositions(), config.positions()));
      }
      // Some methods train more once their first steps are made; the last step needs most memory.
      adaptation.stepped(Integer.MAX_VALUE);
      Classifier classifier = classifier(adaptation, context, step);
      new Trainer(arena, Defaults.settings(LR)).tryStep(classifier, rows(step));
      return new Costs(
          Costs.Source.CODE,
          split(adaptation.trainable()),
          classifier.head().count(),
          split(base.parameters()),
          adaptation.stored().stream().mapToLong(tensor -> tensor.value().size()).sum(),
          peaks(arena, step));
    }
  }

  /** A context whose texts have one token, since a count does not depend on which. */
  private static AdaptContext context(Encoder base, Arena arena, Teachers teachers) {
    return new AdaptContext(base, arena, new Randomness(1), 0, text -> new int[1], teachers);
  }

  private static Classifier classifier(
      Adaptation adaptation, AdaptContext context, Costs.Step step) {
    Pooling pooling = context.base().config().pooler() ? Pooling.POOLER : Pooling.MEAN;
    return new Classifier(adaptation, pooling, Head.create(context, step.classes()));
  }

  /** A student's memory holds its teacher's training, then the teacher. */
  private static Teacher teacher(Encoder base, Arena student, Costs.Step step) {
    Arena arena = student.part();
    AdaptContext context = context(base, arena, Teachers.none("a teacher has no teacher"));
    PeftMethod<?> method = PeftMethods.named(Teacher.METHOD);
    Adaptation adaptation =
        PeftMethods.adapt(method, context, Hyperparameters.resolve(method, Map.of()));
    Classifier classifier = classifier(adaptation, context, step);
    new Trainer(arena, Defaults.settings(LR)).tryStep(classifier, rows(step));
    return new TrainedTeacher(classifier, arena);
  }

  private static List<Example> rows(Costs.Step step) {
    List<Example> rows = new ArrayList<>();
    for (int row = 0; row < step.batch(); row++) {
      rows.add(new Example(new int[step.length()], new int[step.length()], 0));
    }
    return rows;
  }

  private static Costs.Split split(List<Parameter> parameters) {
    long outside = 0;
    long layers = 0;
    long pooler = 0;
    for (Parameter parameter : parameters) {
      if (parameter.name().startsWith(POOLER)) {
        pooler += parameter.count();
      } else if (parameter.name().startsWith(LAYERS)) {
        layers += parameter.count();
      } else {
        outside += parameter.count();
      }
    }
    return new Costs.Split(outside, layers, pooler);
  }

  private static Map<MemoryCategory, Long> peaks(Arena arena, Costs.Step step) {
    Map<MemoryCategory, Long> bytes = new EnumMap<>(MemoryCategory.class);
    arena.peaks().forEach((category, peak) -> bytes.put(category, peak * step.bits() / Float.SIZE));
    return bytes;
  }
}
