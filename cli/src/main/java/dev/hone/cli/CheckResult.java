package dev.hone.cli;

import dev.hone.core.Json;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Rollout;
import dev.hone.engine.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param changes against the accepted answers; empty without a file of them
 * @param right the score from which on an answer counts as right
 * @param drift how the task's own instructions have changed since the prompts were made
 */
record CheckResult(
    Measuring measuring,
    Run.Measurement measured,
    List<Gate> gates,
    Optional<Accepted.Changes> changes,
    double right,
    String drift) {
  static final String REGRESSIONS = "regressions";
  private static final int MOST_SHOWN = 20;
  private static final int WIDTH = 96;

  /**
   * One condition.
   *
   * @param sentence tells the figure and the limit
   */
  record Gate(String name, double limit, double figure, boolean met, String sentence) {}

  Evaluation evaluation() {
    return measured.evaluation();
  }

  boolean met() {
    return gates.stream().allMatch(Gate::met);
  }

  /** Whether every gate is met and every example was answered. */
  boolean passed() {
    return code() == Main.DONE;
  }

  int code() {
    if (evaluation().interval().n() == 0) return Main.NO_RESULT;
    if (!met()) return Main.GATE_NOT_MET;
    return evaluation().missing() > 0 ? Main.NO_RESULT : Main.DONE;
  }

  /** In one sentence why it did not pass. */
  String complaint() {
    if (evaluation().interval().n() == 0)
      return "No example was answered, so nothing could be checked.";
    if (!met())
      return "The check is not passed: "
          + String.join("; ", gates.stream().filter(g -> !g.met()).map(Gate::sentence).toList())
          + ".";
    return "Every gate is met, but %s got no answer, so the check is open. Run it again."
        .formatted(Figures.plural(evaluation().missing(), "example"));
  }

  String text() {
    var out = new StringBuilder(measuring.text(measured));
    for (var gate : gates)
      out.append("  %-10s %s%n".formatted(gate.met() ? "met" : "NOT MET", gate.sentence()));
    changes.ifPresent(c -> {
      out.append(
          "  %-10s %d better, %d worse than accepted; %s new, %d gone%n"
              .formatted(
                  "changed",
                  c.recovered().size(),
                  c.regressions().size(),
                  Figures.plural(c.fresh(), "example"),
                  c.gone()));
      if (!c.regressions().isEmpty()) out.append("\nright when accepted, wrong now:\n");
      c.regressions().stream().limit(MOST_SHOWN).forEach(r -> regression(out, r.now()));
      if (c.regressions().size() > MOST_SHOWN)
        out.append(
            "  and %d more; --rows and --json have all\n"
                .formatted(c.regressions().size() - MOST_SHOWN));
    });
    return out.toString();
  }

  private static void regression(StringBuilder out, Rollout now) {
    out.append(
        "  %s  %s%n    expected  %s%n    actual    %s%n"
            .formatted(
                now.example().id(),
                Figures.cut(Json.write(now.example().input().map()), WIDTH),
                Figures.cut(expected(now), WIDTH),
                Figures.cut(actual(now), WIDTH)));
  }

  static String expected(Rollout rollout) {
    return Json.write(rollout.example().expected().map());
  }

  /** What was answered, or why nothing could be read. */
  static String actual(Rollout rollout) {
    return rollout.error().orElseGet(() -> Json.write(rollout.output().map()));
  }

  Map<String, Object> json() {
    var map = measuring.json(measured);
    map.put("passed", passed());
    map.put("gates", gates);
    changes.ifPresent(c -> {
      map.put("regressions", c.regressions().stream().map(CheckResult::json).toList());
      map.put("recovered", c.recovered().stream().map(r -> r.example().id()).toList());
      map.put("new", c.fresh());
      map.put("gone", c.gone());
    });
    if (!drift.isEmpty()) map.put("drift", drift);
    return map;
  }

  private static Map<String, Object> json(Accepted.Regression regression) {
    var now = regression.now();
    var map = new LinkedHashMap<String, Object>();
    map.put("id", now.example().id());
    map.put("input", now.example().input());
    map.put("expected", now.example().expected());
    map.put("accepted", regression.before().output());
    map.put("actual", now.output());
    map.put("score", now.score());
    map.put("feedback", now.grade().feedback());
    now.error().ifPresent(e -> map.put("error", e));
    return map;
  }
}
