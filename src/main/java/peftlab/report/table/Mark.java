package peftlab.report.table;

/** What a cell of a paper's table stands out for. */
public enum Mark {
  /** Nothing. */
  NONE,
  /** Best of its column: bold. */
  BEST,
  /** Cannot be told from the best: underlined. */
  TIE,
  /** Could not be compared with the best: a question mark. */
  UNTESTED
}
