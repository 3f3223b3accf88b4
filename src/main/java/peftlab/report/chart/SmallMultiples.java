package peftlab.report.chart;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;

/**
 * A panel for each configuration, all with the same axes: nothing is covered, and every line has
 * its name above it.
 */
final class SmallMultiples {
  private static final int MOST_COLUMNS = 3;
  private static final int GAP = 14;
  private static final int NAME_LINE = 15;
  private static final int BELOW = 38;
  private static final int LOW = 84;
  private static final int HIGH = 150;

  /**
   * One panel.
   *
   * @param name written above it
   * @param series adds what XChart draws
   * @param labels writes over it
   */
  record Panel(String name, Consumer<Plot> series, Consumer<Plot> labels) {
    Panel(String name, Consumer<Plot> series) {
      this(name, series, plot -> {});
    }
  }

  /**
   * One axis.
   *
   * @param title what it shows
   * @param scale its range
   * @param format of its ticks
   */
  record Axis(String title, Scale scale, DoubleFunction<String> format) {}

  private final List<Panel> panels;
  private final Consumer<Plot> backdrop;
  private final Axis x;
  private final Axis y;
  private final int columns;
  private final double left;
  private final double width;
  private final List<List<String>> names = new ArrayList<>();
  private final int nameHeight;
  private final int panelHeight;

  /**
   * Lays panels out.
   *
   * @param backdrop adds series to every panel, below its own
   * @param most columns for which there is to be room, though this may have fewer panels
   */
  SmallMultiples(List<Panel> panels, Consumer<Plot> backdrop, int most, Axis x, Axis y) {
    this.panels = panels;
    this.backdrop = backdrop;
    this.x = x;
    this.y = y;
    columns = Math.min(MOST_COLUMNS, Math.max(most, panels.size()));
    left = Drawing.MARGIN + 18 + Plot.room(y.scale(), y.format());
    width = (Drawing.WIDTH - Drawing.MARGIN - left - GAP * (columns - 1)) / columns;
    int lines = 1;
    for (Panel panel : panels) {
      names.add(Heading.lines(panel.name(), Pen.BOLD, width));
      lines = Math.max(lines, names.get(names.size() - 1).size());
    }
    nameHeight = lines * NAME_LINE + 3;
    panelHeight = columns == MOST_COLUMNS ? LOW : HIGH;
  }

  /** How high all of it is. */
  double height() {
    int rows = (panels.size() + columns - 1) / columns;
    return rows * rowHeight() - GAP + BELOW;
  }

  private double rowHeight() {
    return nameHeight + panelHeight + GAP;
  }

  void paint(Pen pen, double top) {
    for (int i = 0; i < panels.size(); i++) {
      int row = i / columns;
      double panelLeft = left + i % columns * (width + GAP);
      double panelTop = top + row * rowHeight() + nameHeight;
      Plot plot =
          new Plot(
              pen,
              new Rectangle2D.Double(panelLeft, panelTop, width, panelHeight),
              x.scale(),
              y.scale());
      double nameY = panelTop - 3 - NAME_LINE * (names.get(i).size() - 0.5);
      for (String line : names.get(i)) {
        pen.left(line, panelLeft, nameY, Pen.BOLD, Palette.INK);
        nameY += NAME_LINE;
      }
      plot.horizontals();
      backdrop.accept(plot);
      panels.get(i).series().accept(plot);
      plot.paintData();
      panels.get(i).labels().accept(plot);
      plot.xAxis(i + columns < panels.size() ? tick -> "" : x.format());
      plot.yAxis(i % columns == 0 ? y.format() : tick -> "");
    }
    double bottom = top + height();
    int used = Math.min(columns, panels.size());
    pen.center(
        x.title(), left + (used * (width + GAP) - GAP) / 2, bottom - 9, Pen.TEXT, Palette.INK);
    pen.upwards(y.title(), Drawing.MARGIN + 6, top + (height() - BELOW) / 2, Pen.TEXT, Palette.INK);
  }
}
