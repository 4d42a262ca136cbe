package dev.hone.cli;

import dev.hone.bench.Html;
import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Json;
import dev.hone.engine.Interval;
import dev.hone.engine.Spent;
import dev.hone.store.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A run as one page that needs nothing but itself.
 *
 * @param examples by id, for the cases that went wrong; may be empty
 * @param before what was spent before the search, for example to find the answer format
 */
record Report(History history, RunRecord record, Map<String, Example> examples, Spent before) {
  private static final int MOST_CASES = 40;

  String html() {
    var page = new StringBuilder(32_768);
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .append(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        .append("<title>")
        .append(escape(record.task()))
        .append(" · Hone</title><style>")
        .append(style())
        .append("</style></head><body><main>\n");
    page.append("<header><h1>")
        .append(escape(record.task()))
        .append("</h1><p>")
        .append(escape(headline()))
        .append("</p></header>\n");
    verdict(page);
    if (history.points().size() > 1) {
      page.append("<section><h2>The search</h2><div class=\"wide chart\">")
          .append(ReportChart.search(history.points()))
          .append("</div>")
          .append(
              "<small>Every full measurement on the validation examples with its 95 % interval; the line is the best so far.</small></section>\n");
    }
    difference(page);
    candidates(page);
    page.append(
        new PopulationPage(history.population(), history.fronts(), examples, history.best())
            .html());
    cases(page);
    spend(page);
    settings(page);
    return page.append("</main></body></html>\n").toString();
  }

  private String headline() {
    var student = Records.spec(record, "student");
    var teacher = Records.spec(record, "teacher");
    return "%s · %s%s · %s"
        .formatted(
            record.optimizer().name(),
            student,
            teacher.equals(student) || teacher.isEmpty() ? "" : " taught by " + teacher,
            Figures.duration(Duration.ofMillis(history.elapsedMs())));
  }

  private void verdict(StringBuilder page) {
    var finished = history.finished();
    if (finished.isEmpty()) {
      page.append("<section class=\"verdict\"><h2>Not finished</h2><p>This run has not ended. ")
          .append("Continue it with <code>hone optimize --resume</code>.</p></section>\n");
      return;
    }
    var verdict = claim(history, record);
    page.append("<section class=\"verdict ")
        .append(
            verdict.improved() ? "good" : verdict.headline().startsWith("Worse") ? "bad" : "plain")
        .append("\"><h2>")
        .append(escape(verdict.headline()))
        .append("</h2><p>")
        .append(escape(verdict.sentence()))
        .append("</p><div class=\"scores\">");
    var seedId = history.seed().map(Candidate::id).orElse("");
    var testBefore = Optional.ofNullable(history.tests().get(seedId));
    var testAfter = Optional.ofNullable(history.tests().get(history.best()));
    if (testBefore.isPresent() && testAfter.isPresent())
      group(page, "Held-out test, %d examples", testBefore.get(), testAfter.get(), verdict.test());
    var before = History.interval(finished.get("baseline"));
    var after = History.interval(finished.get("optimized"));
    if (before.isPresent() && after.isPresent())
      group(
          page,
          "Validation, %d examples",
          before.get(),
          after.get(),
          Optional.of(verdict.difference()));
    page.append("</div><p class=\"dim stopped\">Stopped: ")
        .append(escape(History.text(finished, "sentence")))
        .append("</p></section>\n");
  }

  private static void group(
      StringBuilder page, String title, Interval before, Interval after, Optional<Interval> gain) {
    page.append("<div class=\"group\">").append(escape(title.formatted(after.n())));
    gain.ifPresent(g -> page.append(": ").append(escape(Figures.difference(g))));
    page.append("</div>");
    score(page, "before", before, "seed");
    score(page, "after", after, "optimized");
  }

  private static void score(StringBuilder page, String label, Interval interval, String kind) {
    page.append("<div class=\"score\"><span>")
        .append(label)
        .append("</span>")
        .append(ReportChart.scale(interval, kind))
        .append("<b>")
        .append(escape(Figures.score(interval)))
        .append("</b></div>");
  }

  /** What the log's end allows to claim. */
  static Verdict claim(History history, RunRecord record) {
    boolean testPlanned =
        record.splits().containsKey("test") && record.splits().get("test").size() > 0;
    var finished = history.finished();
    var nothing = new Interval(0, 0, 0, 0, "none");
    var difference =
        finished.get("difference") instanceof Map<?, ?> map
            ? History.interval(map.get("difference")).orElse(nothing)
            : nothing;
    var test =
        finished.get("test") instanceof Map<?, ?> map
            ? History.interval(map.get("difference"))
            : Optional.<Interval>empty();
    var seed = history.seed().map(Candidate::id).orElse("");
    return Verdict.of(
        !history.best().equals(seed),
        difference,
        test.filter(t -> t.n() > 0),
        testPlanned,
        history.population());
  }

  private void difference(StringBuilder page) {
    var best = Optional.ofNullable(history.candidates().get(history.best()));
    var prompts = best.flatMap(History.Tried::prompts);
    if (history.seed().isEmpty() || prompts.isEmpty()) return;
    var diff = history.seed().get().diff(prompts.get());
    page.append("<section><h2>What changed</h2>");
    if (diff.isEmpty()) page.append("<p class=\"dim\">Nothing: the seed is the best.</p>");
    else {
      page.append("<div class=\"diff\"><code>");
      diff.lines()
          .forEach(line -> {
            var kind =
                line.startsWith("+")
                    ? "add"
                    : line.startsWith("-") ? "del" : line.startsWith("[") ? "slot" : "same";
            page.append("<span class=\"")
                .append(kind)
                .append("\">")
                .append(escape(line))
                .append("</span>");
          });
      page.append("</code></div>");
    }
    page.append("</section>\n");
  }

  private void candidates(StringBuilder page) {
    var tried = history.candidates().values();
    if (tried.isEmpty()) return;
    page.append("<section><h2>")
        .append(Figures.plural(tried.size(), "candidate"))
        .append(
            "</h2><div class=\"wide\"><table><thead><tr><th>candidate</th><th>how</th><th>from</th><th class=\"n\">validation</th><th>what became of it</th></tr></thead><tbody>");
    for (var candidate : tried) {
      page.append(candidate.id().equals(history.best()) ? "<tr class=\"winner\">" : "<tr>");
      page.append("<td><code>")
          .append(escape(candidate.id()))
          .append("</code></td><td>")
          .append(escape(candidate.operator()))
          .append("</td><td><code>")
          .append(escape(String.join(", ", candidate.parents().keySet())))
          .append("</code></td><td class=\"n\">")
          .append(escape(candidate.validation().map(Figures::score).orElse("–")))
          .append("</td><td>");
      var fate = candidate.verdict().isEmpty() ? candidate.reason() : candidate.verdict();
      page.append(escape(candidate.id().equals(history.best()) ? "the best" : fate));
      candidate
          .prompts()
          .ifPresent(prompts ->
              page.append("<details><summary>prompts</summary><pre>")
                  .append(escape(Json.pretty(prompts.toJson())))
                  .append("</pre></details>"));
      page.append("</td></tr>");
    }
    page.append("</tbody></table></div></section>\n");
  }

  private void cases(StringBuilder page) {
    var outcomes = history.outcomes(history.best());
    var wrong =
        outcomes.stream()
            .filter(o -> o.score() < 1)
            .sorted(Comparator.comparingDouble(History.Outcome::score))
            .toList();
    if (outcomes.isEmpty()) return;
    page.append("<section><h2>Where the best still fails</h2>");
    if (wrong.isEmpty())
      page.append("<p class=\"dim\">Nowhere, on the examples that were measured.</p>");
    else
      page.append("<p class=\"dim\">")
          .append(wrong.size())
          .append(" of ")
          .append(outcomes.size())
          .append(" measured examples score less than 100 %, the worst first.</p>");
    wrong.stream().limit(MOST_CASES).forEach(outcome -> failure(page, outcome));
    if (wrong.size() > MOST_CASES)
      page.append("<p class=\"dim\">")
          .append(wrong.size() - MOST_CASES)
          .append(" more are in events.jsonl.</p>");
    page.append("</section>\n");
  }

  private void failure(StringBuilder page, History.Outcome outcome) {
    page.append("<div class=\"case\"><small>")
        .append(escape(outcome.split()))
        .append(" · ")
        .append(escape(outcome.example()))
        .append(" · score ")
        .append(escape(Figures.percent(outcome.score())))
        .append("</small>");
    var example = examples.get(outcome.example());
    if (example != null)
      page.append("<pre>").append(escape(example.input().text())).append("</pre>");
    if (!outcome.feedback().isEmpty())
      page.append("<p>").append(escape(outcome.feedback())).append("</p>");
    if (!outcome.error().isEmpty() && !outcome.feedback().contains(outcome.error()))
      page.append("<p class=\"dim\">").append(escape(outcome.error())).append("</p>");
    page.append("</div>");
  }

  private void spend(StringBuilder page) {
    var spent = history.spent();
    page.append("<section><h2>Spent</h2><dl>");
    row(page, "rollouts", Figures.count(History.whole(spent, "rollouts") + before.rollouts()));
    for (var role : List.of("student", "teacher", "judge")) {
      long calls =
          History.whole(spent, role) + (role.equals("student") ? before.studentCalls() : 0);
      if (calls > 0) row(page, role + " calls", Figures.count(calls));
    }
    if (before.calls() > 0)
      row(page, "of these", Figures.count(before.calls()) + " before the search");
    row(
        page,
        "tokens",
        "%s in, %s out"
            .formatted(
                Figures.count(History.whole(spent, "inputTokens") + before.inputTokens()),
                Figures.count(History.whole(spent, "outputTokens") + before.outputTokens())));
    double usd = History.number(spent, "usd") + before.usd();
    if (usd > 0) row(page, "cost", Figures.usd(usd));
    long unpriced = History.whole(spent, "unpriced") + before.unpricedCalls();
    if (unpriced > 0) row(page, "cost unknown", Figures.plural(unpriced, "call"));
    long failed = History.whole(spent, "failedAttempts") + before.failedAttempts();
    if (failed > 0)
      row(page, "failed attempts", Figures.count(failed) + ", which no budget counts");
    row(
        page,
        "time",
        Figures.duration(Duration.ofMillis(history.elapsedMs()).plus(before.active())));
    if (history.processes() > 1)
      row(page, "continued", Figures.plural(history.processes() - 1L, "time"));
    page.append("</dl></section>\n");
  }

  private void settings(StringBuilder page) {
    page.append("<section><h2>Settings</h2><dl>");
    row(page, "run", record.run());
    row(
        page,
        "optimizer",
        record.optimizer().name() + " " + Json.write(record.optimizer().options()));
    row(page, "seed", String.valueOf(record.seed()));
    row(page, "budget", record.budget().text());
    row(page, "answer format", Records.format(record));
    record
        .splits()
        .forEach((name, split) ->
            row(
                page,
                name,
                Figures.plural(split.size(), "example")
                    + ", digest "
                    + split.digest().substring(0, Math.min(12, split.digest().length()))));
    row(page, "started", record.startedAt().toString());
    row(page, "Hone", record.engineVersion());
    page.append("</dl>");
    history
        .warnings()
        .forEach((sentence, times) ->
            page.append("<p class=\"dim\">Warning: ")
                .append(escape(sentence))
                .append(times > 1 ? " (" + times + " times)" : "")
                .append("</p>"));
    for (var note : history.notes())
      page.append("<details><summary>")
          .append(escape(note.title()))
          .append("</summary><pre>")
          .append(escape(note.text()))
          .append("</pre></details>");
    page.append("</section>\n");
  }

  private static void row(StringBuilder page, String name, String value) {
    page.append("<dt>")
        .append(escape(name))
        .append("</dt><dd>")
        .append(escape(value))
        .append("</dd>");
  }

  private static String escape(String text) {
    return Html.escape(text);
  }

  private static String style() {
    try (var in = Report.class.getResourceAsStream("report.css")) {
      return new String(
          Objects.requireNonNull(in, "report.css").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
