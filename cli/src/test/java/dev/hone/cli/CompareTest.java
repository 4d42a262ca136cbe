package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.bench.Standings;
import dev.hone.core.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons through the command, against a scripted endpoint and in simulated worlds. */
class CompareTest {
  private static final String METHODS =
      "labeled-few-shot,bootstrap-random-search(numCandidates=2, maxLabeledDemos=4)";

  @TempDir Path directory;

  @Test
  void methods_are_set_against_each_other_and_leave_tables_and_a_report() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = compare(desk, "out", "--json");

      assertThat(said.code()).as(said.err()).isZero();
      assertThat(said.out().lines()).hasSize(1);
      assertThat(said.json().keySet())
          .contains("budget", "rows", "overall", "duels", "power", "missing", "directory")
          .doesNotContain("cells");
      assertThat((List<?>) said.json().get("rows")).hasSize(2);
      assertThat(desk.files())
          .contains("out/rows.json", "out/table.md", "out/table.csv", "out/report.html")
          .noneMatch(f -> f.startsWith("runs"));
      assertThat(said.err()).contains("[4/4] animals");
      var standings = Standings.read(directory.resolve("out/rows.json"));
      assertThat(standings.cells()).hasSize(4).allMatch(c -> c.after().size() == 10);

      var again = compare(desk, "out");
      int asked = endpoint.asked().size();
      assertThat(again.code()).isZero();
      assertThat(again.err()).contains("(known)");
      assertThat(endpoint.asked()).hasSize(asked);
      assertThat(again.out())
          .contains("animals · " + endpoint.spec(), "gain [95 %]", "report.html");
      assertThat(desk.read("out/table.md")).contains("| animals | ", "## Head to head");
    }
  }

  @Test
  void the_same_comparison_killed_and_resumed_gives_the_same_tables() throws Exception {
    try (var endpoint = Endpoint.ofAnimals().slowedTo(5)) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var whole = compare(desk, "whole", "--no-cache");
      int once = endpoint.asked().size();
      assertThat(whole.code()).as(whole.err()).isZero();

      for (int calls : List.of(9, once / 2, once - 5)) {
        var place = "killed" + calls;
        int start = endpoint.asked().size();
        var reached = endpoint.latch(start + calls);
        var process = desk.process(arguments(place, "--no-cache"));
        assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
        process.destroyForcibly().waitFor();

        var resumed = compare(desk, place, "--no-cache");

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(withoutSeconds(desk, place)).isEqualTo(withoutSeconds(desk, "whole"));
        assertThat(endpoint.asked().size() - start)
            .as("only what was in flight when the process died may be asked again")
            .isBetween(once, once + 8);
      }
    }
  }

  @Test
  void a_person_stops_a_comparison_and_goes_on() {
    try (var endpoint = Endpoint.ofAnimals().slowedTo(5)) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      desk.interrupts = work -> endpoint.when(40, work);

      var stopped = compare(desk, "out", "--no-cache");

      assertThat(stopped.code()).isEqualTo(Main.CANCELLED);
      assertThat(stopped.err()).contains("The same command goes on");
      desk.interrupts = Interrupts.none();
      assertThat(compare(desk, "out", "--no-cache").code()).isZero();
    }
  }

  @Test
  void an_endpoint_that_is_away_leaves_cells_missing_with_the_reason() {
    var desk = new Desk(directory).withTask("openai/x@http://127.0.0.1:1/v1");

    var said = compare(desk, "out", "--deadline", "2s");

    assertThat(said.code()).isEqualTo(Main.NO_RESULT);
    assertThat(said.err()).contains("4 cells missing").doesNotContain("\tat ");
    assertThat(desk.read("out/report.html")).contains("Not measured", "127.0.0.1:1");
  }

  @Test
  void simulated_worlds_are_tasks_too() {
    var desk = new Desk(directory);

    var said =
        desk.hone(
            "compare",
            "--worlds",
            "100-101",
            "--world",
            "test=40",
            "--optimizers",
            "labeled-few-shot,opro(steps=4)",
            "--seeds",
            "2",
            "--budget-rollouts",
            "200",
            "--json");

    assertThat(said.code()).as(said.err()).isZero();
    var rows = (List<?>) said.json().get("rows");
    assertThat(rows).hasSize(4);
    assertThat(Json.object(rows.getFirst())).containsEntry("task", "simulated-100");
    assertThat(Json.object(Json.object(rows.getLast()).get("base"))).containsEntry("n", 40L);
  }

  @Test
  void a_dry_run_counts_cells_and_asks_nothing() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var before = desk.files();

      assertThat(compare(desk, "out", "--dry-run").out()).contains("4 cells", "60 rollouts");
      assertThat(compare(desk, "out", "--dry-run", "--json").json())
          .isEqualTo(Map.of("cells", 4L, "budget", Map.of("rollouts", 60L)));
      assertThat(endpoint.asked()).isEmpty();
      assertThat(desk.files()).isEqualTo(before);
    }
  }

  @Test
  void bad_input_is_named_with_its_repair() {
    var desk = new Desk(directory).withTask("openai/x@http://127.0.0.1:1/v1");

    var files = desk.files();
    complains(desk, "--optimizers labeled-few-shot", "compare", "task.yaml");
    complains(desk, "--worlds 3", "compare", "--optimizers", "opro");
    complains(desk, "'nothing'", "compare", "task.yaml", "--optimizers", "nothing");
    complains(desk, "twice", "compare", "task.yaml", "--optimizers", "opro,opro");
    complains(desk, "bracket", "compare", "task.yaml", "--optimizers", "opro(steps=2");
    complains(desk, "1 to 1000", "compare", "task.yaml", "--optimizers", "opro", "--seeds", "0");
    complains(desk, "--models", "compare", "task.yaml", "--optimizers", "opro", "--models", "foo");
    complains(desk, "--cells", "compare", "task.yaml", "--optimizers", "opro", "--cells", "0");
    complains(desk, "occurs twice", "compare", "task.yaml", "task.yaml", "--optimizers", "opro");
    complains(
        desk, "--world", "compare", "--worlds", "1", "--world", "rules=x", "--optimizers", "opro");
    complains(desk, "100-111", "compare", "--worlds", "many", "--optimizers", "opro");
    complains(
        desk, "name=value", "compare", "--worlds", "1", "--world", "x", "--optimizers", "opro");
    desk.write("task.yaml", desk.read("task.yaml").replace(", test: test.jsonl", ""));
    complains(desk, "no test examples", "compare", "task.yaml", "--optimizers", "opro");
    assertThat(desk.files()).isEqualTo(files);
  }

  @Test
  void commas_within_brackets_part_no_methods() {
    assertThat(CompareCommand.listed("opro, a(x=1, y=2),b"))
        .containsExactly("opro", "a(x=1, y=2)", "b");
  }

  private static void complains(Desk desk, String about, String... args) {
    var said = desk.hone(args);
    assertThat(said.code()).as(said.err()).isEqualTo(Main.BAD_INPUT);
    assertThat(said.err()).contains(about).doesNotContain("\tat ");
  }

  private static Desk.Said compare(Desk desk, String out, String... more) {
    return desk.hone(arguments(out, more));
  }

  private static String[] arguments(String out, String... more) {
    var all =
        new java.util.ArrayList<>(
            List.of(
                "compare",
                "task.yaml",
                "--optimizers",
                METHODS,
                "--seeds",
                "2",
                "--budget-rollouts",
                "60",
                "--cells",
                "2",
                "--parallel",
                "2",
                "--out",
                out));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<String> withoutSeconds(Desk desk, String out) {
    return desk.read(out + "/rows.json")
        .lines()
        .filter(l -> !l.strip().startsWith("\"seconds\""))
        .toList();
  }
}
