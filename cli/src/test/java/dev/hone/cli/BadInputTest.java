package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a person writes wrong: one message, exit code 2, nothing written. */
class BadInputTest {
  private static final String NOWHERE = "openai/mock@http://127.0.0.1:9/v1";

  @TempDir Path directory;

  private static Arguments task(String from, String to, String... expected) {
    UnaryOperator<String> change =
        text -> {
          assertThat(text).contains(from);
          return text.replace(from, to);
        };
    return Arguments.of(from + " -> " + to, change, expected);
  }

  static Stream<Arguments> tasks() {
    return Stream.of(
        task("metric:", "metrik:", "task.yaml, line 7", "'metrik'", "Did you mean 'metric'"),
        task(
            "adapter: plain",
            "parallel: many",
            "task.yaml, line 9",
            "'parallel'",
            "'many'",
            "whole number"),
        task(
            "adapter: plain",
            "budget: {rollout: 5}",
            "line 9",
            "'rollout'",
            "Did you mean 'rollouts'"),
        task("adapter: plain", "budget: {rollouts: -5}", "line 9", "'budget.rollouts'"),
        task("adapter: plain", "budget: 5", "line 9", "'budget'", "mapping"),
        task("adapter: plain", "adapter: yaml", "line 9", "'adapter'", "'yaml'", "markers"),
        task("adapter: plain", "deadline: soon", "line 9", "'deadline'", "'soon'", "30s"),
        task("adapter: plain", "settings: {temperatur: 1}", "line 9", "temperatur"),
        task("adapter: plain", "prices: none.json", "line 9", "'prices'", "none.json"),
        task("adapter: plain", "cache: answers.db", "'answers.db'", "jdbc:postgresql://"),
        task(
            "adapter: plain",
            "cache: 'jdbc:postgresql://127.0.0.1:9/hone?user=me'",
            "127.0.0.1:9",
            "HONE_CACHE_PASSWORD"),
        task(
            "adapter: plain",
            "cache: 'jdbc:postgresql://db/hone?user=me&password=secret'",
            "HONE_CACHE_PASSWORD"),
        task("adapter: plain", "name: again", "line 9", "'name'", "line 1"),
        task("adapter: plain", "  adapter: plain", "task.yaml, line", "YAML"),
        task(
            "signature: \"text -> animal: 'dog'|'cat'\"",
            "signature: \"text ->\"",
            "task.yaml, line 2",
            "step 1"),
        task(
            "    instructions: Which animal is it?",
            "    instrctions: x",
            "task.yaml, line 2",
            "instrctions",
            "instructions"),
        task(
            "  - slot: tell",
            "  - slot: tell\n    signature: \"text -> x\"\n  - slot: tell",
            "'tell'"),
        task(
            "    instructions: Which animal is it?",
            "    instructions: a\n  - {slot: b, signature: \"x -> y\"}\n  - {slot: c, signature: \"y -> x\"}",
            "line 2",
            "b",
            "c",
            "wait for each other"),
        task(
            "train: train.jsonl",
            "train: trian.jsonl",
            "task.yaml, line 6",
            "trian.jsonl",
            "train.jsonl"),
        task("train: train.jsonl", "train: broken.jsonl", "broken.jsonl", "line 2"),
        task(
            "train: train.jsonl",
            "train: other.jsonl",
            "other.jsonl",
            "line 1",
            "'animal'",
            "species"),
        task("train: train.jsonl", "trein: train.jsonl", "line 6", "trein", "train"),
        task("{exact: [animal]}", "{exakt: [animal]}", "task.yaml, line 7", "exakt", "exact"),
        task("{exact: [animal]}", "{exact: [anmal]}", "task.yaml, line 7", "anmal", "animal"),
        task("{exact: [animal]}", "{command: {run: [echo, x]}}", "task.yaml, line 7", "command"),
        task("student: " + NOWHERE, "student: gpt", "task.yaml, line 8", "'gpt'", "provider/model"),
        task("student: " + NOWHERE, "student: opnai/gpt", "opnai", "openai"),
        task("student: " + NOWHERE, "", "student", "--student"),
        task(
            "name: bootstrap-random-search",
            "name: bootstrap-random-serch",
            "task.yaml, line 10",
            "serch",
            "Did you mean 'bootstrap-random-search'"),
        task(
            "numCandidates", "numCandidats", "task.yaml, line 10", "numCandidats", "numCandidates"),
        task("numCandidates: 2", "numCandidates: few", "line 10", "numCandidates", "few"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void a_task_with_a_mistake(String name, UnaryOperator<String> change, String[] expected) {
    var desk = desk();
    desk.write("task.yaml", change.apply(Desk.task(NOWHERE)));
    requireOneMessage(desk, expected, "optimize", "task.yaml");
  }

  private Desk desk() {
    var desk = new Desk(directory);
    desk.write("broken.jsonl", "{\"text\": \"a\", \"animal\": \"dog\"}\n{\"text\": \"b\", \n");
    desk.write("other.jsonl", "{\"text\": \"a\", \"species\": \"dog\"}\n");
    desk.write("full/note.txt", "something");
    desk.write("foreign.json", "{\"prompt\": \"hello\"}");
    desk.write("cut.json", "{\"hone\": 1, \"slots\": {\"tell\"");
    return desk;
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        call("optimise task.yaml", "'optimise'", "Did you mean 'optimize'"),
        call("optimize missing.yaml", "missing.yaml", "hone demo"),
        call("optimize", "task file"),
        call("optimize full", "full", "folder"),
        call("optimize task.yaml --budgets 5", "--budgets"),
        call("optimize task.yaml --parallel lots", "--parallel", "lots"),
        call("optimize task.yaml --parallel 0", "--parallel", "0"),
        call("optimize task.yaml --budget-time later", "--budget-time", "later"),
        call("optimize task.yaml --budget-rollouts -1", "--budget-rollouts", "-1"),
        call("optimize task.yaml --adapter yaml", "--adapter", "yaml", "markers"),
        call(
            "optimize task.yaml --optimizer labeled-few-shoot",
            "labeled-few-shoot",
            "Did you mean 'labeled-few-shot'"),
        call("optimize task.yaml --set k", "--set", "name=value"),
        call("optimize task.yaml --student gpt", "--student", "'gpt'"),
        call("optimize task.yaml --run full", "full", "empty"),
        call("optimize task.yaml --out full", "--out", "'full'", "folder"),
        call("optimize task.yaml --out full/note.txt/c.json", "--out", "note.txt"),
        call("optimize --resume full", "full", "run.json"),
        call("optimize --resume nowhere", "nowhere"),
        call("evaluate task.yaml --split dev", "--split", "dev", "validation"),
        call("evaluate task.yaml --min-score 80", "--min-score", "80"),
        call(
            "evaluate task.yaml --candidate foreign.json",
            "foreign.json",
            "not a compiled program"),
        call("evaluate task.yaml --candidate cut.json", "cut.json", "cut off"),
        call("check c.json", "TASK.yaml"),
        call("check nothing.json task.yaml --min-lower 0.5", "nothing.json"),
        call("check foreign.json task.yaml --min-lower 0.5", "not a compiled program"),
        call("check cut.json task.yaml", "nothing to check", "--min-lower"),
        call("check cut.json task.yaml --min-lower 80", "--min-lower", "80.0"),
        call("check cut.json task.yaml --min-score -1", "--min-score", "-1.0"),
        call("check cut.json task.yaml --min-lower 0.5 --split dev", "--split", "dev"),
        call("check cut.json task.yaml --min-lower 0.5 --accept", "--accept", "--accepted FILE"),
        call("check cut.json task.yaml --accepted a --regressions -1", "--regressions", "-1"),
        call("check cut.json task.yaml --accepted a --right 0", "--right", "0"),
        call("check cut.json task.yaml --accepted a --record x --cassette y", "--cassette"),
        call("migrate cut.json task.yaml", "--to"),
        call("migrate cut.json task.yaml --to gpt", "--to", "'gpt'"),
        call("migrate cut.json task.yaml --to openai/x", "cut.json", "cut off"),
        call("migrate cut.json task.yaml --to openai/x --student openai/y", "--student", "--from"),
        call("migrate cut.json missing.yaml --to openai/x", "missing.yaml"),
        call("migrate --resume full", "full", "run.json"),
        call("migrate --resume full --to openai/x", "--to", "cannot change"),
        call("run foreign.json --input {}", "foreign.json", "not a compiled program"),
        call("run cut.json --input {}", "cut.json", "cut off"),
        call("show nothing.json", "nothing.json"),
        call("optimizers nothing", "nothing"),
        call("models fetch nothing", "nothing", "smollm2-135m-instruct"),
        call("models get smollm2", "'get'"),
        call("cache empty", "'empty'", "clear"));
  }

  private static Arguments call(String line, String... expected) {
    return Arguments.of(line, expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void a_call_with_a_mistake(String line, String[] expected) {
    requireOneMessage(desk().withTask(NOWHERE), expected, line.split(" "));
  }

  @Test
  void an_absent_key() {
    var desk = new Desk(directory).withTask("openai/gpt-5.4-mini");
    desk.environment.remove("OPENAI_API_KEY");
    requireOneMessage(desk, new String[] {"OPENAI_API_KEY"}, "optimize", "task.yaml");
  }

  @Test
  void a_program_compiled_for_other_fields() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      assertThat(
              desk.hone(
                      "optimize", "task.yaml", "--optimizer", "labeled-few-shot", "--out", "c.json")
                  .code())
          .isZero();
      desk.write("task.yaml", desk.read("task.yaml").replace("slot: tell", "slot: say"));
      requireOneMessage(
          desk, new String[] {"tell", "say"}, "evaluate", "task.yaml", "--candidate", "c.json");
    }
  }

  private static void requireOneMessage(Desk desk, String[] expected, String... args) {
    var before = desk.files();
    var said = desk.hone(args);
    assertThat(said.code()).as(said.err()).isEqualTo(Main.BAD_INPUT);
    assertThat(said.err()).contains(expected).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(said.err().lines().count()).isLessThanOrEqualTo(4);
    assertThat(said.out()).isEmpty();
    assertThat(desk.files()).isEqualTo(before);
  }
}
