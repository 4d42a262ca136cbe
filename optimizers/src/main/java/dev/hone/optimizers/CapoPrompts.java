package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import java.util.Optional;

/** What CAPO asks its teacher. */
final class CapoPrompts {
  private CapoPrompts() {}

  record Pair(
      @Describe("one instruction") String first,
      @Describe("another instruction for the same task") String second,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record One(
      @Describe("the instruction as it stands") String current,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record Written(@Describe("the new instruction alone, without comment") String instruction) {}

  static final Predictor<Pair, Written> CROSS =
      Predictor.of(
          "capo-cross",
          Pair.class,
          Written.class,
          """
          You get two instructions for the same task of a language model. Make one of them that joins \
          the strong parts of both, reads as a piece, and is not longer than needed.\
          """);

  static final Predictor<One, Written> MUTATE =
      Predictor.of(
          "capo-mutate",
          One.class,
          Written.class,
          """
          You get an instruction for a language model. Write it anew in other words: keep the task and \
          the form of the answer, but explain, order or stress its parts differently, so that it may \
          work better than before. Keep it short.\
          """);

  static Pair pair(Candidate first, Candidate second, String slot) {
    var text = first.at(slot).instructions().open();
    return new Pair(
        text,
        second.at(slot).instructions().open(),
        Rewrites.variables(text),
        Rewrites.fixed(first, slot));
  }

  static One one(Candidate parent, String slot, String text) {
    return new One(
        text,
        Rewrites.variables(parent.at(slot).instructions().open()),
        Rewrites.fixed(parent, slot));
  }
}
