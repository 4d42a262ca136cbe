package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Candidate;
import dev.hone.core.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task file with a text and what scores it, and no program. */
class TextTaskFileTest {
  private static final List<String> WANTED = List.of("salt", "flour", "water", "yeast");

  @TempDir Path directory;

  /** Writes what is missed by the remarks in front of what it is shown. */
  private static Endpoint cook() {
    return Endpoint.of((text, _) -> {
      var missed = text.contains("remark:") ? text.substring(text.lastIndexOf("remark:")) : "";
      for (var wanted : WANTED)
        if (missed.contains("no " + wanted))
          return "[[ ## text ## ]]\n%s %s\n[[ ## completed ## ]]".formatted(current(text), wanted);
      return "[[ ## text ## ]]\nsalt\n[[ ## completed ## ]]";
    });
  }

  private static String current(String text) {
    var mark = "[[ ## current ## ]]";
    var rest = text.substring(text.lastIndexOf(mark) + mark.length());
    return rest.substring(0, rest.indexOf("[[ ##")).strip();
  }

  private Desk desk(Endpoint endpoint, String head) {
    var desk = new Desk(directory);
    desk.write(
        "task.yaml",
        head
            + """
            metric: {command: {run: [/bin/sh, score.sh]}}
            teacher: %s
            budget: {rollouts: 12}
            """
                .formatted(endpoint.spec()));
    desk.write(
        "score.sh",
        """
        q=$(sed 's/.*"actual":{\\([^}]*\\)}.*/\\1/')
        for w in salt flour water yeast; do
          case "$q" in *$w*) n=$((n + 25)) ;; *) miss="$miss no $w" ;; esac
        done
        printf '{"score": %s, "feedback": "%s"}' "$(awk "BEGIN {print ${n:-0} / 100}")" "$miss"
        """);
    return desk;
  }

  @Test
  void a_text_is_improved_by_its_command() {
    try (var endpoint = cook()) {
      var desk = desk(endpoint, "name: bread\ntext: some salt\n");
      var said = desk.hone("optimize", "task.yaml", "--allow-commands", "--run", "r", "--json");
      assertThat(said.code()).as(said.err()).isZero();
      assertThat(said.json()).containsEntry("optimizer", "gepa");
      assertThat(said.err()).contains("optimizer auto: gepa");
      assertThat(((Map<?, ?>) said.json().get("optimized")).get("score")).isEqualTo(1.0);
      assertThat(((Map<?, ?>) said.json().get("spent")).get("studentCalls")).isEqualTo(0L);
      assertThat(desk.hone("run", "r/compiled.json", "--input", "{}").out())
          .contains("some salt flour water yeast");
      var best = Candidate.fromJson(Json.object(said.json().get("candidate"))).id();
      assertThat(desk.hone("show", "r", "--examples").out())
          .containsPattern("(?m)^    \\w{12} +25.0 % .* seed$")
          .containsPattern("(?m)^      \\w{12} +50.0 % .* reflect$")
          .containsPattern("(?m)^          \\w{12} +100.0 % .* reflect  best$")
          .containsPattern("(?m)^    \\w{12}  \\w{12}$");
      assertThat(desk.read("r/report.html"))
          .contains("<h2>Lineage</h2>", "<h2>Pareto front</h2>", "Winners on each example")
          .contains("● <code>" + best + "</code> 100.0 %");
      assertThat(
              desk.hone(
                      "evaluate",
                      "task.yaml",
                      "--allow-commands",
                      "--candidate",
                      "r/compiled.json",
                      "--min-score",
                      "1")
                  .code())
          .isZero();
      var dry = desk.hone("optimize", "task.yaml", "--allow-commands", "--dry-run", "--json");
      assertThat(dry.code()).as(dry.err()).isZero();
    }
  }

  @Test
  void an_absent_text_is_written_first_and_a_killed_run_goes_on() {
    try (var endpoint = cook()) {
      var desk = desk(endpoint, "name: bread\nobjective: A list for bread.\n");
      var said = desk.hone("optimize", "task.yaml", "--allow-commands", "--run", "r", "--json");
      assertThat(said.code()).as(said.err()).isZero();
      assertThat(endpoint.asked().getFirst()).contains("A list for bread.");
      assertThat(((Map<?, ?>) said.json().get("baseline")).get("score")).isEqualTo(0.25);
      assertThat(((Map<?, ?>) said.json().get("optimized")).get("score")).isEqualTo(1.0);
      int asked = endpoint.asked().size();
      var again = desk.hone("optimize", "--resume", "r", "--allow-commands", "--json");
      assertThat(again.code()).as(again.err()).isZero();
      assertThat(endpoint.asked()).hasSize(asked);
      assertThat(again.json().get("candidate")).isEqualTo(said.json().get("candidate"));
      assertThat(desk.read("r/report.html")).contains("written from its purpose");
    }
  }

  @Test
  void texts_are_refined_by_the_judge_before_they_are_scored() {
    try (var endpoint =
        Endpoint.of((text, _) ->
            text.contains("Name all that bread needs.")
                ? "[[ ## text ## ]]\nsalt flour water yeast\n[[ ## completed ## ]]"
                : "[[ ## text ## ]]\nsalt\n[[ ## completed ## ]]")) {
      var desk = desk(endpoint, "name: bread\n");
      desk.write(
          "task.yaml",
          """
          name: bread
          texts: {text: some salt, refiner: Name all that bread needs.}
          objective: A list for bread.
          metric: {refined: {by: refiner, metric: {command: {run: [/bin/sh, score.sh]}}}}
          teacher: %s
          budget: {rollouts: 4}
          """
              .formatted(endpoint.spec()));
      var dry = desk.hone("optimize", "task.yaml", "--allow-commands", "--dry-run", "--json");
      assertThat(dry.json().get("judgeCalls")).isEqualTo(Map.of("min", 0L, "max", 4L));
      var said = desk.hone("optimize", "task.yaml", "--allow-commands", "--json");
      assertThat(said.code()).as(said.err()).isZero();
      assertThat(((Map<?, ?>) said.json().get("baseline")).get("score")).isEqualTo(1.0);
      assertThat(((Map<?, ?>) said.json().get("spent")).get("judgeCalls")).isEqualTo(1L);
    }
  }

  @Test
  void texts_with_cases() {
    try (var endpoint = cook()) {
      var desk =
          desk(
              endpoint,
              """
              texts: {shelf: salt, table: flour}
              objective: Lists for bread.
              case: guest
              data: {cases: guests.jsonl}
              """);
      desk.write("guests.jsonl", "{\"guest\": \"Ada\"}\n{\"guest\": \"Ben\", \"right\": 3}\n");
      var said = desk.hone("optimize", "task.yaml", "--allow-commands", "--json");
      assertThat(said.code()).as(said.err()).isZero();
      assertThat(((Map<?, ?>) said.json().get("baseline")).get("n")).isEqualTo(2L);
      assertThat(((Map<?, ?>) said.json().get("optimized")).get("score")).isEqualTo(1.0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '^',
      value = {
        "text: a|program: [{slot: b, signature: x -> y}] ; task.yaml, line 1 ; 'program'",
        "background: something ; 'objective' is missing ; start from",
        "text: [a] ; task.yaml, line 1 ; 'text'",
        "text: a|texts: {b: c} ; task.yaml, line 2 ; 'texts'",
        "texts: {my list: a} ; my list ; signature",
        "text: a|data: {cases: x.jsonl} ; 'case' is missing ; question -> answer",
        "text: a|case: guest|data: {cases: none.jsonl} ; line 3 ; none.jsonl",
        "text: a|case: guest|data: {cases: train.jsonl, train: train.jsonl} ; line 3 ; 'train'",
        "text: a|case: guest,,|data: {cases: train.jsonl} ; line 2 ; column",
        "txt: a ; task.yaml, line 1 ; 'text'",
      })
  void a_mistake_is_told(String head, String first, String second) {
    try (var endpoint = cook()) {
      var desk = desk(endpoint, head.replace('|', '\n') + "\n");
      var said = desk.hone("optimize", "task.yaml", "--allow-commands");
      assertThat(said.code()).as(said.err()).isEqualTo(Main.BAD_INPUT);
      assertThat(said.err()).contains(first, second).doesNotContain("Exception");
      assertThat(said.err().lines().count()).isEqualTo(1);
    }
  }

  @Test
  void without_a_teacher_nobody_writes() {
    try (var endpoint = cook()) {
      var desk = desk(endpoint, "text: a\n");
      desk.write("task.yaml", desk.read("task.yaml").replaceAll("teacher: .*\n", ""));
      var said = desk.hone("optimize", "task.yaml", "--allow-commands");
      assertThat(said.code()).isEqualTo(Main.BAD_INPUT);
      assertThat(said.err()).contains("teacher").contains("--teacher");
    }
  }
}
