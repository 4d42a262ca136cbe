package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is killed or stopped goes on, pays nothing twice and ends the same. */
class ResumeTest {
  private static final int PARALLEL = 2;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {5, 23, 40, 61})
  void a_killed_process_is_continued(int calls) throws Exception {
    try (var endpoint = Endpoint.ofAnimals().slowedTo(5)) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var reference = optimize(desk, "whole");
      int once = endpoint.asked().size();

      var reached = endpoint.latch(once + calls);
      var process =
          desk.process(
              "optimize",
              "task.yaml",
              "--run",
              "killed",
              "--no-cache",
              "--parallel",
              "" + PARALLEL);
      assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
      process.destroyForcibly().waitFor();
      int before = endpoint.asked().size();

      var resumed = desk.hone("optimize", "--resume", "killed", "--no-cache", "--json");

      assertThat(resumed.code()).as(resumed.err()).isZero();
      assertThat(resumed.json().get("candidate")).isEqualTo(reference.json().get("candidate"));
      assertThat(resumed.json().get("test")).isEqualTo(reference.json().get("test"));
      var asked = endpoint.asked();
      assertThat(repeated(asked.subList(once, before), asked.subList(before, asked.size())))
          .as("only what was in flight when the process died may be asked again")
          .isLessThanOrEqualTo(PARALLEL);
    }
  }

  @Test
  void a_finished_run_is_repeated_for_nothing() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var first = optimize(desk, "run");
      int once = endpoint.asked().size();

      var again = desk.hone("optimize", "--resume", "run", "--no-cache", "--json");

      assertThat(endpoint.asked()).hasSize(once);
      assertThat(again.json().get("candidate")).isEqualTo(first.json().get("candidate"));
    }
  }

  @Test
  void a_person_stops_a_run_and_goes_on() {
    try (var endpoint = Endpoint.ofAnimals().slowedTo(5)) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var reference = optimize(desk, "whole");
      desk.interrupts = work -> endpoint.when(endpoint.asked().size() + 30, work);

      var stopped = optimize(desk, "stopped");

      assertThat(stopped.code()).isEqualTo(Main.CANCELLED);
      assertThat(stopped.json().get("stopReason")).isEqualTo("cancelled");
      assertThat(stopped.err()).contains("hone optimize --resume stopped");
      assertThat(desk.files()).contains("stopped/compiled.json", "stopped/report.html");
      desk.interrupts = Interrupts.none();
      var resumed = desk.hone("optimize", "--resume", "stopped", "--no-cache", "--json");
      assertThat(resumed.json().get("candidate")).isEqualTo(reference.json().get("candidate"));
      assertThat(resumed.json().get("stopReason")).isEqualTo("converged");
    }
  }

  @Test
  void a_run_whose_data_changed_does_not_go_on() {
    try (var endpoint = Endpoint.ofAnimals()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      optimize(desk, "run");
      desk.write("train.jsonl", desk.read("train.jsonl").replace("woof", "bark"));

      var said = desk.hone("optimize", "--resume", "run");

      assertThat(said.code()).isEqualTo(Main.BAD_INPUT);
      assertThat(said.err()).contains("train examples").doesNotContain("\tat ");
      assertThat(desk.hone("optimize", "--resume", "run", "--seed", "3").err()).contains("--seed");
    }
  }

  @Test
  void two_runs_at_once_share_one_cache_and_lose_nothing()
      throws InterruptedException, ExecutionException {
    try (var endpoint = Endpoint.ofAnimals().slowedTo(2);
        var people = Executors.newVirtualThreadPerTaskExecutor()) {
      var desk = new Desk(directory).withTask(endpoint.spec());
      var one = people.submit(() -> desk.hone("optimize", "task.yaml", "--run", "one", "--json"));
      var two = people.submit(() -> desk.hone("optimize", "task.yaml", "--run", "two", "--json"));

      assertThat(one.get().code()).as(one.get().err()).isZero();
      assertThat(two.get().code()).as(two.get().err()).isZero();
      assertThat(one.get().json().get("candidate")).isEqualTo(two.get().json().get("candidate"));
      int asked = endpoint.asked().size();
      var third = desk.hone("optimize", "task.yaml", "--run", "three", "--json");
      assertThat(endpoint.asked()).hasSize(asked);
      assertThat(third.json().get("candidate")).isEqualTo(one.get().json().get("candidate"));
      assertThat(desk.hone("cache").out()).contains("answers");
      assertThat(desk.hone("cache", "clear").code()).isZero();
    }
  }

  private static Desk.Said optimize(Desk desk, String run) {
    return desk.hone(
        "optimize", "task.yaml", "--run", run, "--no-cache", "--json", "--parallel", "" + PARALLEL);
  }

  /** How many calls of {@code later} were answered in {@code earlier}. */
  private static int repeated(List<String> earlier, List<String> later) {
    var known = new HashMap<String, Integer>();
    earlier.forEach(body -> known.merge(body, 1, Integer::sum));
    int repeated = 0;
    for (var body : later)
      if (known.getOrDefault(body, 0) > 0) {
        known.merge(body, -1, Integer::sum);
        repeated++;
      }
    return repeated;
  }
}
