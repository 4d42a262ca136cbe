package dev.hone.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The tables of a contest, for a terminal, for a document and for a spreadsheet. */
public record Tables(Standings standings) {
  static final String READING =
      "Scores are means on test examples that no search saw, in points of a hundred, with 95 % intervals. "
          + "Base is the start, gain the paired difference to it; with several seeds its interval covers seeds and examples. "
          + "p has Holm's correction over all lines; * marks a claim: interval beside zero and p at most .05. "
          + "Costs are of one search, averaged over seeds, each question charged in full; the test is not part of them.";

  private static final List<String> COSTS =
      List.of("rollouts", "calls", "tokens", "$", "seconds", "prompt");

  /** Ground by ground, for a terminal. */
  public String text() {
    var out = new StringBuilder();
    for (var ground : standings.grounds()) {
      var rows = standings.on(ground);
      var first = rows.getFirst();
      out.append(
          "%s    base %s, %s, %s\n"
              .formatted(
                  ground,
                  Text.interval(first.base()),
                  Text.plural(first.base().n(), "test example"),
                  Text.plural(first.seeds().size(), "seed")));
      out.append(
          indented(
              new Grid(
                      head("method", "score", "gain [95 %]", "p"),
                      1,
                      rows.stream()
                          .map(r ->
                              line(
                                  r,
                                  r.method(),
                                  Text.score(r.optimized().mean()),
                                  claim(r),
                                  Text.p(r.corrected())))
                          .toList())
                  .text()));
      out.append('\n');
    }
    if (standings.grounds().size() > 1) {
      out.append("All together\n").append(indented(overall().text())).append('\n');
    }
    if (standings.methods().size() > 1)
      out.append("Head to head, by task and seed\n").append(indented(duels().text())).append('\n');
    return out.append(notes("")).toString();
  }

  /** All tables as Markdown. */
  public String markdown() {
    var out = new StringBuilder("# Comparison\n\n");
    out.append(READING).append("\n\n").append(lines().markdown());
    out.append("\n## All together\n\n").append(overall().markdown());
    out.append(
            "\n## Head to head\n\nWins, ties and losses by task, model and seed. The mean difference is paired by seed and example, on these tasks; p has Holm's correction over all pairs.\n\n")
        .append(duels().markdown());
    var published = Published.of(optimizers());
    if (!published.isEmpty())
      out.append("\n## What the methods' papers report\n\n")
          .append(Published.NOTE)
          .append("\n\n")
          .append(Published.grid(published).markdown());
    return out.append('\n').append(notes("\n")).toString();
  }

  /** One line for each row, with plain numbers. */
  public String csv() {
    var head =
        List.of(
            "task",
            "student",
            "teacher",
            "method",
            "seeds",
            "examples",
            "base",
            "base_low",
            "base_high",
            "optimized",
            "optimized_low",
            "optimized_high",
            "gain",
            "gain_low",
            "gain_high",
            "p",
            "p_holm",
            "best_seed",
            "worst_seed",
            "rollouts",
            "calls",
            "tokens",
            "usd",
            "seconds",
            "prompt_characters",
            "serving_tokens",
            "serving_usd",
            "validation",
            "expected");
    return new Grid(head, 4, standings.rows().stream().map(Tables::plain).toList()).csv();
  }

  private static List<String> plain(Row r) {
    return Stream.of(
            r.task(),
            r.student(),
            r.teacher(),
            r.method(),
            r.seeds().size(),
            r.base().n(),
            r.base().mean(),
            r.base().low(),
            r.base().high(),
            r.optimized().mean(),
            r.optimized().low(),
            r.optimized().high(),
            r.gain().mean(),
            r.gain().low(),
            r.gain().high(),
            r.p(),
            r.corrected(),
            r.best(),
            r.worst(),
            r.rollouts(),
            r.calls(),
            r.tokens(),
            plain(r.usd()),
            r.seconds(),
            r.promptCharacters(),
            r.servingTokens(),
            plain(r.servingUsd()),
            r.validation(),
            r.expected())
        .map(String::valueOf)
        .toList();
  }

  private static String plain(Optional<Double> amount) {
    return amount.map(String::valueOf).orElse("");
  }

  /** Every row with all its columns. */
  Grid lines() {
    return new Grid(
        head("task", "model", "method", "base", "optimized [95 %]", "gain [95 %]", "p"),
        3,
        standings.rows().stream()
            .map(r ->
                line(
                    r,
                    r.task(),
                    r.student(),
                    r.method(),
                    Text.score(r.base().mean()),
                    Text.interval(r.optimized()),
                    claim(r),
                    Text.p(r.corrected())))
            .toList());
  }

  Grid overall() {
    return new Grid(
        head("method", "tasks", "score", "gain [95 %]", "rank", "improved", "worse"),
        1,
        standings.overall().stream()
            .map(o ->
                with(
                    List.of(
                        o.method(),
                        String.valueOf(o.grounds()),
                        Text.score(o.score()),
                        o.grounds() > 1 ? Text.gain(o.gain()) : Text.signed(o.gain().mean()),
                        "%.1f".formatted(o.rank()),
                        String.valueOf(o.improved()),
                        String.valueOf(o.worse())),
                    costs(
                        o.rollouts(),
                        o.calls(),
                        o.tokens(),
                        o.usd(),
                        o.seconds(),
                        o.promptCharacters())))
            .toList());
  }

  Grid duels() {
    return new Grid(
        List.of("a", "b", "wins", "ties", "losses", "a minus b [95 %]", "p"),
        2,
        standings.duels().stream()
            .map(d ->
                List.of(
                    d.a(),
                    d.b(),
                    String.valueOf(d.wins()),
                    String.valueOf(d.ties()),
                    String.valueOf(d.losses()),
                    Text.gain(d.difference()) + (d.decided() ? " *" : "  "),
                    Text.p(d.corrected())))
            .toList());
  }

  List<String> optimizers() {
    return standings.rows().stream().map(Row::optimizer).distinct().toList();
  }

  private static String claim(Row row) {
    return Text.gain(row.gain()) + (row.improved() || row.worse() ? " *" : "  ");
  }

  private static List<String> head(String... columns) {
    return with(List.of(columns), COSTS);
  }

  private static List<String> line(Row r, String... columns) {
    return with(
        List.of(columns),
        costs(r.rollouts(), r.calls(), r.tokens(), r.usd(), r.seconds(), r.promptCharacters()));
  }

  private static List<String> costs(
      double rollouts,
      double calls,
      double tokens,
      Optional<Double> usd,
      double seconds,
      double prompt) {
    return List.of(
        Text.count(rollouts),
        Text.count(calls),
        Text.brief(tokens),
        Text.usd(usd),
        Text.seconds(seconds),
        Text.brief(prompt));
  }

  private static List<String> with(List<String> first, List<String> then) {
    var all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  private static String indented(String text) {
    return text.lines().map(l -> "  " + l + "\n").reduce("", String::concat);
  }

  private String notes(String between) {
    var out = new StringBuilder();
    if (between.isEmpty())
      out.append("* the interval lies beside zero and p, with Holm's correction, is at most .05\n");
    out.append(standings.power()).append('\n');
    for (var missing : standings.missing())
      out.append(between)
          .append(
              "Missing: %s · %s · %s · seed %d: %s\n"
                  .formatted(
                      missing.task(),
                      missing.student(),
                      missing.method(),
                      missing.seed(),
                      missing.reason()));
    return out.toString();
  }
}
