package peftlab.report.chart;

import java.util.Optional;

/** Whether this Java can draw text: where the system has no fonts it cannot. */
public final class Fonts {
  private Fonts() {}

  /** Why no chart can be drawn, and what would help; empty where all is well. */
  public static Optional<String> problem() {
    try {
      Pen.width("0", Pen.TEXT);
      return Optional.empty();
    } catch (RuntimeException | InternalError | LinkageError e) {
      return Optional.of(
          "no charts, because Java finds no fonts: install fontconfig and a font such as DejaVu"
              + " Sans");
    }
  }
}
