package peftlab.train;

import java.util.List;
import java.util.Optional;
import peftlab.Records;
import peftlab.data.Example;
import peftlab.method.PeftMethods;
import peftlab.method.Teacher;
import peftlab.method.Teachers;
import peftlab.tensor.Arena;

/** Trains the teacher that a student wants on the student's own rows, in the student's memory. */
public final class TeacherTraining implements Teachers {
  private final BaseModel base;
  private final TrainSettings settings;
  private final List<Example> rows;
  private final int classes;
  private final Fit fit;
  private TrainedTeacher teacher;
  private double seconds;

  /**
   * Trains nobody yet.
   *
   * @param settings of the student
   * @param classes of the task
   */
  public TeacherTraining(
      BaseModel base, TrainSettings settings, List<Example> rows, int classes, Fit fit) {
    this.base = base;
    this.settings = settings;
    this.rows = rows;
    this.classes = classes;
    this.fit = fit;
  }

  /** How a teacher is trained. */
  @FunctionalInterface
  public interface Fit {
    /** Trains as {@link Trainer#fit} does. */
    Fit REAL = (teacher, rows, settings) -> teacher.fit(rows, Trainer.StepListener.NONE).seconds();

    /** Trains a session; returns how many seconds that took. */
    double seconds(Session teacher, List<Example> rows, TrainSettings settings);
  }

  @Override
  public Teacher train(Teacher.Wanted wanted, Arena student) {
    if (teacher == null) {
      TrainSettings own = wanted.lr() > 0 ? Records.with(settings, "lr", wanted.lr()) : settings;
      Session session =
          Session.within(
              student,
              base,
              PeftMethods.named(Teacher.METHOD),
              own,
              classes,
              own.stepsFor(rows.size()));
      try {
        seconds = fit.seconds(session, rows, own);
      } catch (DivergedException e) {
        throw DivergedException.ofTeacher(e);
      }
      teacher = new TrainedTeacher(session.classifier(), session.arena());
    }
    return teacher;
  }

  /** Seconds that training a teacher took; 0 where none was wanted. */
  public double seconds() {
    return seconds;
  }

  /** The class that the teacher gives to each row; nothing where none was wanted. */
  public Optional<int[]> predictions(List<Example> of) {
    return Optional.ofNullable(teacher).map(trained -> trained.predictions(of));
  }
}
