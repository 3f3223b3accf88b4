package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;

/**
 * Colours, and looks for the lines of one chart.
 *
 * <p>The colours are Okabe and Ito's, which people with any common colour blindness can tell apart,
 * without the yellow, which paper cannot show. Seven colours and nine shapes: no two of 63 lines
 * have the same colour and shape.
 */
final class Palette {
  static final Color BLUE = new Color(0x0072B2);
  static final Color ORANGE = new Color(0xE69F00);
  static final Color GREEN = new Color(0x009E73);
  static final Color VERMILLION = new Color(0xD55E00);
  static final Color PURPLE = new Color(0xCC79A7);
  static final Color SKY = new Color(0x56B4E9);
  static final Color INK = new Color(0x333333);
  static final Color MUTED = new Color(0x6B6B6B);
  static final Color AXIS = new Color(0x8A8A8A);
  static final Color GRID = new Color(0xE4E4E4);
  static final Color SHADE = new Color(0xF4F4F4);
  static final Color BACKDROP = new Color(0xCFCFCF);

  private static final List<Color> COLORS =
      List.of(BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, Color.BLACK);
  private static final float[][] DASHES = {null, {7, 4}, {2, 3}, {8, 3, 2, 3}, {3, 7}};

  private Palette() {}

  /**
   * What tells a line from others.
   *
   * @param color of line and points
   * @param glyph shape of its points
   * @param stroke dashes of its line
   */
  record Look(Color color, Glyph glyph, BasicStroke stroke) {}

  /** The look of a chart's line number {@code index}, from 0. */
  static Look look(int index) {
    Glyph[] glyphs = Glyph.values();
    float[] dashes = DASHES[index / COLORS.size() % DASHES.length];
    return new Look(
        COLORS.get(index % COLORS.size()), glyphs[index % glyphs.length], Pen.dashed(1.6, dashes));
  }
}
