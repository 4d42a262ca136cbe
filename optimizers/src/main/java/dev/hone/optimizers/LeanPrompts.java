package dev.hone.optimizers;

import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import dev.hone.engine.Rollout;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code lean-reflective} asks its teacher. */
final class LeanPrompts {
  private static final int LONGEST_CASE = 4_000;

  private LeanPrompts() {}

  record Ask(
      @Describe("the instruction as it stands") String current,
      @Describe("cases in which it fails, with what was answered and what is right")
          String failures,
      @Describe("changes of it that were tried and did not help, word by word; - dropped, + added")
          Optional<String> rejected,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record Fresh(
      @Describe("cases of the task with the right answers") String cases,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record Pair(
      @Describe("one rewriting") String first,
      @Describe("another rewriting of the same text") String second,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record Rewriting(@Describe("the whole new instruction, without comment") String instruction) {}

  static final Predictor<Ask, Rewriting> REFINE =
      Predictor.of(
          "lean-refine",
          Ask.class,
          Rewriting.class,
          """
          You improve the instruction that a language model is given for a task. You see the \
          instruction and cases in which the model failed with it. Find out what the model would have \
          had to know or do, and put that into the instruction as a rule that also helps on cases nobody \
          has seen yet. Keep everything that is there and does no harm, word for word; take out what \
          misled the model. Never copy a case or its answer into the instruction.\
          """);

  static final Predictor<Fresh, Rewriting> RESTART =
      Predictor.of(
          "lean-restart",
          Fresh.class,
          Rewriting.class,
          """
          You write the instruction that a language model is given for a task. You see cases of the task \
          with the right answers. Find out what the task is, which rules lead to the right answers and \
          in which form they are given, and tell the model so, in general terms. Never copy a case.\
          """);

  static final Predictor<Pair, Rewriting> MERGE =
      Predictor.of(
          "lean-merge",
          Pair.class,
          Rewriting.class,
          """
          Two people improved the same instruction for a language model, each in their own way. Write \
          one instruction that holds what both added, once, and nothing that only one of them took out.\
          """);

  /**
   * A rollout as the teacher sees it: what this slot read and said, and what would have been right.
   */
  static String text(Rollout rollout, String slot) {
    var steps = rollout.trace().at(slot);
    boolean alone = rollout.trace().steps().size() <= 1;
    var out = new StringBuilder();
    out.append(cut(rollout.example().input().text())).append('\n');
    if (alone) out.append("answered: ").append(answer(rollout)).append('\n');
    else {
      for (var step : steps) out.append(text(step)).append('\n');
      out.append("final answer: ").append(answer(rollout)).append('\n');
    }
    var expected = cut(rollout.example().expected().text());
    if (!expected.isBlank()) out.append("right: ").append(expected).append('\n');
    var feedback = rollout.error().orElse(rollout.grade().feedback());
    if (!feedback.isBlank()) out.append("remark: ").append(cut(feedback)).append('\n');
    if (rollout.score() > 0)
      out.append(String.format(Locale.ROOT, "credit: %.2f of 1\n", rollout.score()));
    return out.toString().strip();
  }

  static String text(List<Rollout> rollouts, String slot) {
    return rollouts.stream().map(r -> text(r, slot)).collect(Collectors.joining("\n\n"));
  }

  private static String text(Trace.Step step) {
    return "this step read:\n%s\nand said:\n%s"
        .formatted(
            cut(step.input().text()),
            cut(step.error().orElseGet(() -> said(step.output(), step.raw()))));
  }

  private static String answer(Rollout rollout) {
    var said =
        said(
            rollout.output(),
            rollout.trace().steps().isEmpty() ? "" : rollout.trace().steps().getLast().raw());
    return cut(said);
  }

  private static String said(Values output, String raw) {
    return output.map().isEmpty() ? raw : output.text();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_CASE ? text : text.substring(0, LONGEST_CASE) + " …";
  }
}
