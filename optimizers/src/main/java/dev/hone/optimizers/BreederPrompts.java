package dev.hone.optimizers;

import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import java.util.Optional;

/** What a promptbreeder asks its teacher, one request for each operator. */
final class BreederPrompts {
  private BreederPrompts() {}

  record Problem(
      @Describe("the task that an instruction is needed for") String problem,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables) {}

  record Birth(
      @Describe("how to write it") String how,
      @Describe("a way to think about the task") String style,
      @Describe("the task that an instruction is needed for") String problem,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables) {}

  record Change(
      @Describe("how the instruction is to be changed") String how,
      @Describe("the instruction as it stands") String current,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables) {}

  record Series(
      @Describe("the instructions so far, numbered") String list,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables) {}

  record Ranked(
      @Describe("how the next one is to be made") String how,
      @Describe("the instructions so far, numbered") String list,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables) {}

  record Working(
      @Describe("what was given, and the right result") String working,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables) {}

  record Thought(
      @Describe("a way to think about it") String style,
      @Describe("the task whose instructions are to be changed") String problem) {}

  record Old(@Describe("a directive by which instructions are changed") String directive) {}

  record Instruction(
      @Describe("the instruction alone, without comment or quotation marks") String instruction) {}

  record Mutation(
      @Describe("the directive alone, without comment; it must fit any instruction")
          String mutationPrompt) {}

  static final Predictor<Birth, Instruction> FOUND =
      of(
          "breeder-found",
          Birth.class,
          """
          Write the instruction that a language model is given for a task. You are told the task, a way \
          to think about it, and how to go about the writing. Let both shape the instruction.\
          """);

  static final Predictor<Problem, Instruction> HINT =
      of(
          "breeder-hint",
          Problem.class,
          """
          Imagine a list of a hundred hints for solving the given task, the most useful one first. \
          Write that first hint as an instruction that stands on its own.\
          """);

  static final Predictor<Change, Instruction> CHANGE =
      of(
          "breeder-change",
          Change.class,
          """
          Change the given instruction for a language model in the way that you are told. The outcome \
          is an instruction for the same task.\
          """);

  static final Predictor<Series, Instruction> CONTINUE =
      of(
          "breeder-continue",
          Series.class,
          """
          You see a list of instructions for one and the same task. Continue the list: write the next \
          one, which differs from all of them.\
          """);

  static final Predictor<Ranked, Instruction> CONTINUE_RANKED =
      of(
          "breeder-continue-ranked",
          Ranked.class,
          """
          You see instructions for one task in falling order of their worth, and how a further one is \
          to be made. The next one is the best of all. It resembles the last one in the list more than \
          the first one. Write it.\
          """);

  static final Predictor<Series, Instruction> CONTINUE_LINEAGE =
      of(
          "breeder-continue-lineage",
          Series.class,
          """
          You see the instructions for one task that were found one after the other, each better than \
          the one before. Write the one that comes next.\
          """);

  static final Predictor<Working, Instruction> INFER =
      of(
          "breeder-infer",
          Working.class,
          """
          I gave a friend an instruction, and they came to the right result that you see. What was the \
          instruction? Write it so that it helps with other cases of the kind, and tells none of them.\
          """);

  static final Predictor<Thought, Mutation> INVENT =
      Predictor.of(
          "breeder-invent",
          Thought.class,
          Mutation.class,
          """
          Write a directive that tells how to change an instruction for a language model so that it \
          gets better. You are told the task and a way to think about it; let this way shape the \
          directive.\
          """);

  static final Predictor<Old, Mutation> IMPROVE =
      Predictor.of(
          "breeder-improve",
          Old.class,
          Mutation.class,
          """
          Sum up the given directive, by which instructions for a language model are changed, and \
          write a better one in its place.\
          """);

  private static <I extends Record> Predictor<I, Instruction> of(
      String slot, Class<I> in, String instructions) {
    return Predictor.of(slot, in, Instruction.class, instructions);
  }
}
