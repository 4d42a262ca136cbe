package dev.hone.optimizers;

import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import java.util.Optional;

/** What GEPA asks its teacher. */
final class GepaPrompt {
  private GepaPrompt() {}

  record Ask(
      @Describe("the present text") String current,
      @Describe("cases: what was read and answered, what would have been right, and remarks")
          String cases,
      @Describe("what the text is for, when it is not the instruction of the model")
          Optional<String> purpose,
      @Describe("rewritings that were tried and not taken; do not write these again")
          Optional<String> rejected,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the text already; do not repeat it") Optional<String> fixedText) {}

  record Rewriting(@Describe("the whole new text, without comment") String instruction) {}

  static final Predictor<Ask, Rewriting> REFLECT =
      Predictor.of(
          "gepa-reflect",
          Ask.class,
          Rewriting.class,
          """
          You see the instruction that a language model was given for a task, and what it made of some \
          cases, with remarks. Find out from them what the task is and in which form its input comes. \
          Note every fact about the field that the remarks give away, because it may not be at hand the \
          next time, and every way of working that led to good answers. Then write a new instruction \
          that holds all this and replaces the present one.\
          """);
}
