package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {
  private final Tables tables = new Tables(Sample.standings());

  @Test
  void a_terminal_shows_every_method_under_its_task() {
    var text = tables.text();
    assertThat(text)
        .contains(
            "tickets · openai/small    base ",
            "120 test examples, 3 seeds",
            "All together",
            "Head to head",
            "no optimization",
            "you can see differences above",
            "Missing: notes · openai/large · opro · seed 2");
    assertThat(text.lines().filter(l -> l.startsWith("  miprov2")).toList()).hasSizeGreaterThan(14);
  }

  @Test
  void markdown_has_a_line_for_each_row_and_all_columns() {
    var lines =
        tables.markdown().lines().filter(l -> l.startsWith("| tickets | openai/small | opro |"));
    assertThat(lines.toList())
        .singleElement()
        .satisfies(l -> assertThat(l.chars().filter(c -> c == '|').count()).isEqualTo(14));
    assertThat(tables.markdown()).contains("| task | model | method | base |", "seconds", "prompt");
  }

  @Test
  void csv_has_plain_numbers_and_no_formula() {
    var lines = tables.csv().split("\r\n", -1);
    int columns = lines[0].split(",", -1).length;

    assertThat(lines).hasSize(1 + 84 + 1);
    assertThat(lines[1].split(",", -1)).hasSize(columns);
    assertThat(lines[1]).startsWith("tickets,openai/small,openai/large,labeled-few-shot,3,120,0.");
    assertThat(
            new Grid(List.of("a"), 1, List.of(List.of("=1+1"), List.of("-0.5"), List.of("x,\"y\"")))
                .csv())
        .isEqualTo("a\r\n'=1+1\r\n-0.5\r\n\"x,\"\"y\"\"\"\r\n");
  }

  @Test
  void unknown_prices_are_unknown_and_not_free() {
    var unpriced = new Tables(Sample.unpriced());
    assertThat(unpriced.markdown()).contains(" | ? | ");
    assertThat(new Plots(Sample.unpriced()).unit()).isEqualTo("tokens");
    assertThat(new Plots(Sample.standings()).unit()).isEqualTo("$");
  }

  /** Two seeds each: on one task the band spans them, over three the tasks are the sample. */
  @Test
  void bands_are_of_searches_on_one_task_and_of_tasks_over_several() {
    var plots = new Plots(Sample.crowded());
    var cells = plots.standings().cells();
    var one = cells.stream().filter(c -> c.task().equals("codes")).toList();
    var method = one.stream().filter(c -> c.method().equals("method-l")).toList();

    var alone = plots.lines(one, true).getLast().points().getLast();
    var ends = method.stream().mapToDouble(c -> c.curve().getLast().score()).sorted().toArray();
    assertThat(ends).hasSize(2);
    assertThat(alone[2]).isEqualTo(ends[0]);
    assertThat(alone[3]).isEqualTo(ends[1]);

    var together = plots.lines(cells, true).getLast().points().getLast();
    var tasks =
        java.util.stream.Stream.of("tickets", "arithmetic", "codes")
            .mapToDouble(t ->
                cells.stream()
                    .filter(c -> c.task().equals(t) && c.method().equals("method-l"))
                    .mapToDouble(c -> c.curve().getLast().score())
                    .average()
                    .orElseThrow())
            .toArray();
    assertThat(together[3]).isEqualTo(Repeated.acrossTasks(tasks, 0, 1).high());
  }

  @Test
  void sentences_claim_no_more_than_the_tests() {
    assertThat(ComparisonPage.sentences(Sample.standings()))
        .anyMatch(s -> s.startsWith("labeled-few-shot: no difference on 14 task-model pairs"))
        .anyMatch(s -> s.startsWith("textgrad: +") && s.contains("more than chance"))
        .anyMatch(s -> s.startsWith("textgrad has the best mean rank"));
  }
}
