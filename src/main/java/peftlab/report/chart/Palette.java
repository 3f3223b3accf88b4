package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import peftlab.report.table.ResultTable;

/**
 * Gives every method a colour and a marker, the same in all charts of a report.
 *
 * <p>The colours are Okabe and Ito's, which people with any common colour blindness can tell apart,
 * without the yellow, which paper cannot show. Seven colours and nine markers: no two of 63 methods
 * look the same.
 */
final class Palette {
  static final Color BLUE = new Color(0x0072B2);
  static final Color ORANGE = new Color(0xE69F00);
  static final Color GREEN = new Color(0x009E73);
  static final Color VERMILLION = new Color(0xD55E00);
  static final Color PURPLE = new Color(0xCC79A7);
  static final Color SKY = new Color(0x56B4E9);
  static final Color BLACK = Color.BLACK;
  static final Color INK = new Color(0x333333);
  static final Color GRID = new Color(0xE4E4E4);
  static final Color MUTED = new Color(0x8A8A8A);

  private static final List<Color> COLORS =
      List.of(BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK);
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_DOWN,
          SeriesMarkers.CROSS,
          SeriesMarkers.PLUS,
          SeriesMarkers.OVAL,
          SeriesMarkers.TRAPEZOID);
  private static final float[][] DASHES = {null, {7, 4}, {2, 3}, {8, 3, 2, 3}, {3, 7}};

  private final List<String> methods;

  Palette(ResultTable table) {
    Set<String> names = new LinkedHashSet<>();
    table.rows().forEach(row -> names.add(row.configuration().method()));
    table.searches().forEach(search -> names.add(search.configuration().method()));
    methods = new ArrayList<>(names);
  }

  List<String> methods() {
    return methods;
  }

  Color color(String method) {
    return COLORS.get(methods.indexOf(method) % COLORS.size());
  }

  Marker marker(String method) {
    return MARKERS.get(methods.indexOf(method) % MARKERS.size());
  }

  /** A line that differs from the {@code index - 1} other lines of its colour. */
  static BasicStroke line(int index) {
    return new BasicStroke(
        1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES[index % DASHES.length], 0);
  }
}
