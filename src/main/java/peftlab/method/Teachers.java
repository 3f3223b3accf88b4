package peftlab.method;

import peftlab.tensor.Arena;

/** Trains the teacher of a student. */
@FunctionalInterface
public interface Teachers {
  /**
   * The teacher, trained when it is first asked for.
   *
   * @param student whose memory the teacher's is part of
   * @throws peftlab.InputException where there is none to be had
   */
  Teacher train(Teacher.Wanted wanted, Arena student);

  /** No teacher at all. */
  static Teachers none(String why) {
    return (wanted, student) -> {
      throw new IllegalStateException(why);
    };
  }
}
