package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path directory;

  @Test
  void the_committed_data_are_what_the_generator_makes() {
    OrderNotes.files()
        .forEach((name, text) -> assertThat(DemoCommand.resource(name)).isEqualTo(text));
  }

  @Test
  void the_demo_runs_on_any_model_and_tells_what_to_do_next() {
    try (var endpoint = Endpoint.of(DemoTest::orders)) {
      var desk = new Desk(directory);

      var said = desk.hone("demo", "--student", endpoint.spec());

      assertThat(said.code()).as(said.err()).isZero();
      assertThat(said.out())
          .startsWith("Improved.")
          .contains("+ demo", "Next:", "hone run hone-demo/run/compiled.json");
      assertThat(desk.files()).contains("hone-demo/task.yaml", "hone-demo/test.jsonl");
    }
  }

  @Test
  @Tag("embedded")
  void the_embedded_model_gains_at_least_twenty_points() {
    var desk = new Desk(directory);
    desk.environment.remove("HONE_CACHE");
    desk.write(
        "hone-demo/task.yaml",
        DemoCommand.resource("task.yaml")
            .replace("test: test.jsonl", "test: test.jsonl, limit: {validation: 8, test: 10}")
            .replace("numCandidates: 2", "numCandidates: 0"));

    var said = desk.hone("demo", "--no-cache");
    var history = new RunFolder(directory.resolve("hone-demo/run")).history();

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(history.finished().get("test")).isNotNull();
    var gain =
        History.interval(Json.object(history.finished().get("test")).get("difference"))
            .orElseThrow();
    assertThat(gain.low()).isGreaterThan(0.2);
  }

  /** Answers in the right form only when it has seen it; never after a repair. */
  private static String orders(String text, int demos) {
    var known =
        OrderNotes.files().values().stream()
            .flatMap(String::lines)
            .map(Json::parseObject)
            .filter(row -> text.contains(String.valueOf(row.get("note"))))
            .findFirst();
    if (demos == 0 || known.isEmpty()) return "The order came in. It is urgent.";
    var row = known.get();
    return "item: %s\nquantity: %s\ntown: %s"
        .formatted(row.get("item"), row.get("quantity"), row.get("town"));
  }
}
