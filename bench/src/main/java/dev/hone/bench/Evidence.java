package dev.hone.bench;

import dev.hone.engine.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What one method came to where it was measured: means over tasks. How it will fare on another task
 * is an expectation, not a measurement.
 *
 * @param where on what kind of tasks
 * @param tasks how many
 * @param seeds of each task, the fewest
 * @param gain in mean test score; its interval has the tasks as the sample, or seeds and examples
 *     when there is one task
 * @param budget the rollouts that a search was allowed
 * @param rollouts that it took
 * @param usd empty when a price is unknown
 */
public record Evidence(
    Where where,
    int tasks,
    int seeds,
    Interval gain,
    long budget,
    double rollouts,
    double calls,
    double tokens,
    Optional<Double> usd,
    double seconds) {

  /** Kinds of tasks, those most like the one at hand first. */
  public enum Where {
    SAME_MODEL("with this student"),
    SMALL_MODELS("with a small embedded model that teaches itself"),
    LARGE_MODELS("with larger models"),
    WORLDS("in simulated worlds");

    private final String text;

    Where(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    private boolean holds(Measured.Line row, Situation situation) {
      boolean world = row.task().startsWith("simulated-");
      boolean small = row.teacher().startsWith("local/");
      return switch (this) {
        case SAME_MODEL -> !world && row.student().equals(situation.student());
        case SMALL_MODELS -> !world && small && situation.smallTeacher();
        case LARGE_MODELS -> !world && !small && !situation.smallTeacher();
        case WORLDS -> world && !situation.smallTeacher();
      };
    }
  }

  /**
   * What is known of each method, all from one comparison and on one kind of tasks, so that budgets
   * and tasks are equal: the most similar kind on which two methods or more can be compared, else
   * the most similar one at all; there the comparison with most of the methods, and of equal ones
   * the one whose budget is nearest to {@code rollouts}.
   */
  static Map<String, Evidence> of(
      List<AdviceRules.Method> methods,
      Situation situation,
      long rollouts,
      List<Measured> measured) {
    var nearest =
        measured.stream()
            .sorted(
                Comparator.comparingDouble(m ->
                    Math.abs(Math.log((double) Math.max(1, m.rollouts()) / Math.max(1, rollouts)))))
            .toList();
    Map<String, Evidence> best = Map.of();
    for (var where : Where.values()) {
      for (var comparison : nearest) {
        var found = found(methods, where, situation, comparison);
        if (found.size() > best.size()) best = found;
      }
      if (best.size() > 1) return best;
    }
    return best;
  }

  private static Map<String, Evidence> found(
      List<AdviceRules.Method> methods, Where where, Situation situation, Measured comparison) {
    var found = new LinkedHashMap<String, Evidence>();
    for (var method : methods) {
      var lines =
          comparison.rows().stream()
              .filter(l -> l.optimizer().equals(method.name()) && where.holds(l, situation))
              .toList();
      boolean telling = where != Where.WORLDS || !method.demos();
      if (telling && !lines.isEmpty())
        found.put(method.name(), of(where, comparison.rollouts(), lines));
    }
    return found;
  }

  private static Evidence of(Where where, long budget, List<Measured.Line> lines) {
    var byTask = new LinkedHashMap<List<String>, List<Measured.Line>>();
    for (var line : lines)
      byTask
          .computeIfAbsent(List.of(line.task(), line.student()), _ -> new ArrayList<>())
          .add(line);
    var gains = byTask.values().stream().mapToDouble(l -> mean(l, x -> x.gain().mean())).toArray();
    return new Evidence(
        where,
        gains.length,
        lines.stream().mapToInt(l -> l.seeds().size()).min().orElse(0),
        lines.size() == 1 ? lines.getFirst().gain() : Repeated.acrossTasks(gains, -1, 1),
        budget,
        mean(lines, Measured.Line::rollouts),
        mean(lines, Measured.Line::calls),
        mean(lines, Measured.Line::tokens),
        Row.sum(lines.stream().map(Measured.Line::usd).toList()).map(s -> s / lines.size()),
        mean(lines, Measured.Line::seconds));
  }

  private static double mean(List<Measured.Line> lines, ToDoubleFunction<Measured.Line> figure) {
    return lines.stream().mapToDouble(figure).average().orElse(0);
  }

  /** The gain with its ground, in one line. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s points, measured %s (%s, %s each, %,d rollouts allowed)",
        Text.gain(gain),
        where.text(),
        Text.plural(tasks, "task"),
        Text.plural(seeds, "seed"),
        budget);
  }

  /** What one search cost there, in one line. */
  public String cost() {
    return String.format(
        Locale.ROOT,
        "%s rollouts, %s calls, %s tokens for one search there",
        Text.count(rollouts),
        Text.count(calls),
        Text.brief(tokens));
  }
}
