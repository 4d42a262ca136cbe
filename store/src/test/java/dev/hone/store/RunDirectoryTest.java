package dev.hone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Journal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir private Path folder;

  private static RunRecord record(String optimizer, long seed, String student) {
    return RunRecord.of(
        "Invoice fields!",
        "digest-1",
        new RunRecord.Method(optimizer, "1", Values.of("rounds", 3L)),
        Map.of("student", RunRecord.Model.of(student)),
        Budget.rollouts(100).withUsd(1.5).withTime(Duration.ofMinutes(3)),
        seed,
        16,
        Map.of(
            "train", new RunRecord.Split("t-1", 20), "validation", new RunRecord.Split("v-1", 10)));
  }

  private static final RunRecord OPRO = record("opro", 7, "local/m");

  @Test
  void a_new_run_gets_a_telling_name_of_its_own() {
    try (var first = RunDirectory.createBelow(folder.resolve("runs"), OPRO, "0.1");
        var second = RunDirectory.createBelow(folder.resolve("runs"), OPRO, "0.1")) {
      assertThat(first.path().getFileName().toString())
          .matches("\\d{4}-\\d\\d-\\d\\d-invoice-fields-opro-1");
      assertThat(second.path().getFileName().toString()).endsWith("-opro-2");
      assertThat(first.record().run()).hasSize(12).isNotEqualTo(second.record().run());
      assertThat(first.books().run()).isEqualTo(first.record().run());
    }
  }

  @Test
  void the_record_is_read_back_as_it_was() {
    var rich =
        OPRO.withShape(
            Values.of("slots", List.of(Map.of("name", "extract"))), Values.of("name", "exact"));
    RunRecord written;
    try (var run = RunDirectory.create(folder.resolve("r"), rich, "0.1")) {
      written = run.record();
    }
    assertThat(RunDirectory.recordOf(folder.resolve("r"))).isEqualTo(written);
    assertThat(written.engineVersion()).isEqualTo("0.1");
    assertThat(written.pid()).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void what_happened_is_there_when_the_run_goes_on() {
    var path = folder.resolve("r");
    try (var run = RunDirectory.create(path, OPRO, "0.1")) {
      run.journal().write(Kind.CALL, "k", "answer");
      run.events()
          .append(
              "{\"seq\":0,\"step\":0,\"elapsedMs\":0,\"type\":\"RunStarted\",\"bodyHash\":\"aa\"}");
    }
    try (var run = RunDirectory.resume(path, OPRO)) {
      assertThat(run.journal().read(Kind.CALL, "k")).contains("answer");
      assertThat(run.events().recorded().decisions()).containsExactly("aa");
    }
  }

  @Test
  void a_different_run_is_refused_with_every_difference() {
    var path = folder.resolve("r");
    RunDirectory.create(path, OPRO, "0.1").close();
    assertThatThrownBy(() -> RunDirectory.resume(path, record("copro", 8, "local/other")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("optimizer: opro in the run, copro now")
        .hasMessageContaining("seed: 7 in the run, 8 now")
        .hasMessageContaining("student: local/m in the run, local/other now");
    assertThat(OPRO.digest()).isNotEqualTo(record("opro", 8, "local/m").digest());
    RunDirectory.resume(path, OPRO).close();
  }

  @Test
  void a_run_killed_before_it_had_begun_is_begun_anew() {
    var path = folder.resolve("r");
    SqliteJournal.open(path.resolve("journal")).close();
    FileEventLog.open(path.resolve("events.jsonl"), path.resolve("blobs")).close();
    try (var run = RunDirectory.create(path, OPRO, "0.1")) {
      assertThat(RunDirectory.recordOf(path)).isEqualTo(run.record());
    }
  }

  @Test
  void what_a_run_has_told_is_not_taken_for_a_run_that_never_began() throws IOException {
    var path = folder.resolve("r");
    try (var run = RunDirectory.create(path, OPRO, "0.1")) {
      run.events()
          .append(
              "{\"seq\":0,\"step\":0,\"elapsedMs\":0,\"type\":\"RunStarted\",\"bodyHash\":\"aa\"}");
    }
    Files.delete(path.resolve("run.json"));
    assertThatThrownBy(() -> RunDirectory.create(path, OPRO, "0.1"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not empty");
  }

  @Test
  void a_directory_with_something_in_it_is_left_alone() throws IOException {
    var path = folder.resolve("r");
    RunDirectory.create(path, OPRO, "0.1").close();
    assertThatThrownBy(() -> RunDirectory.create(path, OPRO, "0.1"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("--resume");
    var other = Files.createDirectory(folder.resolve("photos"));
    Files.writeString(other.resolve("a.jpg"), "x");
    assertThatThrownBy(() -> RunDirectory.create(other, OPRO, "0.1"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not empty");
    try (var inside = Files.list(other)) {
      assertThat(inside).hasSize(1);
    }
  }

  @Test
  void what_is_no_run_or_another_version_or_damaged_is_named() throws IOException {
    assertThatThrownBy(() -> RunDirectory.resume(folder, OPRO))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("is not a run");
    Files.writeString(folder.resolve("run.json"), "{\"v\": 9}");
    assertThatThrownBy(() -> RunDirectory.resume(folder, OPRO))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("version 9");
    Files.writeString(folder.resolve("run.json"), "{\"v\": 1, \"run\": 5}");
    assertThatThrownBy(() -> RunDirectory.resume(folder, OPRO))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'run' must be text, but is 5");
    Files.writeString(folder.resolve("run.json"), "{\"v\": 1, \"ru");
    assertThatThrownBy(() -> RunDirectory.resume(folder, OPRO))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("run.json")
        .hasMessageContaining("line 1");
  }

  @Test
  void a_run_in_use_is_named_and_listed_as_such() {
    var path = folder.resolve("runs").resolve("r");
    try (var run = RunDirectory.create(path, OPRO, "0.1")) {
      assertThatThrownBy(() -> RunDirectory.resume(path, OPRO))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("in use by this process");
      assertThat(RunDirectory.list(folder.resolve("runs")))
          .singleElement()
          .satisfies(found -> assertThat(found.holder()).contains("this process"));
      run.journal().write(Kind.CALL, "k", "still writable");
      AtomicFile.write(run.compiled(), "{}");
    }
    assertThat(RunDirectory.list(folder.resolve("runs")))
        .singleElement()
        .satisfies(found -> assertThat(found.holder()).isEmpty())
        .satisfies(found -> assertThat(found.compiled()).isTrue());
    assertThat(RunDirectory.list(folder.resolve("nowhere"))).isEmpty();
  }

  @Test
  void a_place_that_cannot_be_written_is_named() throws IOException {
    var closed =
        Files.createDirectory(
            folder.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    // Nothing is closed to the superuser but what the kernel itself provides.
    var place = Files.isWritable(closed) ? Path.of("/sys") : closed;
    assertThatThrownBy(() -> RunDirectory.createBelow(place.resolve("runs"), OPRO, "0.1"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(place.resolve("runs").toString())
        .hasMessageContaining("read-only");
  }

  @Test
  void an_atomic_file_replaces_whole_or_not_at_all() throws IOException {
    var file = folder.resolve("deep").resolve("out.json");
    AtomicFile.write(file, "first");
    AtomicFile.write(file, "second");
    assertThat(Files.readString(file)).isEqualTo("second");
    Files.createDirectory(folder.resolve("deep").resolve("taken"));
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("deep").resolve("taken"), "x"))
        .isInstanceOf(BadInput.class);
    try (var inside = Files.list(folder.resolve("deep"))) {
      assertThat(inside.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("out.json", "taken");
    }
  }

  @Test
  void commands_reach_the_run_once_even_across_processes() throws IOException {
    var path = folder.resolve("r");
    try (var run = RunDirectory.create(path, OPRO, "0.1")) {
      assertThat(run.control().poll()).isEmpty();
      var stop = RunDirectory.send(path, "stop", Map.of(), "tester");
      var extend = RunDirectory.send(path, "extend", Map.of("rollouts", "200"), "tester");
      assertThat(run.control().poll()).containsExactly(stop, extend);
      assertThat(run.control().poll()).isEmpty();
      run.events().append("{\"seq\":0,\"elapsedMs\":0,\"key\":\"command/" + stop.id() + "\"}");
      run.events().append("{\"seq\":1,\"elapsedMs\":0,\"key\":\"command/" + extend.id() + "\"}");
    }
    var later = RunDirectory.send(path, "pause", Map.of(), "tester");
    var file = path.resolve("commands.jsonl");
    Files.writeString(file, Files.readString(file) + "not json\n{\"id\":\"half");
    try (var run = RunDirectory.resume(path, OPRO)) {
      assertThat(run.control().poll()).containsExactly(later);
    }
    assertThatThrownBy(() -> RunDirectory.send(path, "explode", Map.of(), "tester"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'explode'");
    assertThatThrownBy(() -> RunDirectory.send(folder, "stop", Map.of(), "tester"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("is not a run");
  }
}
