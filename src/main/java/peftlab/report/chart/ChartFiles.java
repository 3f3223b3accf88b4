package peftlab.report.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
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
    int width = Drawing.WIDTH * PIXELS_PER_POINT;
    int height = chart.drawing().height() * PIXELS_PER_POINT;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
    chart.drawing().paint(new Pen(graphics));
    graphics.dispose();
    return image;
  }

  /** The chart as an SVG element; its ids begin with its name, so that a page can hold many. */
  public static String svg(Chart chart) {
    int width = Drawing.WIDTH;
    int height = chart.drawing().height();
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
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    chart.drawing().paint(new Pen(graphics));
    Element root = graphics.getRoot();
    root.setAttribute("width", String.valueOf(width));
    root.setAttribute("height", String.valueOf(height));
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("role", "img");
    root.setAttribute("aria-labelledby", chart.name() + "-title");
    root.setAttribute("aria-describedby", chart.name() + "-description");
    Element description = document.createElementNS(SVG, "desc");
    description.setAttribute("id", chart.name() + "-description");
    description.setTextContent(legal(chart.description()));
    root.insertBefore(description, root.getFirstChild());
    Element title = document.createElementNS(SVG, "title");
    title.setAttribute("id", chart.name() + "-title");
    title.setTextContent(legal(chart.title()));
    root.insertBefore(title, root.getFirstChild());
    ((Element) root.getElementsByTagName("defs").item(0))
        .setAttribute("id", chart.name() + "-defs");
    return text(root);
  }

  /** What XML cannot hold becomes a space. */
  private static String legal(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cs}\\x{FFFE}\\x{FFFF}]", " ");
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
