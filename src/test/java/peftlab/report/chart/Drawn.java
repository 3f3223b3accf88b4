package peftlab.report.chart;

import java.awt.Color;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What a chart has drawn, read from its SVG. */
final class Drawn {

  private static final Pattern TRANSLATION =
      Pattern.compile("translate\\(([-\\d.]+),([-\\d.]+)\\)");

  /** A circle. */
  record Circle(double x, double y, double radius, String fill) {}

  private Drawn() {}

  static Document document(Chart chart) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(ChartFiles.svg(chart))));
  }

  /** Filled circles of {@code color}, from the top. */
  static List<Circle> circles(Chart chart, Color color) throws Exception {
    return circles(chart).stream().filter(circle -> circle.fill().equals(rgb(color))).toList();
  }

  /** All circles, from the top. */
  static List<Circle> circles(Chart chart) throws Exception {
    List<Circle> circles = new ArrayList<>();
    for (Element circle : elements(chart, "circle")) {
      double[] moved = moved(circle);
      circles.add(
          new Circle(
              Double.parseDouble(circle.getAttribute("cx")) + moved[0],
              Double.parseDouble(circle.getAttribute("cy")) + moved[1],
              Double.parseDouble(circle.getAttribute("r")),
              inherited(circle, "fill")));
    }
    circles.sort(Comparator.comparingDouble(Circle::y));
    return circles;
  }

  /** How many three-cornered shapes of {@code color} there are. */
  static long triangles(Chart chart, Color color) throws Exception {
    return elements(chart, "polygon", "path").stream()
        .filter(shape -> inherited(shape, "fill").equals(rgb(color)))
        .map(shape -> shape.getAttribute("points") + shape.getAttribute("d"))
        .filter(corners -> corners.replaceAll("[^ML]", "").equals("MLL"))
        .count();
  }

  private static String rgb(Color color) {
    return "rgb(%d,%d,%d)".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }

  private static List<Element> elements(Chart chart, String... names) throws Exception {
    List<Element> elements = new ArrayList<>();
    Document document = document(chart);
    for (String name : names) {
      NodeList all = document.getElementsByTagName(name);
      for (int i = 0; i < all.getLength(); i++) {
        elements.add((Element) all.item(i));
      }
    }
    return elements;
  }

  /** How far an element's groups move it. */
  private static double[] moved(Node node) {
    double[] moved = new double[2];
    for (Node at = node; at instanceof Element element; at = at.getParentNode()) {
      Matcher move = TRANSLATION.matcher(element.getAttribute("transform"));
      if (move.matches()) {
        moved[0] += Double.parseDouble(move.group(1));
        moved[1] += Double.parseDouble(move.group(2));
      }
    }
    return moved;
  }

  private static String inherited(Node node, String attribute) {
    for (Node at = node; at instanceof Element element; at = at.getParentNode()) {
      if (element.hasAttribute(attribute)) {
        return element.getAttribute(attribute);
      }
    }
    return "";
  }
}
