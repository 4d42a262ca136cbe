package dev.hone.bench;

import dev.hone.core.Codec;
import dev.hone.engine.Interval;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The advisor held against a comparison: each task is advised on as if nobody had measured anything
 * on it, and what was measured there then tells how good the advice is.
 *
 * @param rollouts the budget of each search, which the advice must be good at
 * @param tasks in the order of the rows
 */
public record AdviceTrial(long rollouts, List<Task> tasks) {

  /**
   * The advice on one task with one model.
   *
   * @param advised the contender that the advice comes to; empty when it says not to optimize, or
   *     when nothing that was measured fits
   * @param gain of following it: nothing when not optimizing is advised
   * @param best the contender with the highest gain
   * @param held whether following the advice lies within the interval of the best
   */
  public record Task(
      String task,
      String student,
      String rule,
      Optional<String> advised,
      double gain,
      String best,
      Interval bestGain,
      boolean held) {}

  /**
   * Advises on every task of a comparison. Of the rows of the advisor and of the comparison those
   * on the task itself are kept from it.
   *
   * @param known the methods there are; only those that were compared can be judged, so only they
   *     can be advised
   * @param measured what the advisor goes by besides the comparison's other tasks
   */
  public static AdviceTrial of(
      Standings compared, Map<String, Optimizer> known, List<Measured> measured) {
    var own = Measured.of(compared);
    var methods = compared.rows().stream().map(Row::optimizer).distinct().toList();
    var judged =
        known.entrySet().stream()
            .filter(e -> methods.contains(e.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    var tasks = new ArrayList<Task>();
    for (var ground : compared.grounds()) {
      var rows = compared.on(ground);
      var name = rows.getFirst().task();
      var rest = new ArrayList<Measured>(List.of(own.without(name)));
      measured.forEach(m -> rest.add(m.without(name)));
      var advisor = new Advisor(judged, rest);
      tasks.add(task(rows, advisor.advise(situation(rows.getFirst(), compared, own.rollouts()))));
    }
    return new AdviceTrial(own.rollouts(), tasks);
  }

  /** Rows do not tell how many training examples there are; there are taken to be enough. */
  private static Situation situation(Row row, Standings compared, long rollouts) {
    int validation =
        compared.cells().stream()
            .filter(c -> c.task().equals(row.task()) && c.student().equals(row.student()))
            .mapToInt(c -> c.validationBefore().n())
            .max()
            .orElse(0);
    return Situation.of(row.task())
        .withShape(new Plan.Shape(validation, validation, 1))
        .withModels(row.student(), row.teacher().startsWith("local/"))
        .withRollouts(rollouts);
  }

  private static Task task(List<Row> rows, Advice advice) {
    var best =
        rows.stream().max(Comparator.comparingDouble((Row r) -> r.gain().mean())).orElseThrow();
    var followed = advice.choice().flatMap(c -> row(rows, c.method()));
    double gain = followed.map(r -> r.gain().mean()).orElse(0.0);
    boolean told = followed.isPresent() || !advice.optimize();
    return new Task(
        best.task(),
        best.student(),
        advice.rule(),
        followed.map(Row::method),
        gain,
        best.method(),
        best.gain(),
        told && gain >= best.gain().low());
  }

  /** A method with its defaults before the same with options, which the advice does not give. */
  private static Optional<Row> row(List<Row> rows, String optimizer) {
    return rows.stream()
        .filter(r -> r.optimizer().equals(optimizer))
        .min(Comparator.comparing((Row r) -> !r.method().equals(optimizer)));
  }

  /** On how many tasks following the advice lies within the interval of the best method. */
  public long held() {
    return tasks.stream().filter(Task::held).count();
  }

  /**
   * Whether it does on so many of six tasks.
   *
   * @param of from 0 to 6; with another number of tasks, the like share of them
   */
  public boolean holds(int of) {
    return 6 * held() >= of * (long) tasks.size();
  }

  /** All of it as JSON. */
  public Map<String, Object> toJson() {
    var map = new LinkedHashMap<>(Codec.of(AdviceTrial.class).encode(this).map());
    map.put("held", held());
    return map;
  }

  /** A line for each task and one for all, in Markdown. */
  public String markdown() {
    var grid =
        new Grid(
            List.of("task", "model", "rule", "advised", "best", "gain", "best gain [95 %]", "held"),
            5,
            tasks.stream()
                .map(t ->
                    List.of(
                        t.task(),
                        t.student(),
                        t.rule(),
                        t.advised().orElse("none"),
                        t.best(),
                        Text.signed(t.gain()),
                        Text.gain(t.bestGain()),
                        t.held() ? "yes" : "no"))
                .toList());
    return String.format(
        Locale.ROOT,
        "%s\nAt %,d rollouts, following the advice is within the interval of the best method on %d of %d tasks; it leaves %.1f points on average.\n",
        grid.markdown(),
        rollouts,
        held(),
        tasks.size(),
        100 * tasks.stream().mapToDouble(t -> t.bestGain().mean() - t.gain()).average().orElse(0));
  }
}
