package peftlab.methods;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;
import peftlab.method.Teacher;
import peftlab.nn.BertParameters;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * Trains a student of some of the base's layers to answer as a fine-tuned teacher does (DistilBERT,
 * Sanh et al., arXiv 1910.01108): {@code soft·T²·KL + task·CE + cosine·(1 − cos)}.
 */
public final class Distillation implements PeftMethod<Distillation.Hyper> {
  private static final Pattern LAYER = Pattern.compile("encoder\\.layer\\.(\\d+)\\.(.*)");
  private static final String POSITIONS = "embeddings.position_embeddings.weight";
  private static final String TYPES = "embeddings.token_type_embeddings.weight";

  /**
   * See {@code methods/distillation.md}.
   *
   * @param layers of the student; 0 for half of the base's
   * @param temperature T that both softmaxes are taken at
   * @param soft weight of the Kullback-Leibler divergence from the teacher
   * @param task weight of the task's own loss
   * @param cosine weight of the distance between the last hidden states
   * @param teacherLr learning rate of the teacher; 0 for the student's
   */
  public record Hyper(
      int layers, double temperature, double soft, double task, double cosine, double teacherLr) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(0, "layers", layers);
      Require.positive("temperature", temperature);
      Require.notNegative("soft", soft);
      Require.notNegative("task", task);
      Require.notNegative("cosine", cosine);
      Require.notNegative("teacher_lr", teacherLr);
      if (soft + task + cosine == 0) {
        throw new IllegalArgumentException("one of soft, task and cosine must be above 0");
      }
    }
  }

  @Override
  public String id() {
    return "distillation";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    EncoderConfig teacher = context.base().config();
    if (hyper.layers() > teacher.layers()) {
      throw new IllegalArgumentException(
          "layers %d is above the %d of the model".formatted(hyper.layers(), teacher.layers()));
    }
    int layers = hyper.layers() == 0 ? (teacher.layers() + 1) / 2 : hyper.layers();
    Encoder student = student(context, teacher.withLayers(layers).withTypes(0));
    return new Student(context, hyper, student);
  }

  private static Encoder student(AdaptContext context, EncoderConfig config) {
    int[] origins = layers(context.base().config().layers(), config.layers());
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    BertParameters.shapes(config)
        .forEach(
            (name, shape) -> {
              Parameter origin = context.base().parameter(origin(name, origins));
              Parameter copy = context.create(name, Initializer.zeros(), shape);
              context.kernels().copy(origin.value(), copy.value());
              parameters.put(name, copy);
            });
    addFirstType(context, parameters.get(POSITIONS));
    return new Encoder(config, parameters);
  }

  /**
   * Evenly spread, first and last included: 0, 2, 4, 7, 9, 11 for 6 of 12, as DistilBERT has it.
   */
  static int[] layers(int of, int count) {
    int[] chosen = new int[count];
    for (int i = 1; i < count; i++) {
      chosen[i] = (int) Math.round((double) i * (of - 1) / (count - 1));
    }
    return chosen;
  }

  private static String origin(String name, int[] origins) {
    Matcher layer = LAYER.matcher(name);
    return layer.matches()
        ? "encoder.layer." + origins[Integer.parseInt(layer.group(1))] + "." + layer.group(2)
        : name;
  }

  /** The student has no token types; the one that single texts have stays in the positions. */
  private static void addFirstType(AdaptContext context, Parameter positions) {
    if (context.base().config().types() > 0) {
      Parameter types = context.base().parameter(TYPES);
      context.kernels().plus(positions.value(), types.value().rowRange(0, 1), positions.value());
    }
  }

  private static final class Student implements Adaptation {
    private final AdaptContext context;
    private final Hyper hyper;
    private final Encoder encoder;
    private Teacher teacher;

    Student(AdaptContext context, Hyper hyper, Encoder encoder) {
      this.context = context;
      this.hyper = hyper;
      this.encoder = encoder;
    }

    @Override
    public Encoder encoder() {
      return encoder;
    }

    @Override
    public void started() {
      if (isTaught()) {
        teacher();
      }
    }

    private boolean isTaught() {
      return hyper.soft() > 0 || hyper.cosine() > 0;
    }

    private Teacher teacher() {
      if (teacher == null) {
        teacher = context.teacher(new Teacher.Wanted(hyper.teacherLr()));
      }
      return teacher;
    }

    @Override
    public List<Parameter> trainable() {
      return encoder.parameters();
    }

    @Override
    public Tensor objective(Objective objective) {
      List<Tensor> terms = new ArrayList<>();
      if (hyper.task() > 0) {
        terms.add(objective.taskLoss().times(hyper.task()));
      }
      if (isTaught()) {
        Teacher.Answer answer = teacher().answer(objective.tokens());
        if (hyper.soft() > 0) {
          terms.add(soft(objective.logits(), answer).times(hyper.soft()));
        }
        if (hyper.cosine() > 0) {
          Tensor hidden = objective.encoded().hidden();
          terms.add(hidden.cosineDistance(answer.hidden()).times(hyper.cosine()));
        }
      }
      return terms.stream().reduce(Tensor::plus).orElseThrow();
    }

    /** {@code T²·KL(softmax(teacher/T) ‖ softmax(logits/T))}. */
    private Tensor soft(Tensor logits, Teacher.Answer answer) {
      double t = hyper.temperature();
      int rows = logits.rows();
      int classes = logits.columns();
      Tensor targets = logits.tape().constant(rows, classes, new float[rows * classes]);
      context.kernels().softmax(answer.logits(), t, targets.value());
      return logits.klDivergence(targets.value(), t).times(t * t);
    }

    @Override
    public Optional<Encoder> merged() {
      return Optional.of(encoder);
    }
  }
}
