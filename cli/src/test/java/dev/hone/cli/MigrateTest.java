package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compiled program goes to another model. */
class MigrateTest {
  @TempDir Path directory;

  private final Endpoint knowing = Endpoint.of((text, _) -> text.contains("woof") ? "dog" : "cat");
  private final Endpoint learning = Endpoint.ofAnimals();
  private Desk desk;

  /** Made for a model that needs no demos; the other one learns from them. */
  @BeforeEach
  void open() {
    desk = new Desk(directory).withTask(knowing.spec());
    var made =
        desk.hone(
            "optimize", "task.yaml", "--set", "maxLabeledDemos=1", "--no-cache", "--out", "a.json");
    assertThat(made.code()).as(made.err()).isZero();
  }

  @AfterEach
  void close() {
    knowing.close();
    learning.close();
  }

  private Desk.Said migrate(String run, String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "migrate",
                "a.json",
                "task.yaml",
                "--to",
                learning.spec(),
                "--run",
                run,
                "--no-cache",
                "--parallel",
                "2"));
    args.addAll(List.of(more));
    return desk.hone(args.toArray(String[]::new));
  }

  @Test
  void both_models_are_measured_and_the_loss_is_won_back() {
    int before = knowing.asked().size();

    var said = migrate("run", "--out", "b.json", "--json");

    assertThat(said.code()).as(said.err()).isZero();
    var migration = Json.object(said.json().get("migration"));
    assertThat(migration.get("from")).isEqualTo(knowing.spec());
    assertThat(migration.get("to")).isEqualTo(learning.spec());
    assertThat(score(migration, "origin")).isEqualTo(1.0);
    assertThat(mean(migration, "move")).isNegative();
    assertThat(mean(migration, "search")).isPositive();
    assertThat(mean(migration, "net")).isEqualTo(score(migration, "after") - 1, within(1e-9));
    assertThat(score(migration, "after") - score(migration, "before"))
        .isEqualTo(mean(migration, "search"), within(1e-9));
    assertThat(score(said.json(), "optimized"))
        .isGreaterThanOrEqualTo(score(said.json(), "baseline"));
    assertThat(knowing.asked()).hasSize(before + 10);
    var spent = Json.object(said.json().get("spent"));
    assertThat((Long) spent.get("studentCalls") + (Long) spent.get("teacherCalls"))
        .isEqualTo(learning.asked().size() + 10L);
    var file = Json.parseObject(desk.read("b.json"));
    var provenance = Json.object(file.get("provenance"));
    assertThat(Json.object(provenance.get("migratedFrom")).get("student"))
        .isEqualTo(knowing.spec());
    assertThat(desk.hone("show", "b.json").out()).contains(learning.spec());
  }

  @Test
  void the_text_shows_all_three_scores() {
    var said = migrate("run");

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out())
        .contains("as it was", "after the search", knowing.spec(), learning.spec())
        .contains("the new model alone", "the search on it", "both together")
        .contains("run/compiled.json");
    assertThat(said.out().lines().filter(l -> l.contains("not measured"))).isEmpty();
  }

  @Test
  void a_model_that_is_gone_is_replaced_by_its_record() {
    knowing.close();

    var said = migrate("run", "--json");

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.err())
        .contains(knowing.spec(), "could not be measured", "recorded test score is shown")
        .doesNotContain("other examples");
    var migration = Json.object(said.json().get("migration"));
    assertThat(migration.get("measured")).isEqualTo(false);
    assertThat(score(migration, "origin")).isEqualTo(1.0);
    assertThat(migration).doesNotContainKeys("move", "net").containsKey("search");
  }

  @Test
  void a_record_of_other_examples_is_not_compared() {
    knowing.close();
    desk.write("test.jsonl", desk.read("test.jsonl").replace("test 3:", "test three:"));

    assertThat(migrate("run").err()).contains("taken on other examples");
  }

  @Test
  void a_stopped_migration_goes_on_and_ends_the_same() {
    var whole = migrate("whole", "--json");
    int once = knowing.asked().size();
    desk.interrupts = work -> learning.when(learning.asked().size() + 30, work);

    var stopped = migrate("stopped", "--json");

    assertThat(stopped.code()).isEqualTo(Main.CANCELLED);
    assertThat(stopped.err()).contains("hone migrate --resume stopped");
    desk.interrupts = Interrupts.none();
    var resumed = desk.hone("migrate", "--resume", "stopped", "--no-cache", "--json");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.json().get("candidate")).isEqualTo(whole.json().get("candidate"));
    assertThat(resumed.json().get("migration")).isEqualTo(whole.json().get("migration"));
    assertThat(knowing.asked()).hasSize(once + 10);
    int asked = learning.asked().size();
    var again = desk.hone("migrate", "--resume", "stopped", "--no-cache", "--json");
    assertThat(again.json().get("migration")).isEqualTo(whole.json().get("migration"));
    assertThat(learning.asked()).hasSize(asked);
  }

  @Test
  void a_process_killed_before_the_search_pays_nothing_twice()
      throws IOException, InterruptedException {
    var whole = migrate("whole", "--json");
    int once = knowing.asked().size();
    knowing.slowedTo(20);
    var reached = knowing.latch(once + 6);
    var process =
        desk.process(
            "migrate",
            "a.json",
            "task.yaml",
            "--to",
            learning.spec(),
            "--run",
            "killed",
            "--no-cache",
            "--parallel",
            "2");
    assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
    process.destroyForcibly().waitFor();

    var resumed = desk.hone("migrate", "--resume", "killed", "--no-cache", "--json");

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.json().get("migration")).isEqualTo(whole.json().get("migration"));
    assertThat(knowing.asked().size()).isBetween(once + 10, once + 12);
  }

  @Test
  void what_cannot_be_migrated_is_one_message() {
    requireComplaint("is for " + knowing.spec(), "a.json", "task.yaml", "--to", knowing.spec());
    desk.hone("optimize", "task.yaml", "--optimizer", "labeled-few-shot", "--run", "plain");
    requireComplaint("is no migration", "--resume", "plain");
    var file = desk.read("a.json");
    desk.write("nobody.json", file.replace("\"student\"", "\"pupil\""));
    requireComplaint("--from", "nobody.json", "task.yaml", "--to", learning.spec());
  }

  private void requireComplaint(String expected, String... args) {
    var all = new ArrayList<>(List.of(args));
    all.addFirst("migrate");
    var said = desk.hone(all.toArray(String[]::new));
    assertThat(said.code()).as(said.err()).isEqualTo(Main.BAD_INPUT);
    assertThat(said.err()).contains(expected).doesNotContain("\tat ");
    assertThat(said.err().lines().count()).isLessThanOrEqualTo(2);
  }

  private static double score(Map<String, Object> map, String key) {
    return (Double) Json.object(map.get(key)).get("score");
  }

  private static double mean(Map<String, Object> map, String key) {
    return (Double) Json.object(map.get(key)).get("mean");
  }
}
