package dev.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import dev.hone.engine.Event;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RiggedTaskTest {

  private static double mean(Task<Values, Values> task, Candidate candidate) {
    var model = RiggedTask.model("m");
    return Run.of(task, Roles.of(model, new ScriptedFormat()))
        .evaluate(candidate, task.validation())
        .evaluation()
        .mean();
  }

  @Test
  void words_and_demos_help_and_more_of_them_help_more() {
    var task = RiggedTask.oneSlot();
    var seed = Candidate.seedOf(task.program());
    double plain = mean(task, seed);
    double some = mean(task, seed.instruct("group", "Mind wick, iron."));
    double all =
        mean(task, seed.instruct("group", "Mind wick, spout, iron, string, helm, stitch."));
    double shown =
        mean(task, seed.withDemos("group", task.train().stream().map(Demo::of).toList()));
    assertThat(plain).isLessThan(0.5);
    assertThat(some).isGreaterThan(plain);
    assertThat(all).isEqualTo(1);
    assertThat(shown).isEqualTo(1);
    assertThat(mean(task, seed.instruct("group", "Mind velvet."))).isEqualTo(plain);
  }

  @Test
  void each_of_three_slots_is_a_third_of_the_score() {
    var task = RiggedTask.threeSlots();
    var seed = Candidate.seedOf(task.program());
    var told = seed;
    double before = mean(task, seed);
    for (var slot : List.of("group", "sign", "code")) {
      told = told.instruct(slot, "Mind wick, spout, iron, string, helm, stitch.");
      double after = mean(task, told);
      assertThat(after).isGreaterThan(before);
      before = after;
    }
    assertThat(before).isEqualTo(1);
  }

  @Test
  void the_teacher_builds_on_the_last_instruction_it_sees() {
    var signature = Signature.parse("attempts -> instruction: str");
    var attempts =
        "text: Name the sign of the item. Mind helm.\ntext: Name the sign of the item. Mind iron, wick.";
    var model = RiggedTask.model("teacher");
    Request request =
        new ScriptedFormat()
            .render(signature, Prompt.of("Improve."), Values.of("attempts", attempts));
    var texts =
        IntStream.range(0, 20).mapToObj(i -> model.complete(request.withSample(i)).text()).toList();
    assertThat(texts)
        .allMatch(t -> t.contains("Name the sign of the item. Mind "))
        .allMatch(t -> t.contains("iron") && t.contains("wick"))
        .anyMatch(t -> t.contains("spout"))
        .anyMatch(t -> t.contains("velvet"));
    assertThat(model.complete(request).text()).isEqualTo(texts.getFirst());
  }

  @Test
  void chance_is_even() {
    double mean =
        IntStream.range(0, 5_000).mapToDouble(i -> RiggedTask.chance("x" + i)).average().orElse(0);
    assertThat(mean).isCloseTo(0.5, within(0.02));
  }

  @Test
  void decisions_on_file_are_compared(@TempDir Path folder) throws IOException {
    var seed = Candidate.seedOf(RiggedTask.oneSlot().program());
    var child = seed.instruct("group", "Mind wick.");
    var text =
        RecordedDecisions.text(
            List.of(new Event.RunStarted("", seed), Event.Proposed.of(child, seed, "test", 0, "")));
    assertThat(text)
        .isEqualTo(
            """
            start c0
            proposed c1 by test from c0 (mutated)
                [group]
                - Name the group of the item.
                + Mind wick.
            """);
    var file = folder.resolve("decisions.txt");
    Files.writeString(file, text);
    RecordedDecisions.check(file, text);
    assertThatThrownBy(() -> RecordedDecisions.check(file, text + "more"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("raise the optimizer's version");
    assertThatThrownBy(() -> RecordedDecisions.check(folder.resolve("none.txt"), text))
        .isInstanceOf(AssertionError.class);
  }
}
