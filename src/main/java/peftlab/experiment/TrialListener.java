package peftlab.experiment;

/** Is told how far a trial has come. */
public interface TrialListener {

  /** The program gets itself ready before its first trial. */
  default void warmingUp() {}

  /** Step {@code step}, counted from 1, of {@code steps} has ended with {@code loss}. */
  void step(int step, int steps, double loss);
}
