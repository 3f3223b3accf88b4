package peftlab.data;

/** Reads a data set that comes with the program; its card names the class under {@code reader}. */
public interface DataReader {
  /**
   * The rows, in their splits.
   *
   * @param card of the data set: its name and its metric
   */
  Dataset read(DataCard card);
}
