package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Advice through the command, and what {@code optimizer: auto} makes of it. */
class AdviseTest {
  private static final String NOWHERE = "openai/mock@http://127.0.0.1:9/v1";

  @TempDir Path directory;

  @Test
  void advice_names_method_budget_expectation_and_a_command_that_works() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var files = desk.files();

      var said = desk.hone("advise", "task.yaml", "--goal", "simple", "--budget-rollouts", "60");

      assertThat(said.code()).as(said.err()).isZero();
      assertThat(endpoint.asked()).isEmpty();
      assertThat(desk.files()).isEqualTo(files);
      assertThat(said.out())
          .contains("optimize with opro", "measured in simulated worlds", "12 tasks", "runner-up")
          .contains("With 12 examples you can see differences above");
      var command = said.out().lines().filter(l -> l.startsWith("Type:")).findFirst().orElseThrow();
      assertThat(command)
          .isEqualTo("Type:  hone optimize task.yaml --optimizer opro --budget-rollouts 60");
      var words = command.substring("Type:  hone ".length()).split(" ");
      assertThat(desk.hone(words).code()).isZero();
    }
  }

  @Test
  void a_program_reads_advice_as_one_object() {
    var desk = new Desk(directory).withTask(NOWHERE);

    var json = desk.hone("advise", "task.yaml", "--teacher", "openai/big", "--json").json();

    assertThat(json)
        .containsEntry("task", "animals")
        .containsEntry("optimize", true)
        .containsEntry("rule", "rule/ordinary")
        .containsKeys("reason", "source", "optimizer", "rollouts", "power", "expected", "runnerUp");
    assertThat(String.valueOf(json.get("command"))).endsWith("--teacher openai/big");
    var gain = Json.object(Json.object(json.get("expected")).get("gain"));
    assertThat(gain).containsKeys("mean", "low", "high", "n");
  }

  @Test
  void a_start_that_is_right_already_is_left_alone() {
    try (var endpoint = Endpoint.of((text, _) -> text.contains("woof") ? "dog" : "cat")) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("advise", "task.yaml", "--measure", "--no-cache");

      assertThat(said.code()).as(said.err()).isZero();
      assertThat(said.out())
          .contains("do not optimize", "100.0 [75.8, 100.0]", "100.0 % (75.8 to 100.0) on 12")
          .doesNotContain("Type:");
      assertThat(endpoint.asked()).as("twelve examples, asked twice").hasSize(24);
    }
  }

  @Test
  void measuring_keeps_to_the_budget_and_to_the_number_of_examples() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("advise", "task.yaml", "--measure", "--examples", "7", "--json");
      assertThat(endpoint.asked()).hasSize(14);
      assertThat(Json.object(said.json().get("baseline"))).containsEntry("n", 7L);
      assertThat((List<?>) said.json().get("spent")).hasSize(2);

      desk.hone("advise", "task.yaml", "--measure", "--examples", "7", "--json");
      assertThat(endpoint.asked()).as("answers are kept").hasSize(14);

      var limited =
          desk.hone("advise", "task.yaml", "--measure", "--no-cache", "--budget-calls", "15");
      assertThat(limited.code()).as(limited.err()).isZero();
      assertThat(endpoint.asked().size()).isLessThanOrEqualTo(14 + 15);

      int before = endpoint.asked().size();
      var refused =
          desk.hone("advise", "task.yaml", "--measure", "--no-cache", "--budget-rollouts", "5");
      assertThat(refused.code()).isEqualTo(Main.NO_RESULT);
      assertThat(refused.err()).contains("Not measured", "5");
      assertThat(endpoint.asked()).hasSize(before);
    }
  }

  @Test
  void answers_that_change_when_asked_again_show_a_metric_too_noisy_to_steer() {
    var asked = new ConcurrentHashMap<String, Integer>();
    try (var endpoint =
        Endpoint.of((text, _) -> {
          int number = Integer.parseInt(text.replaceAll("(?s).*validation (\\d+):.*", "$1"));
          boolean right = (asked.merge(text, 1, Integer::sum) + number / 2) % 2 == 0;
          return text.contains("woof") == right ? "dog" : "cat";
        })) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("advise", "task.yaml", "--measure", "--no-cache", "--json");

      assertThat(said.json()).containsEntry("rule", "skip/unsteady");
    }
  }

  @Test
  void an_endpoint_that_is_away_gives_no_advice() {
    var desk = new Desk(directory).withTask("openai/x@http://127.0.0.1:1/v1");

    var said = desk.hone("advise", "task.yaml", "--measure", "--deadline", "2s");

    assertThat(said.code()).isEqualTo(Main.NO_RESULT);
    assertThat(said.err()).contains("Not measured").doesNotContain("\tat ");
    assertThat(said.out()).isEmpty();
  }

  @Test
  void a_task_without_metric_or_data_is_told_so() {
    var desk = new Desk(directory).withTask(NOWHERE);
    var task = desk.read("task.yaml");

    desk.write("task.yaml", task.replace("metric: {exact: [animal]}\n", ""));
    assertThat(desk.hone("advise", "task.yaml", "--json").json())
        .containsEntry("rule", "skip/no-metric");

    desk.write("task.yaml", task.replaceAll("data: .*\n", ""));
    var said = desk.hone("advise", "task.yaml");
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("do not optimize", "none can be made");
  }

  @Test
  void rows_of_an_own_comparison_count_first() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var compared =
          desk.hone(
              "compare",
              "task.yaml",
              "--optimizers",
              "labeled-few-shot(k=4),bootstrap-random-search(numCandidates=2)",
              "--seeds",
              "2",
              "--budget-rollouts",
              "80");
      assertThat(compared.code()).as(compared.err()).isZero();

      var said =
          desk.hone("advise", "task.yaml", "--rows", "comparison/rows.json", "--json").json();

      assertThat(said).containsEntry("optimizer", "bootstrap-random-search");
      assertThat(Json.object(said.get("expected")))
          .containsEntry("where", "with this student")
          .containsEntry("budget", 80L)
          .containsEntry("seeds", 2L);
    }
  }

  @Test
  void advice_is_held_against_a_comparison_and_fails_below_five_of_six() {
    var desk = new Desk(directory);
    var compared =
        desk.hone(
            "compare",
            "--worlds",
            "100-100",
            "--optimizers",
            "ape,lean-reflective",
            "--seeds",
            "1",
            "--budget-rollouts",
            "300");
    assertThat(compared.code()).as(compared.err()).isZero();

    var said = desk.hone("advise", "--against", "comparison/rows.json");
    assertThat(said.code()).as(said.out()).isZero();
    assertThat(said.out())
        .contains("| simulated-100 | simulated/task | rule/ordinary | lean-reflective |")
        .contains("At 300 rollouts", "on 1 of 1 tasks");
    assertThat(desk.hone("advise", "--against", "comparison/rows.json", "--json").json())
        .containsEntry("held", 1L);

    var rows = desk.read("comparison/rows.json");
    desk.write(
        "comparison/rows.json",
        rows.replace("\"ape\"", "\"gone\"")
            .replace("\"lean-reflective\"", "\"ape\"")
            .replace("\"gone\"", "\"lean-reflective\""));
    assertThat(desk.hone("advise", "--against", "comparison/rows.json").code())
        .as("what was advised is now the weaker one")
        .isEqualTo(Main.GATE_NOT_MET);
  }

  @Test
  void auto_chooses_without_asking_and_says_what_and_why_on_one_line() {
    var desk = new Desk(directory).withTask(NOWHERE);
    var task = desk.read("task.yaml").replaceAll("optimizer: .*\n", "");
    for (var auto :
        List.of("", "optimizer: auto\n", "optimizer: {name: auto, options: {goal: simple}}\n")) {
      desk.write("task.yaml", task + auto);

      var said = desk.hone("optimize", "task.yaml", "--dry-run", "--json");
      var shown = desk.hone("optimize", "task.yaml", "--dry-run");

      assertThat(said.code()).as(said.err()).isZero();
      var chosen = String.valueOf(said.json().get("optimizer"));
      assertThat(shown.err().lines().filter(l -> l.contains("optimizer auto: " + chosen + ".")))
          .hasSize(1);
      if (auto.contains("simple")) assertThat(chosen).isEqualTo("opro");
    }
  }

  @Test
  void auto_takes_the_embedded_model_for_a_poor_writer_that_learns_from_examples() {
    var desk = new Desk(directory).withTask("local/smollm2-135m-instruct");

    var said = desk.hone("optimize", "task.yaml", "--optimizer", "auto", "--dry-run", "--json");

    assertThat(said.json()).containsEntry("optimizer", "lean-reflective");
  }

  @Test
  void a_run_that_goes_on_keeps_what_auto_chose() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      desk.write("task.yaml", desk.read("task.yaml").replaceAll("optimizer: .*\n", ""));
      desk.interrupts = work -> endpoint.when(20, work);
      var stopped =
          desk.hone(
              "optimize",
              "task.yaml",
              "--run",
              "r",
              "--set",
              "goal=simple",
              "--budget-rollouts",
              "90",
              "--no-cache");
      assertThat(stopped.code()).as(stopped.err()).isEqualTo(Main.CANCELLED);
      desk.interrupts = Interrupts.none();

      var said = desk.hone("optimize", "--resume", "r", "--no-cache", "--json");

      assertThat(said.code()).as(said.err()).isZero();
      assertThat(said.json()).containsEntry("optimizer", "opro");
    }
  }

  @Test
  void bad_input_is_named_with_its_repair() {
    var desk = new Desk(directory).withTask(NOWHERE);
    desk.write("rows.json", "{\"rows\": 5}");
    var files = desk.files();
    complains(desk, "missing.yaml", "advise", "missing.yaml");
    complains(desk, "comparison/rows.json", "advise");
    complains(desk, "cannot be read", "advise", "--against", "none.json");
    complains(desk, "holds no rows", "advise", "--against", "rows.json");
    complains(desk, "from the comparison", "advise", "task.yaml", "--against", "rows.json");
    complains(desk, "--goal", "advise", "task.yaml", "--goal", "glory");
    complains(desk, "smaller-model", "advise", "task.yaml", "--goal", "glory");
    complains(desk, "--examples is 0", "advise", "task.yaml", "--measure", "--examples", "0");
    complains(desk, "holds no rows", "advise", "task.yaml", "--rows", "rows.json");
    complains(desk, "cannot be read", "advise", "task.yaml", "--rows", "none.json");
    complains(
        desk, "'glory'", "optimize", "task.yaml", "--optimizer", "auto", "--set", "goal=glory");
    complains(
        desk, "no option 'k'", "optimize", "task.yaml", "--optimizer", "auto", "--set", "k=1");
    desk.write("task.yaml", desk.read("task.yaml").replace("metric:", "metrik:"));
    complains(desk, "Did you mean 'metric'", "advise", "task.yaml");
    assertThat(desk.files()).isEqualTo(files);
  }

  private static void complains(Desk desk, String about, String... args) {
    var said = desk.hone(args);
    assertThat(said.code()).as(said.err()).isEqualTo(Main.BAD_INPUT);
    assertThat(said.err()).contains(about).doesNotContain("\tat ");
    assertThat(said.out()).isEmpty();
  }
}
