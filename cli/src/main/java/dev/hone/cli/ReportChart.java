package dev.hone.cli;

import dev.hone.bench.Html;
import dev.hone.engine.Interval;
import java.util.List;
import java.util.Locale;

/** Drawings of a report, as inline SVG that takes its colours from the page. */
final class ReportChart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 260;
  private static final int LEFT = 46;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 34;

  private ReportChart() {}

  /** Every full measurement over the rollouts spent, and the best so far as a line. */
  static String search(List<History.Point> points) {
    if (points.isEmpty()) return "";
    long most = Math.max(1, points.getLast().rollouts());
    double top = points.stream().mapToDouble(p -> p.score().high()).max().orElse(1);
    double bottom = points.stream().mapToDouble(p -> p.score().low()).min().orElse(0);
    double low = Math.max(0, Math.floor(bottom * 10) / 10);
    double high = Math.min(1, Math.max(low + 0.1, Math.ceil(top * 10) / 10));
    var svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Validation score over rollouts\">"
            .formatted(WIDTH, HEIGHT));
    int ticks = (int) Math.round((high - low) * 10);
    for (int i = 0; i <= ticks; i += ticks > 5 ? 2 : 1) {
      double value = low + i / 10.0;
      double y = y(value, low, high);
      svg.append(line("grid", LEFT, y, WIDTH - RIGHT, y));
      svg.append(label("end", LEFT - 6, y + 4, Math.round(value * 100) + " %"));
    }
    svg.append(label("start", LEFT, HEIGHT - 8, "0"));
    svg.append(label("end", WIDTH - RIGHT, HEIGHT - 8, Figures.count(most) + " rollouts"));
    var path = new StringBuilder();
    double best = -1;
    for (var point : points) {
      double x = x(point.rollouts(), most);
      double mean = point.score().mean();
      svg.append(
          line(
              "whisker",
              x,
              y(point.score().low(), low, high),
              x,
              y(point.score().high(), low, high)));
      svg.append(
          "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3.5\"><title>%s: %s</title></circle>"
              .formatted(
                  mean > best ? "lead" : "dot",
                  number(x),
                  number(y(mean, low, high)),
                  Html.escape(point.candidate()),
                  Html.escape(Figures.score(point.score()))));
      if (mean > best) {
        if (best >= 0) path.append(" H").append(number(x));
        path.append(best < 0 ? "M" + number(x) + " " : " V").append(number(y(mean, low, high)));
        best = mean;
      }
    }
    path.append(" H").append(number(WIDTH - RIGHT));
    svg.append("<path class=\"best\" d=\"").append(path).append("\"/></svg>");
    return svg.toString();
  }

  /** One interval on a scale from 0 to 100 %. */
  static String scale(Interval interval, String kind) {
    int width = 320;
    return "<svg class=\"scale\" viewBox=\"0 0 %d 16\" role=\"img\" aria-label=\"%s\">"
            .formatted(width, Html.escape(Figures.score(interval)))
        + "<rect class=\"track\" x=\"0\" y=\"6\" width=\"%d\" height=\"4\" rx=\"2\"/>"
            .formatted(width)
        + "<rect class=\"span %s\" x=\"%s\" y=\"4\" width=\"%s\" height=\"8\" rx=\"4\"/>"
            .formatted(
                kind,
                number(interval.low() * width),
                number(Math.max(3, (interval.high() - interval.low()) * width)))
        + "<circle class=\"%s\" cx=\"%s\" cy=\"8\" r=\"5\"/></svg>"
            .formatted(kind, number(Math.clamp(interval.mean() * width, 5, width - 5)));
  }

  private static double x(long rollouts, long most) {
    return LEFT + (WIDTH - RIGHT - LEFT) * (rollouts / (double) most);
  }

  private static double y(double value, double low, double high) {
    return TOP + (HEIGHT - BOTTOM - TOP) * (1 - (value - low) / (high - low));
  }

  private static String line(String kind, double x1, double y1, double x2, double y2) {
    return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
        .formatted(kind, number(x1), number(y1), number(x2), number(y2));
  }

  private static String label(String anchor, double x, double y, String text) {
    return "<text text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
        .formatted(anchor, number(x), number(y), Html.escape(text));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
