package dev.hone.bench;

import dev.hone.core.Json;
import dev.hone.core.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A comparison as one page that needs nothing but itself. */
public record ComparisonPage(Standings standings) {

  public String html() {
    var page = new StringBuilder(1_200_000);
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .append(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">")
        .append("<title>Comparison · Hone</title><style>")
        .append(resource("comparison.css"))
        .append("</style></head><body><main>\n");
    header(page);
    if (standings.rows().isEmpty())
      page.append("<section><p>Nothing is measured yet.</p></section>");
    else body(page);
    missing(page);
    page.append("</main>\n");
    if (!standings.rows().isEmpty()) scripts(page);
    return page.append("</body></html>\n").toString();
  }

  private void body(StringBuilder page) {
    var tables = new Tables(standings);
    var plots = new Plots(standings);
    verdict(page);
    page.append("<section><h2>All together</h2>")
        .append(
            tables
                .overall()
                .html(
                    "Means over %s. Rank 1 is the best; improved and worse count the tasks where that may be claimed. Costs are of one search."
                        .formatted(Text.plural(standings.grounds().size(), standings.noun()))))
        .append("</section>\n");
    curves(page, plots);
    costs(page, plots);
    heat(page, plots);
    duels(page, tables, plots);
    page.append("<section><h2>Every line</h2>")
        .append(tables.lines().html(Tables.READING))
        .append("</section>\n");
    published(page, tables);
    settings(page);
  }

  private void header(StringBuilder page) {
    int seeds = standings.rows().stream().mapToInt(r -> r.seeds().size()).max().orElse(0);
    page.append(
        "<header><h1>%s on %s</h1><p>%s, each search within %s</p></header>\n"
            .formatted(
                Html.escape(Text.plural(standings.methods().size(), "method")),
                Html.escape(places()),
                Html.escape(Text.plural(seeds, "seed")),
                Html.escape(limits(standings.budget()))));
  }

  private String places() {
    var tasks = Text.plural(standings.rows().stream().map(Row::task).distinct().count(), "task");
    long models = standings.rows().stream().map(Row::student).distinct().count();
    return models > 1 ? tasks + " with " + Text.plural(models, "model") : tasks;
  }

  static String limits(Values budget) {
    return budget.map().isEmpty()
        ? "no limit"
        : budget.map().entrySet().stream()
            .map(e ->
                e.getKey().equals("usd")
                    ? "$" + e.getValue()
                    : e.getKey().equals("time")
                        ? String.valueOf(e.getValue())
                        : e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
  }

  /** What may be said, and what is noise. */
  private void verdict(StringBuilder page) {
    page.append("<section><h2>What can be said</h2><ul class=\"said\">");
    for (var sentence : sentences(standings))
      page.append("<li>").append(Html.escape(sentence)).append("</li>");
    page.append("<li>").append(Html.escape(standings.power())).append("</li></ul></section>\n");
  }

  static List<String> sentences(Standings standings) {
    var said = new ArrayList<String>();
    var ranked =
        standings.overall().stream().sorted(Comparator.comparingDouble(Overall::rank)).toList();
    var plots = new Plots(standings);
    for (var o : ranked) said.add(sentence(o, standings, plots));
    if (ranked.size() > 1) said.add(leader(standings, ranked));
    return said;
  }

  private static String sentence(Overall o, Standings standings, Plots plots) {
    var places = Text.plural(o.grounds(), standings.noun());
    var duel = plots.duel(o.method(), Duel.START);
    if (duel.filter(d -> d.wins() + d.losses() > 0).isEmpty())
      return "%s: no difference on %s.".formatted(o.method(), places);
    return "%s: %s points on average over %s, %s; %s."
        .formatted(
            o.method(),
            o.grounds() > 1 ? Text.gain(o.gain()) : Text.signed(o.gain().mean()),
            places,
            duel.filter(Duel::decided).isPresent() ? "more than chance" : "which may be chance",
            switch (o.improved()) {
                  case 0 -> "none shows a gain by itself";
                  case 1 -> "one shows a gain by itself";
                  default -> o.improved() + " show a gain by themselves";
                }
                + (o.worse() > 0 ? ", and " + o.worse() + " a loss" : ""));
  }

  private static String leader(Standings standings, List<Overall> ranked) {
    var first = ranked.getFirst().method();
    var plots = new Plots(standings);
    var beaten =
        ranked.stream()
            .skip(1)
            .map(Overall::method)
            .filter(m ->
                plots
                    .duel(first, m)
                    .filter(d -> d.decided() && d.difference().mean() > 0)
                    .isPresent())
            .toList();
    var open =
        ranked.stream().skip(1).map(Overall::method).filter(m -> !beaten.contains(m)).toList();
    if (beaten.isEmpty())
      return "%s has the best mean rank, but against no other method is the difference more than chance may do."
          .formatted(first);
    return open.isEmpty()
        ? "%s has the best mean rank, and beats every other method by more than chance."
            .formatted(first)
        : "%s has the best mean rank, and beats %s by more than chance; against %s it is open."
            .formatted(first, String.join(", ", beaten), String.join(", ", open));
  }

  private void curves(StringBuilder page, Plots plots) {
    page.append("<section><h2>Score against rollouts</h2>");
    if (standings.grounds().size() > 1) {
      page.append(
          "<div class=\"choose\"><label for=\"ground\">Task</label><select id=\"ground\"><option value=\"0\">all together</option>");
      int i = 1;
      for (var ground : plots.places())
        page.append("<option value=\"%d\">%s</option>".formatted(i++, Html.escape(ground)));
      page.append("</select></div>");
    }
    figure(
        page,
        "curves",
        "Line plot: the best validation score so far of each method over the rollouts spent, with a band. At the end, over all tasks: "
            + plots.ends()
            + ".",
        "The best validation score so far, averaged. Over three tasks and more the band is the 95 % interval of the mean with the tasks as its sample, else it goes from the worst to the best search. "
            + "Validation scores are flattered by selection; the tables count the test.",
        plots.curveGrid().html("Best validation score after so many rollouts, over all tasks"));
    page.append("</section>\n");
  }

  private void costs(StringBuilder page, Plots plots) {
    var unit = plots.unit().equals("$") ? "dollars" : "tokens, since no price is known";
    page.append("<section><h2>Score against %s</h2><div class=\"pair\">".formatted(unit));
    figure(
        page,
        "search-cost",
        "Scatter plot: mean test score of each method against what its search costs, with the frontier: "
            + plots.places(Plots.Priced::search)
            + ".",
        "What a search costs. The dashed line is the frontier: nothing left of it scores as much.",
        "");
    figure(
        page,
        "serving-cost",
        "Scatter plot: mean test score of each method against what 1,000 answers with its final prompt cost, with the frontier: "
            + plots.places(Plots.Priced::serving)
            + ".",
        "What the final prompt costs to serve, for 1,000 answers.",
        "");
    page.append("</div>");
    details(page, plots.costGrid().html("Mean test score and costs"));
    page.append("</section>\n");
  }

  private void heat(StringBuilder page, Plots plots) {
    page.append("<section><h2>Gain by task</h2>");
    figure(
        page,
        "heat",
        "Heat map: gain of each method on each task, in points; the table below has all figures. "
            + plots.claims(),
        "Gain on the test in points of a hundred; * marks what may be claimed.",
        plots.heatGrid().html("Gain with its 95 % interval"),
        standings.methods().size(),
        standings.grounds().size());
    page.append("</section>\n");
  }

  private void duels(StringBuilder page, Tables tables, Plots plots) {
    int rivals = standings.methods().size() + 1;
    page.append("<section><h2>Head to head</h2>");
    figure(
        page,
        "wins",
        "Win matrix: how often the method of a row beats the method of a column; the table below has all figures. "
            + plots.beaten(),
        "Cells won and lost by the method of the row against that of the column, matched by task, model and seed; "
            + "* marks mean differences with p at most .05: paired by seed and example on these tasks, Holm's correction over all pairs.",
        tables.duels().html("Wins, ties and losses of a against b, and p"),
        rivals,
        rivals);
    page.append("</section>\n");
  }

  private static void figure(
      StringBuilder page, String id, String alt, String caption, String table) {
    figure(page, id, alt, caption, table, 0, 0);
  }

  private static void figure(
      StringBuilder page,
      String id,
      String alt,
      String caption,
      String table,
      int rows,
      int columns) {
    var size =
        rows == 0
            ? ""
            : " style=\"height:%dpx;min-width:%dpx\""
                .formatted(140 + 34 * rows, 190 + 58 * columns);
    page.append(
        "<figure><div class=\"wide\"><div class=\"plot\" id=\"%s\" role=\"img\" aria-label=\"%s\"%s></div></div><figcaption>%s</figcaption>"
            .formatted(id, Html.escape(alt), size, Html.escape(caption)));
    if (!table.isEmpty()) details(page, table);
    page.append("</figure>");
  }

  private static void details(StringBuilder page, String table) {
    page.append("<details><summary>As a table</summary>").append(table).append("</details>");
  }

  private static void published(StringBuilder page, Tables tables) {
    var figures = Published.of(tables.optimizers());
    if (figures.isEmpty()) return;
    page.append("<section class=\"published\"><h2>What the methods' papers report</h2><p>")
        .append(Html.escape(Published.NOTE))
        .append("</p>")
        .append(Published.grid(figures).html("Published figures, in the units of their sources"))
        .append("</section>\n");
  }

  private void settings(StringBuilder page) {
    page.append("<section><h2>Settings</h2><dl>");
    entry(page, "budget of a search", limits(standings.budget()));
    entry(
        page,
        "seeds",
        standings.cells().stream()
            .map(c -> String.valueOf(c.seed()))
            .distinct()
            .collect(Collectors.joining(", ")));
    standings.rows().stream()
        .map(r -> r.task() + " · student " + r.student() + ", teacher " + r.teacher())
        .distinct()
        .forEach(t -> entry(page, "task", t));
    for (var method : standings.methods())
      standings.rows().stream()
          .filter(r -> r.method().equals(method))
          .findFirst()
          .ifPresent(r -> entry(page, method, Json.write(r.options().map())));
    page.append("</dl></section>\n");
  }

  private static void entry(StringBuilder page, String name, String value) {
    page.append("<dt>%s</dt><dd>%s</dd>".formatted(Html.escape(name), Html.escape(value)));
  }

  private void missing(StringBuilder page) {
    if (standings.missing().isEmpty()) return;
    page.append("<section><h2>Not measured</h2>")
        .append(
            new Grid(
                    List.of("task", "model", "method", "seed", "why"),
                    5,
                    standings.missing().stream()
                        .map(m ->
                            List.of(
                                m.task(),
                                m.student(),
                                m.method(),
                                String.valueOf(m.seed()),
                                m.reason()))
                        .toList())
                .html(
                    "These cells are in no figure of this page. The same command again goes on with them."))
        .append("</section>\n");
  }

  /** Data cannot end the element they stand in: every {@code <} in them is escaped. */
  private void scripts(StringBuilder page) {
    page.append("<script type=\"application/json\" id=\"data\">")
        .append(Json.write(new Plots(standings).data()).replace("<", "\\u003c"))
        .append("</script>\n<script>")
        .append(resource("echarts.min.js").replace("</script", "<\\/script"))
        .append("</script>\n<script>")
        .append(resource("comparison.js"))
        .append("</script>\n");
  }

  private static String resource(String name) {
    try (var in = Objects.requireNonNull(ComparisonPage.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
