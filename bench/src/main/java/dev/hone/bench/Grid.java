package dev.hone.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Cells of text under headings, in the forms in which tables travel.
 *
 * @param words how many columns from the left hold words; the others hold numbers
 */
record Grid(List<String> head, int words, List<List<String>> rows) {

  /** Columns under one another, for a terminal. */
  String text() {
    var lines = new ArrayList<List<String>>();
    lines.add(head);
    lines.addAll(rows);
    var widths =
        IntStream.range(0, head.size())
            .map(i -> lines.stream().mapToInt(l -> l.get(i).length()).max().orElse(0))
            .toArray();
    return lines.stream()
        .map(l -> line(l, widths).stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      var pad = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i < words ? cells.get(i) + pad : pad + cells.get(i)).append("  ");
    }
    return line.toString();
  }

  String markdown() {
    var out = new StringBuilder();
    out.append(row(head)).append('|');
    for (int i = 0; i < head.size(); i++) out.append(i < words ? " --- |" : " ---: |");
    out.append('\n');
    for (var row : rows) out.append(row(row));
    return out.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(c -> c.replace("|", "\\|").replace("\n", " "))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** As RFC 4180 has it. */
  String csv() {
    var out = new StringBuilder();
    for (var row : concat(head, rows))
      out.append(row.stream().map(Grid::field).collect(Collectors.joining(","))).append("\r\n");
    return out.toString();
  }

  private static List<List<String>> concat(List<String> first, List<List<String>> rest) {
    var all = new ArrayList<List<String>>(rest.size() + 1);
    all.add(first);
    all.addAll(rest);
    return all;
  }

  /** Text that a spreadsheet would take for a formula is marked as text. */
  private static String field(String text) {
    boolean formula =
        !text.isEmpty()
            && "=+-@\t\r".indexOf(text.charAt(0)) >= 0
            && !text.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?");
    var safe = formula ? "'" + text : text;
    boolean plain = Arrays.stream(new String[] {",", "\"", "\n", "\r"}).noneMatch(safe::contains);
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  /** A table for a page; nothing in it can become markup. */
  String html(String caption) {
    var out = new StringBuilder("<div class=\"wide\"><table><caption><span>");
    out.append(Html.escape(caption)).append("</span></caption><thead><tr>");
    for (int i = 0; i < head.size(); i++)
      out.append(i < words ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">")
          .append(Html.escape(head.get(i)))
          .append("</th>");
    out.append("</tr></thead><tbody>");
    for (var row : rows) {
      out.append("<tr>");
      for (int i = 0; i < row.size(); i++)
        out.append(i == 0 ? "<th scope=\"row\">" : i < words ? "<td>" : "<td class=\"n\">")
            .append(Html.escape(row.get(i)))
            .append(i == 0 ? "</th>" : "</td>");
      out.append("</tr>");
    }
    return out.append("</tbody></table></div>\n").toString();
  }
}
