package peftlab.report.table;

import java.util.ArrayList;
import java.util.List;

/** Writes a {@link PaperTable} in a markup language; whatever a cell holds stays plain text. */
public final class Markup {
  private static final int LONG_CELL = 28;

  private Markup() {}

  /** As GitHub's Markdown: best in bold, ties underlined by {@code <ins>}, untested with a ?. */
  public static String markdown(PaperTable table) {
    StringBuilder out = new StringBuilder("|");
    for (String header : table.headers()) {
      out.append(' ').append(markdown(header)).append(" |");
    }
    out.append("\n|");
    table.numeric().forEach(right -> out.append(right ? " ---: |" : " --- |"));
    out.append('\n');
    for (int row = 0; row < table.rowCount(); row++) {
      out.append('|');
      for (int column = 0; column < table.headers().size(); column++) {
        String text = markdown(table.text(row, column));
        String cell =
            switch (table.mark(row, column)) {
              case NONE -> text;
              case BEST -> "**" + text + "**";
              case TIE -> "<ins>" + text + "</ins>";
              case UNTESTED -> text + "<sup>?</sup>";
            };
        out.append(' ').append(cell).append(" |");
      }
      out.append('\n');
    }
    for (String note : notes(table)) {
      out.append('\n').append(markdown(note)).append('\n');
    }
    return out.toString();
  }

  /** As a LaTeX table in the style of booktabs: best in bold, ties underlined. */
  public static String latex(PaperTable table) {
    StringBuilder out = new StringBuilder("% needs \\usepackage{booktabs}\n");
    out.append("\\begin{table}\n\\centering\n\\begin{tabular}{");
    table.numeric().forEach(right -> out.append(right ? 'r' : 'l'));
    out.append("}\n\\toprule\n");
    out.append(
        String.join(" & ", table.headers().stream().map(Markup::latex).toList()) + " \\\\\n");
    out.append("\\midrule\n");
    for (int row = 0; row < table.rowCount(); row++) {
      for (int column = 0; column < table.headers().size(); column++) {
        String text = latex(table.text(row, column));
        String cell =
            switch (table.mark(row, column)) {
              case NONE -> text;
              case BEST -> "\\textbf{" + text + "}";
              case TIE -> "\\underline{" + text + "}";
              case UNTESTED -> text + "\\textsuperscript{?}";
            };
        out.append(column == 0 ? "" : " & ").append(cell);
      }
      out.append(" \\\\\n");
    }
    out.append("\\bottomrule\n\\end{tabular}\n\\caption{").append(latex(table.title()));
    if (!table.title().endsWith(".")) {
      out.append('.');
    }
    notes(table).forEach(note -> out.append(' ').append(latex(note)));
    return out.append("}\n\\end{table}\n").toString();
  }

  /** As an HTML table with its notes below: best in {@code <strong>}, ties in {@code <u>}. */
  public static String html(PaperTable table) {
    return htmlTable(table) + htmlNotes(table);
  }

  /** The table without its notes. */
  public static String htmlTable(PaperTable table) {
    StringBuilder out = new StringBuilder("<table>\n<caption>");
    out.append(html(table.title())).append("</caption>\n<thead><tr>");
    for (int column = 0; column < table.headers().size(); column++) {
      out.append(
          table.numeric().get(column) ? "<th class=\"num\" scope=\"col\">" : "<th scope=\"col\">");
      out.append(html(table.headers().get(column))).append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    for (int row = 0; row < table.rowCount(); row++) {
      out.append("<tr>");
      for (int column = 0; column < table.headers().size(); column++) {
        String text = html(table.text(row, column));
        String cell =
            switch (table.mark(row, column)) {
              case NONE -> text;
              case BEST -> "<strong>" + text + "</strong>";
              case TIE -> "<u>" + text + "</u>";
              case UNTESTED -> text + "<sup>?</sup>";
            };
        boolean right = table.numeric().get(column);
        boolean wraps = !right && table.text(row, column).length() > LONG_CELL;
        out.append(right ? "<td class=\"num\"" : wraps ? "<td class=\"long\"" : "<td");
        if (!Double.isNaN(table.value(row, column))) {
          out.append(" data-value=\"").append(table.value(row, column)).append('"');
        }
        out.append('>').append(cell).append("</td>");
      }
      out.append("</tr>\n");
    }
    return out.append("</tbody>\n</table>\n").toString();
  }

  /** The notes, a paragraph each. */
  public static String htmlNotes(PaperTable table) {
    StringBuilder out = new StringBuilder();
    for (String note : notes(table)) {
      out.append("<p class=\"note\">").append(html(note)).append("</p>\n");
    }
    return out.toString();
  }

  /** {@code text} as HTML that shows it, in elements and in quoted attributes. */
  public static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String markdown(String text) {
    return html(line(text))
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replaceAll("([\\\\`*_\\[\\]|~])", "\\\\$1");
  }

  private static String latex(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < line(text).length(); i++) {
      char c = line(text).charAt(i);
      switch (c) {
        case '\\' -> out.append("\\textbackslash{}");
        case '~' -> out.append("\\textasciitilde{}");
        case '^' -> out.append("\\textasciicircum{}");
        case '&', '%', '$', '#', '_', '{', '}' -> out.append('\\').append(c);
        case '±' -> out.append("$\\pm$");
        case '–' -> out.append("--");
        case '≤' -> out.append("$\\leq$");
        case '−' -> out.append("$-$");
        case '<', '>' -> out.append('$').append(c).append('$');
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static List<String> notes(PaperTable table) {
    List<String> notes = new ArrayList<>(table.notes());
    if (table.has(Mark.BEST)) {
      notes.add(
          "Bold: best of its column"
              + (table.has(Mark.TIE)
                  ? "; underlined: not significantly different from the best (p ≥ 0.05, Holm)"
                  : "")
              + (table.has(Mark.UNTESTED) ? "; ?: not tested against the best." : "."));
    }
    return notes;
  }

  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
