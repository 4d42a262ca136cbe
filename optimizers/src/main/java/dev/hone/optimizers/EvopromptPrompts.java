package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import dev.hone.core.Values;
import java.util.List;
import java.util.Optional;

/** What EvoPrompt asks its teacher: one request for each operator, each with a worked example. */
final class EvopromptPrompts {
  private EvopromptPrompts() {}

  record Pair(
      @Describe("one instruction") String first,
      @Describe("another instruction for the same task") String second,
      @Describe("cases that the better one of them gets wrong") Optional<String> failures,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record Crossed(
      @Describe("stage 1: one instruction made of parts of both") String combined,
      @Describe("stage 2: the combined one, mutated; it alone, without comment")
          String instruction) {}

  static final Predictor<Pair, Crossed> CROSS =
      shown(
          Predictor.of(
              "evoprompt-cross",
              Pair.class,
              Crossed.class,
              """
              You breed instructions for a language model in two stages.
              1. Combine the two given instructions into one that takes its parts from both.
              2. Mutate the outcome: change some of its wording and what it stresses, so that it is an \
              instruction of its own, and still one for the same task.
              Where cases are shown that go wrong, let the mutation help with them in general terms; \
              never copy a case.\
              """),
          Values.of(
              "first",
              "Tell whether the guest was content with the room.",
              "second",
              "Read the remark and sort it: content or not. Reply with one word."),
          Values.of(
              "combined",
              "Read the remark and tell in one word whether the guest was content with the room.",
              "instruction",
              "Go through the guest's remark and judge in a single word how the room was received: content or not."));

  record Four(
      @Describe("the present instruction") String current,
      @Describe("an instruction to compare") String first,
      @Describe("an instruction to compare it with") String second,
      @Describe("the instruction to build on") String base,
      @Describe("cases that the instruction to build on gets wrong") Optional<String> failures,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record Evolved(
      @Describe("stage 1: the parts in which first and second differ") String differences,
      @Describe("stage 2: these parts, mutated") String mutations,
      @Describe("stage 3: the instruction to build on, with these in place of parts of its own")
          String merged,
      @Describe("stage 4: the merged one crossed with the present one; it alone, without comment")
          String instruction) {}

  static final Predictor<Four, Evolved> EVOLVE =
      shown(
          Predictor.of(
              "evoprompt-evolve",
              Four.class,
              Evolved.class,
              """
              You breed instructions for a language model in four stages.
              1. Name the parts in which the first and the second instruction differ.
              2. Mutate these parts: say something else in their place that serves the same end.
              3. Put the mutated parts into the instruction to build on, where it has parts of that kind.
              4. Cross the outcome with the present instruction: take parts from both, and write one \
              whole instruction for the same task.
              Where cases are shown that go wrong, let the mutations help with them in general terms; \
              never copy a case.\
              """),
          Values.of(
              "current",
              "Sort the remark: content or not.",
              "first",
              "Tell in one word whether the guest was content.",
              "second",
              "Tell after careful reading whether the guest was content.",
              "base",
              "Judge the guest's mood from the remark and reply briefly."),
          Values.of(
              "differences",
              "\"in one word\" against \"after careful reading\"",
              "mutations",
              "\"with a single label\" and \"having weighed every sentence\"",
              "merged",
              "Judge the guest's mood from the remark, having weighed every sentence, and reply with a single label.",
              "instruction",
              "Weigh every sentence of the remark, then sort it with a single label: content or not."));

  private static <I, O> Predictor<I, O> shown(Predictor<I, O> plain, Values input, Values output) {
    return new Predictor<>(
        plain.slot(),
        plain.signature(),
        plain.in(),
        plain.out(),
        plain.seed().withDemos(List.of(new Demo.Solved(input, output, false))));
  }

  static Pair pair(Candidate first, Candidate second, String slot, Optional<String> failures) {
    var text = first.at(slot).instructions().open();
    return new Pair(
        text,
        second.at(slot).instructions().open(),
        failures,
        Rewrites.variables(text),
        Rewrites.fixed(first, slot));
  }

  static Four four(
      Candidate current,
      Candidate first,
      Candidate second,
      Candidate base,
      String slot,
      Optional<String> failures) {
    var text = current.at(slot).instructions().open();
    return new Four(
        text,
        first.at(slot).instructions().open(),
        second.at(slot).instructions().open(),
        base.at(slot).instructions().open(),
        failures,
        Rewrites.variables(text),
        Rewrites.fixed(current, slot));
  }
}
