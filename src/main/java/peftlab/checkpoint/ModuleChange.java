package peftlab.checkpoint;

/** What an adapter makes of a linear module's weight [out, in] and bias [out]; none by default. */
interface ModuleChange {
  /** Changes row {@code row} of the weight in place. */
  default void changeRow(int row, double[] weights) {}

  /** The bias of output {@code row} that takes the place of {@code bias}. */
  default double changeBias(int row, double bias) {
    return bias;
  }

  /** Refuses a weight of other sizes than the adapter was made for. */
  void check(String module, long outputs, long inputs);
}
