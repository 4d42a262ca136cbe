package dev.hone.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that a run of the benchmarks ends with, in Markdown. */
final class Table {
  private final List<String> rows = new ArrayList<>();

  void cpu(String who, Load.Figure figure, Load.Figure full) {
    cpu(who, figure, full, "", true);
  }

  void cpu(String who, Load.Figure figure, Load.Figure full, String goal, boolean held) {
    row(
        "CPU per call, 64 in flight: " + who,
        String.format(
            Locale.ROOT, "%.0f us (%,.0f calls/s)", figure.cpuMicros(), figure.perSecond()),
        String.format(Locale.ROOT, "%.1f x", figure.cpuMicros() / full.cpuMicros()),
        goal,
        held,
        figure.wrong());
  }

  void rate(String what, Load.Figure figure, double goal) {
    row(
        what,
        String.format(Locale.ROOT, "%,.0f/s", figure.perSecond()),
        "",
        String.format(Locale.ROOT, ">= %,.0f/s", goal),
        figure.perSecond() >= goal,
        figure.wrong());
  }

  void waiting(String who, Load.Figure figure, double ideal, boolean bound) {
    double part = figure.perSecond() / ideal;
    row(
        "200 ms latency, 1,000 in flight: " + who,
        String.format(
            Locale.ROOT, "%,.0f calls/s (CPU %.0f us)", figure.perSecond(), figure.cpuMicros()),
        String.format(Locale.ROOT, "%.0f %% of ideal", 100 * part),
        bound ? ">= 90 %" : "",
        part >= 0.9,
        figure.wrong());
  }

  void micro(String what, double micros, double error) {
    row(
        "One thread: " + what,
        String.format(Locale.ROOT, "%.2f us ± %.2f", micros, error),
        "",
        "",
        true,
        0);
  }

  void missing(String what, String why) {
    rows.add("| %s | missing: %s | | |".formatted(what, why));
  }

  private void row(
      String what, String figure, String ratio, String goal, boolean held, long wrong) {
    var verdict = goal.isEmpty() ? "" : goal + (held ? ", held" : ", NOT held");
    rows.add(
        "| %s | %s%s | %s | %s |"
            .formatted(
                what,
                figure,
                wrong > 0 ? " with %d WRONG answers".formatted(wrong) : "",
                ratio,
                verdict));
  }

  String markdown() {
    return "| measurement | figure | ratio | goal |\n| --- | --- | --- | --- |\n"
        + String.join("\n", rows);
  }
}
