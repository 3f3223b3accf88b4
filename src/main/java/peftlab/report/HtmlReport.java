package peftlab.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import peftlab.report.chart.Chart;
import peftlab.report.chart.ChartFiles;
import peftlab.report.table.Markup;
import peftlab.report.table.PaperTable;

/** One page with everything, which needs no other file and no network. */
final class HtmlReport {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

  private static final int MANY_COLUMNS = 7;

  private final String title;
  private final Map<String, StringBuilder> sections = new LinkedHashMap<>();
  private List<String> warnings = List.of();

  HtmlReport(String title) {
    this.title = title;
  }

  void warnings(List<String> lines) {
    warnings = lines;
  }

  void table(String section, PaperTable table) {
    section(section)
        .append("<div class=\"table")
        .append(table.headers().size() > MANY_COLUMNS ? " wide" : "")
        .append("\"><div class=\"scroll\" tabindex=\"0\" role=\"region\"")
        .append(" aria-label=\"")
        .append(Markup.html(table.title()))
        .append("\">\n")
        .append(Markup.htmlTable(table))
        .append("</div>\n")
        .append(Markup.htmlNotes(table))
        .append("</div>\n");
  }

  void charts(String section, List<Chart> charts) {
    if (!charts.isEmpty()) {
      StringBuilder out = section(section).append("<div class=\"charts\">\n");
      charts.forEach(
          chart ->
              out.append("<figure tabindex=\"0\">")
                  .append(ChartFiles.svg(chart))
                  .append("</figure>\n"));
      out.append("</div>\n");
    }
  }

  private StringBuilder section(String name) {
    return sections.computeIfAbsent(name, key -> new StringBuilder());
  }

  String page() {
    StringBuilder out = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    out.append("<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"").append(POLICY);
    out.append("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<title>").append(Markup.html(title)).append("</title>\n<style>\n");
    out.append(resource("report.css")).append("</style>\n</head>\n<body>\n<h1>");
    out.append(Markup.html(title)).append("</h1>\n<nav>");
    sections
        .keySet()
        .forEach(
            name ->
                out.append("<a href=\"#")
                    .append(id(name))
                    .append("\">")
                    .append(Markup.html(name))
                    .append("</a>"));
    out.append("</nav>\n");
    if (!warnings.isEmpty()) {
      out.append("<div class=\"warnings\" role=\"note\"><strong>Warnings</strong>\n<ul>\n");
      warnings.forEach(line -> out.append("<li>").append(Markup.html(line)).append("</li>\n"));
      out.append("</ul>\n</div>\n");
    }
    sections.forEach(
        (name, content) ->
            out.append("<section>\n<h2 id=\"")
                .append(id(name))
                .append("\">")
                .append(Markup.html(name))
                .append("</h2>\n")
                .append(content)
                .append("</section>\n"));
    out.append("<script>\n").append(resource("report.js")).append("</script>\n");
    return out.append("</body>\n</html>\n").toString();
  }

  private static String id(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
