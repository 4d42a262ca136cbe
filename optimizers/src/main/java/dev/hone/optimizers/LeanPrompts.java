package dev.hone.optimizers;

import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import java.util.Optional;

/** What {@code lean-reflective} asks its teacher. */
final class LeanPrompts {
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
}
