package dev.hone.cli;

import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.EventSink;
import dev.hone.engine.Interval;
import dev.hone.engine.Spent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run while it goes on: a small block that renews itself on a terminal, plain lines of
 * which none follows another too quickly elsewhere.
 */
final class Progress implements EventSink, AutoCloseable {
  private static final long REDRAW_MS = 120;
  private static final long LINE_MS = 2_000;
  private static final int SCALE = 34;
  private static final int WARNING = 240;

  /** A line that has become too long, because the window is smaller now, stays one line. */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private final Shell shell;
  private final String title;
  private final Budget budget;
  private final long plannedSearch;
  private final long testExamples;
  private final InstantSource clock;
  private final int columns;
  private final List<Double> scores = new ArrayList<>();
  private final Map<String, Long> warnings = new LinkedHashMap<>();
  private String stage = "starting";
  private @Nullable Interval seed;
  private @Nullable Interval best;
  private int candidates;
  private long done;
  private long planned;
  private long replayed;
  private Optional<Spent> spent = Optional.empty();
  private long freshRollouts;
  private long searched;
  private long tested;
  private long startedAt = -1;
  private long drawnAt;
  private int drawnLines;

  /**
   * @param plannedSearch how many rollouts the search may take
   * @param testExamples how many examples are measured when the search is over
   */
  Progress(
      Shell shell,
      String title,
      Budget budget,
      long plannedSearch,
      long testExamples,
      InstantSource clock) {
    this.shell = shell;
    this.title = title;
    this.budget = budget;
    this.plannedSearch = plannedSearch;
    this.testExamples = testExamples;
    this.clock = clock;
    this.columns = shell.columns();
  }

  @Override
  public synchronized void accept(Recorded recorded) {
    spent = Optional.of(recorded.spent());
    if (startedAt < 0) startedAt = clock.millis();
    if (recorded.replayed()) replayed++;
    boolean matters = fold(recorded);
    if (recorded.replayed()) return;
    long now = clock.millis();
    if (shell.terminal()) {
      if (matters || now - drawnAt >= REDRAW_MS) draw(now);
    } else if (matters || now - drawnAt >= quiet(recorded.event())) {
      drawnAt = now;
      shell.err().println(line());
    }
  }

  /** How long to wait after the last line before an event is worth another one. */
  private static long quiet(Event event) {
    return switch (event) {
      case Event.EvaluationFinished _, Event.RolloutFinished _ -> LINE_MS;
      case Event.Heartbeat _ -> 5 * LINE_MS;
      default -> Long.MAX_VALUE;
    };
  }

  /** Takes an event in; true when it should be shown at once. */
  private boolean fold(Recorded recorded) {
    switch (recorded.event()) {
      case Event.PhaseStarted phase -> {
        var of = phase.planned().map(n -> " (" + n + " steps)").orElse("");
        stage = phase.name() + of;
        return true;
      }
      case Event.EvaluationStarted started -> {
        planned = started.planned();
        done = 0;
        stage = stageOf(started);
      }
      case Event.RolloutFinished finished -> {
        done++;
        if (finished.purpose().equals("test")) tested++;
        else searched++;
        if (!recorded.replayed()) freshRollouts++;
      }
      case Event.EvaluationFinished finished -> {
        return measured(finished);
      }
      case Event.Warned warned -> {
        if (!recorded.replayed()) warn(warned);
      }
      default -> {}
    }
    return false;
  }

  /** The first warning of a kind is shown; the others are counted. */
  private void warn(Event.Warned warned) {
    if (warnings.merge(warned.code(), 1L, Long::sum) > 1) return;
    var text = ("! " + warned.sentence() + " " + warned.repair()).strip().replaceAll("\\s+", " ");
    var brief = text.length() > WARNING ? text.substring(0, WARNING - 1) + "…" : text;
    say(shell.terminal() ? Figures.wrap(brief, columns - 1) : brief);
  }

  private static String stageOf(Event.EvaluationStarted started) {
    return switch (started.purpose()) {
      case "baseline" -> "measuring the seed";
      case "test" -> "measuring the held-out test";
      case "minibatch", "rung" ->
          started.split().equals("train")
              ? "running candidate " + started.candidate() + " on training examples"
              : "trying candidate " + started.candidate() + " on a few examples";
      case "manual" -> "measuring";
      case "confirm" -> "confirming candidate " + started.candidate();
      default -> "measuring candidate " + started.candidate();
    };
  }

  private boolean measured(Event.EvaluationFinished finished) {
    if (!finished.split().equals("validation") || !finished.complete()) return false;
    int seen = finished.done() - (int) finished.missing();
    var interval =
        new Interval(finished.mean(), finished.low(), finished.high(), seen, finished.method());
    if (finished.purpose().equals("baseline")) {
      seed = interval;
      best = interval;
      scores.add(interval.mean());
      return true;
    }
    if (!finished.purpose().equals("full")) return false;
    candidates++;
    scores.add(interval.mean());
    if (best == null || interval.mean() > best.mean()) {
      best = interval;
      return true;
    }
    return false;
  }

  /** Shows a message that stays. */
  synchronized void say(String message) {
    erase();
    shell.err().println(Secrets.of(shell.environment()).scrub(message));
    shell.err().flush();
    if (shell.terminal() && startedAt >= 0) draw(clock.millis());
  }

  private String line() {
    var text = new StringBuilder();
    text.append(spent.map(s -> Figures.clock(s.active())).orElse("0:00"));
    text.append("  ").append(stage);
    if (planned > 0)
      text.append(" (").append(Math.min(done, planned)).append(" of ").append(planned).append(')');
    if (best != null) text.append("  best ").append(Figures.score(best));
    if (candidates > 0) text.append("  ").append(Figures.plural(candidates, "candidate"));
    spent.ifPresent(s -> text.append("  ").append(spentText(s)));
    timeLeft()
        .ifPresent(left -> text.append("  about ").append(Figures.clock(left)).append(" left"));
    return text.toString();
  }

  private void draw(long now) {
    var lines = block();
    var out = new StringBuilder(NO_WRAP);
    if (drawnLines > 0) out.append("\u001b[").append(drawnLines).append('A');
    for (var line : lines) out.append('\r').append(line).append("\u001b[K\n");
    out.append("\u001b[J").append(WRAP);
    shell.err().print(out);
    shell.err().flush();
    drawnLines = lines.size();
    drawnAt = now;
  }

  private void erase() {
    if (drawnLines == 0) return;
    shell.err().print("\u001b[" + drawnLines + "A\r\u001b[J");
    drawnLines = 0;
  }

  /** The block, line by line, none wider than the terminal. */
  private List<String> block() {
    int wide = Math.min(SCALE, Math.max(10, columns - 40));
    var lines = new ArrayList<String>();
    lines.add(bold(Figures.cut(title, columns - 1)));
    var step = planned > 0 ? "  " + Math.min(done, planned) + "/" + planned : "";
    lines.add(row("stage", Figures.cut(stage, columns - 12 - step.length()) + step));
    if (seed != null)
      lines.add(row("seed", dim(Figures.scale(seed, wide)) + "  " + Figures.score(seed)));
    if (best != null && seed != null && candidates > 0) {
      double gain = best.mean() - seed.mean();
      var text = Figures.scale(best, wide) + "  " + Figures.score(best);
      lines.add(row("best", gain > 0 ? green(text) : text));
      lines.add(
          row(
              "tried",
              Figures.cut(
                  Figures.sparkline(scores, wide)
                      + "  "
                      + Figures.plural(candidates, "candidate")
                      + (gain > 0 ? ", " + Figures.points(gain) : ""),
                  columns - 9)));
    }
    spent.ifPresent(s -> {
      var share = share(s);
      lines.add(
          row(
              "spent",
              (share.isPresent() ? Figures.bar(share.get(), 12) + "  " : "")
                  + Figures.cut(spentText(s), columns - 24)));
      lines.add(row("time", timeText(s)));
    });
    return lines;
  }

  private String spentText(Spent s) {
    var text = new StringBuilder();
    text.append(of(searched, searchAtMost(), "rollouts"));
    if (tested > 0) text.append(" · ").append(of(tested, testAtMost(), "test rollouts"));
    text.append(" · ").append(of(s.calls(), budget.calls(), "calls"));
    if (s.cachedCalls() > 0)
      text.append(" (").append(Figures.count(s.cachedCalls())).append(" known)");
    if (budget.tokens() != Long.MAX_VALUE)
      text.append(" · ").append(of(s.tokens(), budget.tokens(), "tokens"));
    if (s.usd() > 0 || budget.limitsUsd())
      text.append(" · ")
          .append(Figures.usd(s.usd()))
          .append(budget.limitsUsd() ? " of " + Figures.usd(budget.usd()) : "");
    return text.toString();
  }

  private static String of(long n, long limit, String noun) {
    return limit == Long.MAX_VALUE
        ? Figures.count(n) + " " + noun
        : Figures.count(n) + " of " + Figures.count(limit) + " " + noun;
  }

  private String timeText(Spent s) {
    var text = new StringBuilder(Figures.clock(s.active()));
    if (!budget.time().equals(Budget.NONE.time()))
      text.append(" of ").append(Figures.clock(budget.time()));
    timeLeft()
        .ifPresent(left -> text.append(", about ").append(Figures.clock(left)).append(" left"));
    double rate = rate();
    if (rate > 0) text.append(String.format(Locale.ROOT, " · %.1f rollouts/s", rate));
    if (replayed > 0 && freshRollouts == 0) text.append(" · continuing, nothing is paid twice");
    return text.toString();
  }

  private double rate() {
    double seconds = (clock.millis() - startedAt) / 1000.0;
    return seconds < 1 ? 0 : freshRollouts / seconds;
  }

  /** The largest spent share of a limit. */
  private Optional<Double> share(Spent s) {
    double share = -1;
    long rollouts = searchAtMost();
    if (rollouts != Long.MAX_VALUE) share = searched / (double) rollouts;
    if (budget.calls() != Long.MAX_VALUE)
      share = Math.max(share, s.calls() / (double) budget.calls());
    if (budget.tokens() != Long.MAX_VALUE)
      share = Math.max(share, s.tokens() / (double) budget.tokens());
    if (budget.limitsUsd() && budget.usd() > 0) share = Math.max(share, s.usd() / budget.usd());
    if (!budget.time().equals(Budget.NONE.time()))
      share = Math.max(share, s.active().toMillis() / (double) budget.time().toMillis());
    return share < 0 ? Optional.empty() : Optional.of(Math.min(1, share));
  }

  /** By the pace so far, and never beyond the limit. */
  private Optional<Duration> timeLeft() {
    if (spent.isEmpty()) return Optional.empty();
    var s = spent.get();
    var limit =
        budget.time().equals(Budget.NONE.time())
            ? Optional.<Duration>empty()
            : Optional.of(budget.time().minus(s.active()));
    long active = s.active().toMillis();
    if (searchAtMost() == Long.MAX_VALUE) return limit.filter(Duration::isPositive);
    double search = tested > 0 ? searched : searchAtMost();
    double share = (searched + tested) / Math.max(1, search + testAtMost());
    if (share < 0.02 || active < 3_000) return Optional.empty();
    var pace = Duration.ofMillis((long) (active / share * Math.max(0, 1 - share)));
    return Optional.of(limit.filter(l -> l.compareTo(pace) < 0).orElse(pace));
  }

  private long searchAtMost() {
    return Math.min(budget.rollouts(), plannedSearch);
  }

  /** The start is measured on the test, and the best as well when it is another. */
  private long testAtMost() {
    return best != null && best.equals(seed) ? testExamples : 2 * testExamples;
  }

  private static String row(String name, String text) {
    return " %-6s %s".formatted(name, text);
  }

  private String bold(String text) {
    return styled("1", text);
  }

  private String dim(String text) {
    return styled("2", text);
  }

  private String green(String text) {
    return styled("32", text);
  }

  private String styled(String code, String text) {
    return shell.colours() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** Takes the block away, so that the summary stands alone. */
  @Override
  public synchronized void close() {
    erase();
    warnings.forEach((code, times) -> {
      if (times > 1)
        shell
            .err()
            .println(
                "! %s more warnings of this kind (%s) are in the report."
                    .formatted(Figures.count(times - 1), code));
    });
    shell.err().flush();
  }
}
