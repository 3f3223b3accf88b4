package peftlab.report.chart;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What a chart has drawn, read from its SVG. */
final class Drawn {

  /** A filled circle. */
  record Circle(double x, double y, double radius, String color) {}

  private Drawn() {}

  static Document document(Chart chart) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(ChartFiles.svg(chart))));
  }

  /** Circles of {@code color}, such as {@code rgb(0,114,178)}, from the top. */
  static List<Circle> circles(Chart chart, java.awt.Color color) throws Exception {
    String wanted = "rgb(%d,%d,%d)".formatted(color.getRed(), color.getGreen(), color.getBlue());
    List<Circle> circles = new ArrayList<>();
    NodeList all = document(chart).getElementsByTagName("circle");
    for (int i = 0; i < all.getLength(); i++) {
      Element circle = (Element) all.item(i);
      if (inherited(circle, "fill").equals(wanted)) {
        circles.add(
            new Circle(
                Double.parseDouble(circle.getAttribute("cx")),
                Double.parseDouble(circle.getAttribute("cy")),
                Double.parseDouble(circle.getAttribute("r")),
                wanted));
      }
    }
    circles.sort(java.util.Comparator.comparingDouble(Circle::y));
    return circles;
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
