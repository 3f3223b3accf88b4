package peftlab.report.chart;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Horizontal bars from 0 with a name each, made of parts. */
final class Bars {
  private static final int ROW = 22;
  private static final int THICK = 13;
  private static final int BELOW = 42;
  private static final double LONGEST_NAME = 190;

  /**
   * One bar.
   *
   * @param name written left of it
   * @param parts lengths of its parts, from the left
   * @param dot where a dot stands; NaN for none
   * @param label written right of it
   */
  record Bar(String name, List<Double> parts, double dot, String label) {
    double reach() {
      double length = parts.stream().mapToDouble(part -> part).sum();
      return Double.isNaN(dot) ? length : Math.max(length, dot);
    }
  }

  private final List<Bar> bars;
  private final List<Color> colors;
  private final Heading heading;
  private final Legend legend;
  private final String axis;
  private final DoubleFunction<String> format;

  /**
   * Lays bars out.
   *
   * @param parts names of the bars' parts
   * @param dot name of the dots; empty for none
   * @param format of the axis
   */
  Bars(
      Heading heading,
      List<Bar> bars,
      List<String> parts,
      List<Color> colors,
      String dot,
      String axis,
      DoubleFunction<String> format) {
    this.bars = bars;
    this.colors = colors;
    this.heading = heading;
    this.axis = axis;
    this.format = format;
    List<Legend.Entry> entries = new ArrayList<>();
    for (int i = 0; i < parts.size() && parts.size() > 1; i++) {
      Color color = colors.get(i);
      entries.add(
          new Legend.Entry(
              parts.get(i),
              (pen, x, y) -> pen.fill(new Rectangle2D.Double(x - 7, y - 6, 20, 12), color)));
    }
    if (!dot.isEmpty()) {
      entries.add(new Legend.Entry(dot, Bars::dot));
    }
    legend = new Legend(entries);
  }

  Drawing drawing() {
    double height = heading.bottom() + legendHeight() + ROW * bars.size() + BELOW;
    return new Drawing((int) Math.ceil(height), this::paint);
  }

  private double legendHeight() {
    return legend.isEmpty() ? 0 : legend.height(Drawing.MARGIN) + 6;
  }

  private static void dot(Pen pen, double x, double y) {
    Ellipse2D circle = new Ellipse2D.Double(x - 3.5, y - 3.5, 7, 7);
    pen.fill(circle, Color.WHITE);
    pen.stroke(circle, Color.BLACK, Pen.solid(1.5));
  }

  private void paint(Pen pen) {
    heading.paint(pen);
    if (!legend.isEmpty()) {
      legend.paint(pen, Drawing.MARGIN, heading.bottom());
    }
    double names =
        bars.stream().mapToDouble(bar -> Pen.width(bar.name(), Pen.TEXT)).max().orElse(0);
    double labels =
        bars.stream().mapToDouble(bar -> Pen.width(bar.label(), Pen.TEXT)).max().orElse(0);
    double left = Drawing.MARGIN + Math.min(names, LONGEST_NAME) + 10;
    double right = Drawing.WIDTH - Drawing.MARGIN - labels - 10;
    double top = heading.bottom() + legendHeight();
    Rectangle2D area = new Rectangle2D.Double(left, top, right - left, ROW * bars.size());
    double most = bars.stream().mapToDouble(Bar::reach).max().orElse(1);
    Plot plot = new Plot(pen, area, Scale.fromZero(most, 6), Scale.exact(0, bars.size(), 1));
    plot.verticals();
    for (int i = 0; i < bars.size(); i++) {
      bar(plot, bars.get(i), bars.size() - i - 0.5);
    }
    plot.paintData();
    plot.xAxis(format);
    pen.center(axis, area.getCenterX(), area.getMaxY() + 30, Pen.TEXT, Palette.INK);
  }

  /** Adds one bar; {@code row} is its place, counted from the bottom. */
  private void bar(Plot plot, Bar bar, double row) {
    double from = 0;
    for (int part = 0; part < bar.parts().size(); part++) {
      double to = from + bar.parts().get(part);
      plot.line(from, row, to, row, colors.get(part), Pen.solid(THICK));
      from = to;
    }
    if (!Double.isNaN(bar.dot())) {
      plot.point(bar.dot(), row, PointMarker.of(Glyph.CIRCLE, 3.5), Color.WHITE);
      plot.point(bar.dot(), row, PointMarker.ring(3.5, 1.5), Color.BLACK);
    }
    Pen pen = plot.pen();
    double y = plot.y(row);
    String name = Heading.fitting(bar.name(), Pen.TEXT, LONGEST_NAME);
    pen.right(name, plot.area().getMinX() - 8, y, Pen.TEXT, Palette.INK);
    pen.left(bar.label(), plot.x(bar.reach()) + 9, y, Pen.TEXT, Palette.INK);
  }
}
