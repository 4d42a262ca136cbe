package dev.hone.optimizers;

import dev.hone.core.Describe;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.engine.Study;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a teacher is asked about a slot's own text, which no model follows. */
final class TextPrompts {
  private TextPrompts() {}

  record Ask(
      @Describe("the present text") String current,
      @Describe("how it fared where it was used, with remarks and scores") String cases,
      @Describe("what the text is for") Optional<String> purpose,
      @Describe("the texts that it works together with") Optional<String> others,
      @Describe("rewritings that were tried and not taken; do not write these again")
          Optional<String> rejected,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the text already; do not repeat it") Optional<String> fixedText) {}

  record Wish(
      @Describe("what is wanted") String wanted,
      @Describe("the name of the text, where several texts work together") Optional<String> name,
      @Describe("cases that the text will have to do with") Optional<String> cases,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables) {}

  record Text(@Describe("the whole text, without comment") String text) {}

  static final Predictor<Ask, Text> IMPROVE =
      Predictor.of(
          "improve-text",
          Ask.class,
          Text.class,
          """
          You see a text, what it is for, and how it fared where it was used, with remarks and scores. \
          Tell apart what keeps failing, what works and should stay, and what lies behind the failures. \
          Then write the whole text anew, better for its purpose and ready to stand in the place of the \
          present one exactly as you write it.\
          """);

  static final Predictor<Wish, Text> WRITE =
      Predictor.of(
          "write-text",
          Wish.class,
          Text.class,
          """
          You write a text that is then used and scored exactly as you wrote it. You are told what is \
          wanted. Write the whole text, ready for use, with nothing around it.\
          """);

  /** The wish for one slot's text, with what its cases tell. */
  static Wish wish(Study study, Predictor<?, ?> slot, String present, List<Example> cases) {
    var told =
        cases.stream()
            .map(Example::text)
            .filter(t -> !t.isBlank())
            .distinct()
            .collect(Collectors.joining("\n\n"));
    return new Wish(
        Component.purpose(slot),
        study.predictors().size() > 1 ? Optional.of(slot.slot()) : Optional.empty(),
        Optional.of(told).filter(t -> !t.isEmpty()),
        Rewrites.variables(present));
  }
}
