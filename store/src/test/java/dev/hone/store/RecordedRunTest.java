package dev.hone.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.hone.core.Json;
import dev.hone.engine.Budget;
import dev.hone.engine.Comparison;
import dev.hone.engine.Interval;
import dev.hone.engine.RunResult;
import dev.hone.engine.StopReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedRunTest {
  private static final Path SCHEMAS = Path.of("src/main/resources/dev/hone/store/events");

  @TempDir private Path folder;

  @Test
  void schemas_are_those_of_the_records() throws IOException {
    boolean write = Boolean.getBoolean("hone.write-schemas");
    for (var event : EventSchemas.events()) {
      var file = SCHEMAS.resolve(event.getSimpleName() + ".json");
      var schema = Json.pretty(Json.parseObject(Json.canonical(EventSchemas.line(event))));
      if (write) AtomicFile.write(file, schema);
      assertThat(file).as("run this test with -Dhone.write-schemas=true").hasContent(schema);
    }
    try (var files = Files.list(SCHEMAS)) {
      assertThat(files.count()).isEqualTo(EventSchemas.events().size());
    }
  }

  @Test
  void events_alone_tell_what_the_run_came_to() throws IOException {
    var result = ScriptedRun.result(folder.resolve("r"), _ -> {});
    assertThat(result.optimized().mean()).isEqualTo(1.0);
    assertFoldIs(result, folder.resolve("r"));
    assertValid(folder.resolve("r"));
    try (var blobs = Files.list(folder.resolve("r").resolve("blobs"))) {
      assertThat(blobs).isNotEmpty();
    }
  }

  @Test
  void a_killed_run_goes_on_to_the_same_end_without_asking_twice() throws Exception {
    var random = new Random();
    for (int round = 0; round < 3; round++) {
      var path = folder.resolve("killed-" + round);
      try (var child = Child.of(ScriptedRun.class, path.toString())) {
        child.lines(1 + random.nextInt(200));
        child.kill();
      }
      var before = new HashSet<String>();
      var asked = new ArrayList<String>();
      Files.copy(path.resolve("journal"), folder.resolve("copy"));
      if (Files.exists(path.resolve("journal-wal")))
        Files.copy(path.resolve("journal-wal"), folder.resolve("copy-wal"));
      try (var copy = SqliteJournal.open(folder.resolve("copy"))) {
        var result =
            ScriptedRun.result(
                path,
                key -> {
                  synchronized (asked) {
                    asked.add(key);
                  }
                });
        for (var key : asked)
          if (copy.read(dev.hone.engine.Journal.Kind.CALL, key).isPresent()) before.add(key);
        assertThat(before).isEmpty();
        assertFoldIs(result, path);
        assertValid(path);
        assertThat(ScriptedRun.result(path, key -> asked.add("again " + key)).best())
            .isEqualTo(result.best());
        assertThat(asked).noneMatch(key -> key.startsWith("again"));
      }
      for (var file : List.of("copy", "copy-wal", "copy-shm", "copy.lease"))
        Files.deleteIfExists(folder.resolve(file));
    }
  }

  @Test
  void commands_in_the_directory_stop_a_run_and_extend_its_budget() throws IOException {
    var path = folder.resolve("r");
    try (var run = ScriptedRun.open(path)) {
      RunDirectory.send(path, "extend", Map.of("rollouts", "60"), "tester");
      var extended =
          ScriptedRun.in(run, _ -> {}, 0)
              .withBudget(Budget.rollouts(20))
              .optimize(new ScriptedRun.Climber(50));
      assertThat(extended.stopReason()).isEqualTo(StopReason.BUDGET);
      assertThat(extended.candidates().size()).isGreaterThan(1);
    }
    RunDirectory.send(path, "extend", Map.of("rollouts", "500"), "tester");
    RunDirectory.send(path, "stop", Map.of(), "tester");
    try (var run = ScriptedRun.open(path)) {
      var stopped =
          ScriptedRun.in(run, _ -> {}, 0)
              .withBudget(Budget.rollouts(20))
              .optimize(new ScriptedRun.Climber(50));
      assertThat(stopped.stopReason()).isEqualTo(StopReason.CANCELLED);
    }
    assertValid(path);
    var types = new ArrayList<String>();
    RunEvents.each(path, e -> types.add(e.type()));
    assertThat(types).contains("CommandReceived", "BudgetChanged");
  }

  private static void assertFoldIs(RunResult result, Path path) {
    var fold = EventFold.of(path);
    assertThat(fold.verdict.get("best")).isEqualTo(result.best().id());
    assertThat(fold.verdict.get("stopReason"))
        .isEqualTo(result.stopReason().name().toLowerCase(java.util.Locale.ROOT));
    assertInterval(fold.verdict.get("baseline"), result.baseline());
    assertInterval(fold.verdict.get("optimized"), result.optimized());
    assertComparison(fold.verdict.get("difference"), result.difference());
    assertComparison(fold.verdict.get("test"), result.test().orElseThrow().difference());
    var measured = new LinkedHashMap<String, Double>();
    result.candidates().forEach(m -> measured.put(m.candidate().id(), m.validation().mean()));
    var seen = new LinkedHashMap<String, Double>();
    fold.curve.stream()
        .filter(p -> p.split().equals("validation"))
        .forEach(p -> seen.putIfAbsent(p.candidate(), p.mean()));
    assertThat(seen).isEqualTo(measured);
    for (var candidate : measured.entrySet()) {
      var row = fold.matrix.getOrDefault(candidate.getKey(), Map.of());
      var mean =
          ScriptedRun.TASK.validation().stream()
              .mapToDouble(e -> row.getOrDefault(e.id(), Double.NaN))
              .average();
      assertThat(mean).hasValue(candidate.getValue());
    }
    var best = fold.candidates.get(result.best().id());
    assertThat(best).isEqualTo(result.best());
    assertThat(fold.candidates.get(result.seed().id()).diff(best))
        .isEqualTo(result.seed().diff(result.best()))
        .isNotEmpty();
    var ancestor = result.best().id();
    for (int steps = 0; fold.lineage.containsKey(ancestor) && steps < 100; steps++)
      ancestor = fold.lineage.get(ancestor).getFirst();
    assertThat(ancestor).isEqualTo(result.seed().id());
    assertThat(fold.cost.get("rollouts")).isEqualTo(result.spent().rollouts());
    assertThat(fold.cost.get("student")).isEqualTo(result.spent().studentCalls());
    assertThat(fold.cost.get("teacher")).isEqualTo(result.spent().teacherCalls());
    assertThat(fold.cost.get("inputTokens")).isEqualTo(result.spent().inputTokens());
    assertThat(fold.cost.get("outputTokens")).isEqualTo(result.spent().outputTokens());
    assertThat(fold.cost.get("usd")).isEqualTo(result.spent().usd());
    assertThat(fold.calls).isEqualTo((int) result.spent().calls());
  }

  private static void assertInterval(Object recorded, Interval interval) {
    assertThat(Json.write(recorded)).isEqualTo(Json.write(interval));
  }

  private static void assertComparison(Object recorded, Comparison comparison) {
    assertThat(Json.write(recorded)).isEqualTo(Json.write(comparison));
  }

  /** Every line is small and valid, and so is every body that lies elsewhere. */
  private static void assertValid(Path run) throws IOException {
    var factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    for (var line : Files.readAllLines(run.resolve("events.jsonl")))
      assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThan(4_096);
    RunEvents.each(
        run,
        event -> {
          var whole = new LinkedHashMap<>(event.envelope());
          whole.remove("blob");
          whole.put("body", event.body());
          try {
            var schema =
                factory.getSchema(Files.readString(SCHEMAS.resolve(event.type() + ".json")));
            assertThat(schema.validate(Json.write(whole), InputFormat.JSON))
                .as(Json.write(whole))
                .isEmpty();
          } catch (IOException e) {
            throw new AssertionError("No schema for " + event.type(), e);
          }
        });
  }
}
