package dev.hone.cli;

import dev.hone.core.Candidate;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.engine.Interval;
import dev.hone.engine.RunResult;
import dev.hone.engine.Spent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The outcome of a run, for people and for programs. */
record Summary(Job job, RunResult result) {
  private static final int WIDTH = 96;

  Verdict verdict() {
    return Verdict.of(
        isChanged(),
        result.difference().difference(),
        result.test().map(t -> t.difference().difference()),
        !job.task().test().isEmpty(),
        result.population());
  }

  private boolean isChanged() {
    return !result.best().equals(result.seed());
  }

  /** Before and after with what they cost, without the files; sentences fit {@code columns}. */
  String text(int columns) {
    int width = Math.min(WIDTH, columns - 1);
    var out = new StringBuilder();
    var verdict = verdict();
    out.append(Figures.wrap(verdict.headline() + ". " + verdict.sentence(), width)).append("\n\n");
    out.append("  %-12s %-24s %-24s %s%n".formatted("", "before", "after", "difference"));
    result
        .test()
        .ifPresent(
            t -> out.append(row("test", t.baseline(), t.optimized(), t.difference().difference())));
    out.append(
        row("validation", result.baseline(), result.optimized(), result.difference().difference()));
    out.append("  %-12s %s%n".formatted("", "mean score with its 95 % interval"));
    return out.append('\n').append(footer(width)).toString();
  }

  /** What was tried and spent, and why it ended. */
  String footer(int width) {
    return "  %-12s %s%n"
            .formatted("tried", Figures.plural(result.candidates().size(), "candidate"))
        + Figures.entry("spent", spent(result.spent()), width)
        + Figures.entry("stopped", result.sentence(), width);
  }

  private String row(String name, Interval before, Interval after, Interval difference) {
    return "  %-12s %-24s %-24s %s%n"
        .formatted(
            name,
            Figures.score(before),
            Figures.score(after),
            isChanged() ? Figures.difference(difference) : "the same prompts");
  }

  static String spent(Spent s) {
    var text = new StringBuilder();
    text.append(Figures.plural(s.rollouts(), "rollout"))
        .append(", ")
        .append(Figures.plural(s.calls(), "call"));
    if (s.teacherCalls() + s.judgeCalls() > 0)
      text.append(
          " (%s student, %s teacher, %s judge)"
              .formatted(
                  Figures.count(s.studentCalls()),
                  Figures.count(s.teacherCalls()),
                  Figures.count(s.judgeCalls())));
    if (s.cachedCalls() > 0)
      text.append(", ").append(Figures.count(s.cachedCalls())).append(" more already known");
    text.append(", ").append(Figures.count(s.tokens())).append(" tokens");
    if (s.unpricedCalls() > 0)
      text.append(
          s.usd() > 0
              ? ", " + Figures.usd(s.usd()) + " and calls of unknown price"
              : ", price unknown");
    else if (s.usd() > 0) text.append(", ").append(Figures.usd(s.usd()));
    if (s.failedAttempts() > 0)
      text.append(", ").append(Figures.plural(s.failedAttempts(), "failed attempt"));
    return text.append(", ").append(Figures.duration(s.active())).toString();
  }

  /** The one object of {@code --json}. */
  Map<String, Object> json(Optional<String> run) {
    var map = new LinkedHashMap<String, Object>();
    map.put("optimizer", job.optimizer().name());
    map.put("seed", job.seed());
    map.put("student", job.student().text());
    map.put("teacher", job.teacher().text());
    map.put("baseline", interval(result.baseline()));
    map.put("optimized", interval(result.optimized()));
    map.put("difference", difference(result.difference().difference()));
    result
        .test()
        .ifPresent(t -> {
          var test = new LinkedHashMap<String, Object>();
          test.put("baseline", interval(t.baseline()));
          test.put("optimized", interval(t.optimized()));
          test.put("difference", difference(t.difference().difference()));
          map.put("test", test);
        });
    map.put("improved", verdict().improved());
    map.put("spent", json(result.spent()));
    map.put("stopReason", result.stopReason());
    map.put("sentence", result.sentence());
    map.put("candidate", result.best().toJson());
    run.ifPresent(dir -> map.put("run", dir));
    return map;
  }

  static Map<String, Object> interval(Interval interval) {
    return Values.of(
            "score",
            interval.mean(),
            "low",
            interval.low(),
            "high",
            interval.high(),
            "n",
            interval.n())
        .map();
  }

  static Map<String, Object> difference(Interval interval) {
    return Values.of(
            "mean",
            interval.mean(),
            "low",
            interval.low(),
            "high",
            interval.high(),
            "n",
            interval.n())
        .map();
  }

  /** Reads what {@link #interval(Interval)} wrote. */
  static Optional<Interval> interval(@Nullable Object json) {
    if (!(json instanceof Map<?, ?> plain)) return Optional.empty();
    var map = Json.object(plain);
    return Optional.of(
        new Interval(
            History.number(map, "score"),
            History.number(map, "low"),
            History.number(map, "high"),
            (int) History.whole(map, "n"),
            ""));
  }

  static Map<String, Object> json(Spent s) {
    var map = new LinkedHashMap<String, Object>();
    map.put("rollouts", s.rollouts());
    map.put("studentCalls", s.studentCalls());
    map.put("teacherCalls", s.teacherCalls());
    map.put("judgeCalls", s.judgeCalls());
    map.put("cachedCalls", s.cachedCalls());
    map.put("inputTokens", s.inputTokens());
    map.put("outputTokens", s.outputTokens());
    map.put("usd", s.usd());
    if (s.unpricedCalls() > 0) map.put("unpricedCalls", s.unpricedCalls());
    if (s.failedAttempts() > 0) map.put("failedAttempts", s.failedAttempts());
    map.put("seconds", s.active().toMillis() / 1000.0);
    return map;
  }

  /** The difference from seed to best in at most {@code lines} lines of {@code columns}. */
  static List<String> shortDiff(Candidate seed, Candidate best, int lines, int columns) {
    var changed =
        seed.diff(best)
            .lines()
            .filter(l -> !l.startsWith("  "))
            .map(l -> Figures.cut(l, columns))
            .toList();
    if (changed.size() <= lines) return changed;
    var some = new java.util.ArrayList<>(changed.subList(0, lines - 1));
    some.add("… and %d more lines".formatted(changed.size() - lines + 1));
    return some;
  }
}
