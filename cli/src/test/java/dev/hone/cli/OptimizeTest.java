package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Json;
import dev.hone.programs.Compiled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs against a scripted endpoint, through the command. */
class OptimizeTest {
  @TempDir Path directory;

  @Test
  void a_run_improves_and_leaves_its_files() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("optimize", "task.yaml", "--run", "run", "--out", "best.json", "--json");

      assertThat(said.code()).as(said.err()).isZero();
      assertThat(said.out().lines()).hasSize(1);
      assertThat(said.json().keySet())
          .contains(
              "optimizer",
              "seed",
              "student",
              "teacher",
              "baseline",
              "optimized",
              "difference",
              "test",
              "spent",
              "stopReason",
              "candidate",
              "run");
      assertThat(score(said, "optimized")).isGreaterThan(score(said, "baseline"));
      assertThat(Json.object(said.json().get("baseline")).keySet())
          .containsExactly("score", "low", "high", "n");
      var spent = Json.object(said.json().get("spent"));
      assertThat(spent.keySet())
          .contains(
              "rollouts",
              "studentCalls",
              "teacherCalls",
              "judgeCalls",
              "cachedCalls",
              "inputTokens",
              "outputTokens",
              "usd",
              "seconds");
      assertThat((Long) spent.get("studentCalls") + (Long) spent.get("teacherCalls"))
          .isEqualTo(endpoint.asked().size());
      assertThat(desk.files())
          .contains(
              "run/run.json",
              "run/journal",
              "run/events.jsonl",
              "run/compiled.json",
              "run/report.html",
              "best.json");
      assertThat(desk.read("best.json")).isEqualTo(desk.read("run/compiled.json"));
      assertThat(Compiled.read(directory.resolve("best.json")).format()).isPresent();

      var answer = desk.hone("run", "best.json", "--input", "{\"text\": \"it says woof\"}");
      assertThat(answer.json()).isEqualTo(Map.of("animal", "dog"));
      assertThat(desk.hone("show", "run").out()).contains("Improved", "labels");
      assertThat(desk.hone("show", "best.json", "--messages").out())
          .contains("--- system", "Which animal is it?");
      assertThat(desk.hone("show", "best.json", "--diff").out()).contains("+ demo");
    }
  }

  @Test
  void a_dry_run_tells_what_the_run_then_spends_and_asks_nothing() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var before = desk.files();
      var args = List.of("optimize", "task.yaml", "--optimizer", "labeled-few-shot", "--json");

      var plan = desk.hone(with(args, "--dry-run")).json();

      assertThat(endpoint.asked()).isEmpty();
      assertThat(desk.files()).isEqualTo(before);
      assertThat(plan.get("usd")).isEqualTo("unknown");
      var spent = Json.object(desk.hone(with(args)).json().get("spent"));
      assertThat(within(plan, "calls", (Long) spent.get("studentCalls"))).isTrue();
      assertThat(Json.object(plan.get("calls")).get("max")).isEqualTo(spent.get("studentCalls"));
      assertThat(within(plan, "inputTokens", (Long) spent.get("inputTokens") / 2)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bootstrap-few-shot", "bootstrap-random-search", "knn-few-shot", "opro"})
  void a_dry_run_brackets_what_the_run_then_spends(String optimizer) {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var args = List.of("optimize", "task.yaml", "--optimizer", optimizer, "--json");

      var plan = desk.hone(with(args, "--dry-run")).json();
      var spent = Json.object(desk.hone(with(args)).json().get("spent"));

      var calls = (Long) spent.get("studentCalls") + (Long) spent.get("teacherCalls");
      assertThat(within(plan, "calls", calls)).as("%s of %s", calls, plan).isTrue();
    }
  }

  @Test
  void what_is_likely_is_told_beforehand_and_a_budget_for_hardly_any_rewriting_is_remarked_upon() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var args = List.of("optimize", "task.yaml", "--optimizer", "gepa", "--dry-run");
      var small = desk.hone(with(args, "--budget-rollouts", "20"));
      assertThat(small.err()).contains("hardly room for 3 rounds", "of 20 rollouts");
      var large = desk.hone(with(args, "--budget-rollouts", "900"));
      assertThat(large.err()).doesNotContain("hardly room");
      assertThat(large.out())
          .containsPattern("likely +900 rollouts, [0-9]+ questions to the teacher");
      assertThat(endpoint.asked()).isEmpty();
    }
  }

  @Test
  void finding_the_format_is_part_of_what_was_spent_everywhere() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      desk.write("task.yaml", desk.read("task.yaml").replace("adapter: plain", "adapter: auto"));

      var said =
          desk.hone(
              "optimize",
              "task.yaml",
              "--optimizer",
              "labeled-few-shot",
              "--run",
              "run",
              "--no-cache",
              "--json");
      var again = desk.hone("optimize", "--resume", "run", "--no-cache", "--json");

      assertThat(said.code()).as(said.err()).isZero();
      long calls = calls(said);
      assertThat(calls).isEqualTo(endpoint.asked().size()).isEqualTo(calls(again));
      assertThat(desk.read("run/report.html"))
          .contains("before the search")
          .contains("<dt>student calls</dt><dd>" + Figures.count(calls) + "</dd>");
    }
  }

  private static long calls(Desk.Said said) {
    var spent = Json.object(said.json().get("spent"));
    assertThat(spent.get("teacherCalls")).isEqualTo(0L);
    return (Long) spent.get("studentCalls");
  }

  @Test
  void prompts_for_an_older_task_file_still_run_and_say_so() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      assertThat(desk.hone("optimize", "task.yaml", "--out", "best.json").code()).isZero();
      desk.write(
          "task.yaml", desk.read("task.yaml").replace("Which animal is it?", "Name the animal."));

      var said = desk.hone("evaluate", "task.yaml", "--candidate", "best.json");

      assertThat(said.code()).isZero();
      assertThat(said.err()).contains("have changed since best.json", "Name the animal.");
    }
  }

  @Test
  void a_dry_run_counts_the_judge_and_doubts_a_price_that_nobody_compared() {
    var desk = new Desk(directory).withTask("openai/mock@http://127.0.0.1:9/v1");
    desk.environment.put("ANTHROPIC_API_KEY", Desk.CANARY);
    var plain = desk.hone("optimize", "task.yaml", "--dry-run", "--json").json();
    desk.write(
        "task.yaml",
        desk.read("task.yaml")
            .replace("metric: {exact: [animal]}", "metric: {judge: {rubric: Is it the animal?}}")
            .replace(
                "student: openai/mock@http://127.0.0.1:9/v1", "student: anthropic/claude-3-opus"));
    var judged = desk.hone("optimize", "task.yaml", "--dry-run", "--json").json();
    for (var bound : List.of("min", "max"))
      assertThat(of(judged, "calls", bound) - of(judged, "judgeCalls", bound))
          .isEqualTo(of(plain, "calls", bound));
    assertThat(of(judged, "judgeCalls", "max"))
        .isEqualTo(of(judged, "rollouts", "max") + of(judged, "testRollouts", "max"));
    assertThat(desk.hone("optimize", "task.yaml", "--dry-run").out())
        .contains("judge ", "prices of 2026-02 that were not verified");
  }

  @ParameterizedTest
  @CsvSource({"lean-reflective, maxDemos", "capo, maxShots", "knn-few-shot, k"})
  void a_dry_run_allows_for_the_demos_that_a_method_may_show(String method, String option) {
    var desk = new Desk(directory).withTask("openai/mock@http://127.0.0.1:9/v1");
    var args = List.of("optimize", "task.yaml", "--optimizer", method, "--dry-run", "--json");
    var few = desk.hone(with(args, "--set", option + "=1")).json();
    assertThat(of(desk.hone(with(args)).json(), "inputTokens", "max"))
        .isGreaterThan(of(few, "inputTokens", "max"));
  }

  private static long of(Map<String, Object> json, String name, String bound) {
    return ((Number) Json.object(json.get(name)).get(bound)).longValue();
  }

  @Test
  void a_dry_run_knows_prices_and_answers_in_words() {
    var desk = new Desk(directory).withTask("openai/mock@http://127.0.0.1:9/v1");
    desk.write(
        "prices.json",
        "{\"openai/mock@http://127.0.0.1:9/v1\": {\"input\": 100, \"output\": 200}}");
    desk.write("task.yaml", desk.read("task.yaml") + "prices: prices.json\n");

    assertThat(desk.hone("optimize", "task.yaml", "--dry-run").out())
        .contains("price", "$", "rollouts", "Nothing was asked");
  }

  @Test
  void no_improvement_is_said_plainly() {
    try (var endpoint = Endpoint.of((_, _) -> "dog")) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("optimize", "task.yaml", "--run", "run");

      assertThat(said.code()).isZero();
      assertThat(said.out()).startsWith("No improvement.").contains("stay.", "the same prompts");
      assertThat(desk.read("run/report.html")).contains("No improvement");
    }
  }

  @Test
  void keys_are_in_no_output_and_no_file() throws IOException {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("optimize", "task.yaml", "--run", "run");
      var failed =
          desk.hone(
              "optimize",
              "task.yaml",
              "--student",
              "openai/x@http://127.0.0.1:1/v1",
              "--run",
              "dead",
              "--deadline",
              "2s");

      assertThat(endpoint.headers()).allMatch(h -> h.contains(Desk.CANARY));
      assertThat(said.out() + said.err() + failed.out() + failed.err()).doesNotContain(Desk.CANARY);
      try (var files = Files.walk(directory)) {
        for (var file : files.filter(Files::isRegularFile).toList())
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(Desk.CANARY);
      }
    }
  }

  @Test
  void what_a_model_says_is_never_markup() {
    try (var endpoint = Endpoint.of((_, _) -> "<script>alert('x')</script>")) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      desk.write("task.yaml", desk.read("task.yaml").replace("animal: 'dog'|'cat'", "animal: str"));

      desk.hone("optimize", "task.yaml", "--run", "run");

      assertThat(desk.read("run/report.html"))
          .contains("&lt;script&gt;alert(&#39;x&#39;)")
          .doesNotContain("<script")
          .doesNotContain("http://www", "https://", "src=");
    }
  }

  @Test
  void a_budget_of_one_call_is_kept() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("optimize", "task.yaml", "--budget-calls", "1", "--run", "run");

      assertThat(endpoint.asked().size()).isLessThanOrEqualTo(1);
      assertThat(said.code()).isEqualTo(Main.NO_RESULT);
      assertThat(said.err())
          .contains("1 call ", "with a larger budget", "--resume run")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void a_budget_of_rollouts_is_kept_and_the_best_returned() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("optimize", "task.yaml", "--budget-rollouts", "30", "--json");

      assertThat(said.json().get("stopReason")).isEqualTo("budget");
      assertThat(score(said, "optimized")).isGreaterThanOrEqualTo(score(said, "baseline"));
    }
  }

  @Test
  void the_progress_never_shows_more_rollouts_than_the_budget_has() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("optimize", "task.yaml", "--budget-rollouts", "30");

      var shown = Pattern.compile("(\\d+) of (\\d+) rollouts").matcher(said.err());
      assertThat(shown.find()).isTrue();
      do
        assertThat(Integer.parseInt(shown.group(1)))
            .isLessThanOrEqualTo(Integer.parseInt(shown.group(2)));
      while (shown.find());
    }
  }

  @Test
  void a_small_budget_in_dollars_tries_no_formats() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      desk.write(
          "prices.json",
          "{\"%s\": {\"input\": 1000, \"output\": 1000}}".formatted(endpoint.spec()));
      desk.write(
          "task.yaml",
          desk.read("task.yaml").replace("adapter: plain", "adapter: auto")
              + "prices: prices.json\n");

      var said = desk.hone("optimize", "task.yaml", "--budget-usd", "0.01", "--run", "run");

      assertThat(said.code()).isEqualTo(Main.NO_RESULT);
      assertThat(endpoint.asked()).isEmpty();
    }
  }

  @Test
  void a_budget_in_dollars_for_an_unpriced_model_is_one_message_and_leaves_nothing() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("optimize", "task.yaml", "--budget-usd", "1", "--run", "run");

      assertThat(said.code()).isEqualTo(Main.BAD_INPUT);
      assertThat(said.err()).contains("price", "prices: FILE").doesNotContain("\tat ");
      assertThat(desk.files()).noneMatch(f -> f.startsWith("run"));
      assertThat(endpoint.asked()).isEmpty();
    }
  }

  @Test
  void a_dead_endpoint_is_one_message() {
    var desk = new Desk(directory).withTask("openai/x@http://127.0.0.1:1/v1");

    var said = desk.hone("optimize", "task.yaml", "--run", "run");

    assertThat(said.code()).isEqualTo(Main.NO_RESULT);
    assertThat(said.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
    assertThat(said.out()).isEmpty();
  }

  @Test
  void an_endpoint_that_answers_nonsense_is_one_message() {
    try (var endpoint = Endpoint.of((_, _) -> "RAW {\"choices\": [")) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("optimize", "task.yaml", "--run", "run");

      assertThat(said.code()).isEqualTo(Main.NO_RESULT);
      assertThat(said.err()).contains("--resume run").doesNotContain("\tat ");
    }
  }

  @Test
  void a_place_that_cannot_be_written_is_one_message() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said = desk.hone("optimize", "task.yaml", "--run", "task.yaml/run");

      assertThat(said.code()).isEqualTo(Main.BAD_INPUT);
      assertThat(said.err()).contains("task.yaml").doesNotContain("\tat ");
      assertThat(endpoint.asked()).isEmpty();
    }
  }

  @Test
  void a_gate_decides_the_exit_code_and_rows_tell_every_example() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());

      var said =
          desk.hone(
              "evaluate", "task.yaml", "--min-score", "0.99", "--rows", "rows.jsonl", "--json");

      assertThat(said.code()).isEqualTo(Main.GATE_NOT_MET);
      assertThat(said.json().keySet())
          .contains("score", "low", "high", "n", "failed", "missing", "spent");
      assertThat(desk.read("rows.jsonl").lines()).hasSize(12);
      assertThat(desk.hone("evaluate", "task.yaml", "--min-score", "0").code()).isZero();
    }
  }

  private static String[] with(List<String> args, String... more) {
    var all = new java.util.ArrayList<>(args);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static boolean within(Map<String, Object> plan, String key, long value) {
    var range = Json.object(plan.get(key));
    return (Long) range.get("min") <= value && value <= (Long) range.get("max");
  }

  private static double score(Desk.Said said, String key) {
    return (Double) Json.object(said.json().get(key)).get("score");
  }
}
