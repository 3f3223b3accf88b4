package peftlab.tensor;

/** What a piece of memory is for; the five lines of every memory report. */
public enum MemoryCategory {
  /** Weights that training leaves alone. */
  FROZEN,
  /** Weights that training changes, the head included. */
  TRAINED,
  /** Gradients of the trained weights. */
  GRADIENTS,
  /** First and second moments of AdamW. */
  OPTIMIZER,
  /**
   * Everything a step computes on the way: outputs, what backward needs of them, their gradients.
   */
  ACTIVATIONS
}
