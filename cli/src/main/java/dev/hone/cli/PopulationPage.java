package dev.hone.cli;

import dev.hone.bench.Html;
import dev.hone.core.Example;
import dev.hone.engine.Population;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who descends from whom and who is best where, as sections of a report.
 *
 * @param fronts who holds each front that the method kept itself, for example by parts of the score
 * @param examples by id; may be empty
 * @param best the id of the winner
 */
record PopulationPage(
    Population population,
    Map<String, List<String>> fronts,
    Map<String, Example> examples,
    String best) {
  private static final int MOST_EXAMPLES = 200;
  private static final int LONGEST = 120;

  String html() {
    long measured = population.members().stream().filter(Population.Member::measured).count();
    if (measured < 2) return "";
    var page = new StringBuilder();
    var front = population.front();
    tree(page, front);
    front(page, front);
    return page.toString();
  }

  private void tree(StringBuilder page, List<Population.Member> front) {
    page.append(
        "<section><h2>Lineage</h2><p class=\"dim\">Each candidate below the one it was made from; ● is on the Pareto front.</p><div class=\"wide tree\">");
    for (var branch : population.tree()) {
      var member = branch.member();
      page.append(
              "<div style=\"padding-left:%dem\"%s>"
                  .formatted(branch.depth(), member.id().equals(best) ? " class=\"winner\"" : ""))
          .append(front.contains(member) ? "● " : "○ ")
          .append("<code>")
          .append(Html.escape(member.id()))
          .append("</code> ")
          .append(member.measured() ? Html.escape(Figures.percent(member.mean())) : "–")
          .append(" <small>")
          .append(Html.escape(how(member)))
          .append("</small></div>");
    }
    page.append("</div></section>\n");
  }

  /** How it was made, and from whom besides the parent above it. */
  private static String how(Population.Member member) {
    var others =
        member.parents().stream().skip(1).map(p -> p.id()).collect(Collectors.joining(", "));
    return others.isEmpty() ? member.operator() : member.operator() + " with " + others;
  }

  private void front(StringBuilder page, List<Population.Member> front) {
    var winners = population.winners();
    var scores = population.best();
    page.append("<section><h2>Pareto front</h2><p class=\"dim\">")
        .append(
            "Candidates that are best on some of the %d validation examples, without those that others match wherever they are best. Picking the best of all candidates for each example would give %s."
                .formatted(winners.size(), Figures.percent(population.together())))
        .append(
            "</p><div class=\"wide\"><table><thead><tr><th>candidate</th><th class=\"n\">validation</th><th class=\"n\">best on</th><th class=\"n\">alone best on</th></tr></thead><tbody>");
    for (var member : front) {
      long on = winners.values().stream().filter(w -> w.contains(member.id())).count();
      long alone = winners.values().stream().filter(w -> w.equals(List.of(member.id()))).count();
      page.append(member.id().equals(best) ? "<tr class=\"winner\">" : "<tr>")
          .append(
              "<td><code>%s</code></td><td class=\"n\">%s</td><td class=\"n\">%d</td><td class=\"n\">%d</td></tr>"
                  .formatted(
                      Html.escape(member.id()),
                      Html.escape(Figures.percent(member.mean())),
                      on,
                      alone));
    }
    page.append("</tbody></table></div>");
    parts(page, winners.keySet());
    examples(page, winners, scores);
    page.append("</section>\n");
  }

  /** Fronts over parts of the score, which only the method knows. */
  private void parts(StringBuilder page, Set<String> ids) {
    var own = fronts.keySet().stream().filter(f -> !ids.contains(f)).limit(MOST_EXAMPLES).toList();
    if (own.isEmpty()) return;
    page.append("<details><summary>By part of the score</summary><table><tbody>");
    for (var name : own) row(page, name, names(fronts.getOrDefault(name, List.of())), "", "");
    page.append("</tbody></table></details>");
  }

  private void examples(
      StringBuilder page, Map<String, List<String>> winners, Map<String, Double> scores) {
    page.append(
        "<details><summary>Winners on each example</summary><div class=\"wide\"><table><tbody>");
    winners.entrySet().stream()
        .limit(MOST_EXAMPLES)
        .forEach(w -> {
          double score = scores.getOrDefault(w.getKey(), 0.0);
          row(
              page,
              w.getKey(),
              winners(score, w.getValue()),
              shown(w.getKey()),
              Figures.percent(score));
        });
    page.append("</tbody></table></div>");
    if (winners.size() > MOST_EXAMPLES)
      page.append(
          "<p class=\"dim\">%d more are in events.jsonl.</p>"
              .formatted(winners.size() - MOST_EXAMPLES));
    page.append("</details>");
  }

  private void row(StringBuilder page, String name, String names, String text, String score) {
    page.append("<tr><td><code>")
        .append(Html.escape(name))
        .append("</code></td><td>")
        .append(Html.escape(text))
        .append("</td><td>")
        .append(Html.escape(score))
        .append("</td><td><code>")
        .append(Html.escape(names))
        .append("</code></td></tr>");
  }

  /** Who is best on an example; nobody is where the highest score is 0. */
  static String winners(double highest, List<String> ids) {
    return highest > 0 ? names(ids) : "nobody";
  }

  /** All of them, or how many when nearly everybody wins. */
  static String names(List<String> ids) {
    return ids.size() <= 6
        ? String.join(", ", ids)
        : String.join(", ", ids.subList(0, 6)) + " and " + (ids.size() - 6) + " more";
  }

  private String shown(String id) {
    var example = examples.get(id);
    if (example == null) return "";
    var text = example.input().text().replace('\n', ' ');
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
