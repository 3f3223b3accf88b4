package peftlab.report.chart;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes charts as pictures. */
public final class ChartFiles {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final int PIXELS_PER_POINT = 2;

  private ChartFiles() {}

  /**
   * Writes {@code NAME.png}, with two pixels a point, and {@code NAME.svg} into {@code folder}.
   *
   * @throws IOException where the files cannot be written
   */
  public static void write(Chart chart, Path folder) throws IOException {
    Files.createDirectories(folder);
    ImageIO.write(image(chart), "png", folder.resolve(chart.name() + ".png").toFile());
    Files.writeString(folder.resolve(chart.name() + ".svg"), svg(chart));
  }

  private static BufferedImage image(Chart chart) {
    int width = chart.drawing().getWidth();
    int height = chart.drawing().getHeight();
    BufferedImage image =
        new BufferedImage(
            width * PIXELS_PER_POINT, height * PIXELS_PER_POINT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
    chart.drawing().paint(graphics, width, height);
    graphics.dispose();
    return image;
  }

  /** The chart as an SVG element; its ids begin with its name, so that a page can hold many. */
  public static String svg(Chart chart) {
    int width = chart.drawing().getWidth();
    int height = chart.drawing().getHeight();
    Document document = document();
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment(null);
    context.setPrecision(2);
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String prefix) {
            return chart.name() + "-" + super.generateID(prefix);
          }
        });
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    chart.drawing().paint(graphics, width, height);
    Element root = graphics.getRoot();
    root.setAttribute("width", String.valueOf(width));
    root.setAttribute("height", String.valueOf(height));
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("role", "img");
    Element title = document.createElementNS(SVG, "title");
    title.setTextContent(chart.title());
    root.insertBefore(title, root.getFirstChild());
    ((Element) root.getElementsByTagName("defs").item(0))
        .setAttribute("id", chart.name() + "-defs");
    return text(root);
  }

  private static String text(Element root) {
    try {
      Transformer transformer = TransformerFactory.newInstance().newTransformer();
      transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      StringWriter writer = new StringWriter();
      transformer.transform(new DOMSource(root), new StreamResult(writer));
      return writer.toString();
    } catch (TransformerException e) {
      throw new IllegalStateException("this Java cannot write XML", e);
    }
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this Java has no XML parser", e);
    }
  }
}
