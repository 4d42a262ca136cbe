package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import java.util.List;
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

  record Several(
      @Describe("the present text") String current,
      @Describe("rewritings of it, each made from some of the cases") String rewritings,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the text already; do not repeat it") Optional<String> fixedText) {}

  static final Predictor<Several, Rewriting> COMBINE =
      Predictor.of(
          "gepa-combine",
          Several.class,
          Rewriting.class,
          """
          Several people rewrote the same text, each knowing only some of the cases it has to do with. \
          Write one text that holds what they learnt: what several of them say once and plainly, what \
          only one of them says when it can hold beyond the case it came from, and of two things that \
          contradict each other the one that more of them support.\
          """);

  static final Predictor<TextPrompts.Ask, TextPrompts.Text> COUPLED =
      Predictor.of(
          "gepa-coupled",
          TextPrompts.Ask.class,
          TextPrompts.Text.class,
          """
          You see one of several texts that work together in a program of language models, what the \
          others say by now, and what the program made of some cases, with remarks. Find out what this \
          text should say so that all of them together do better, in keeping with the others and \
          without doing their work again. Note every fact about the field that the remarks give away. \
          Then write the whole text anew.\
          """);

  private static final String CURRENT = "<curr_param>";
  private static final String CASES = "<side_info>";

  static void requirePlaceholders(String where, String words) {
    for (var needed : List.of(CURRENT, CASES))
      if (!words.contains(needed))
        throw new BadInput(
            "Option %s lacks %s. Write %s where you speak of the present text and %s where you speak of the cases."
                .formatted(where, needed, CURRENT, CASES));
  }

  /** A question in a person's own words, which speak of the fields that are shown below them. */
  static Predictor<TextPrompts.Ask, TextPrompts.Text> own(String words) {
    return Predictor.of(
        "gepa-own",
        TextPrompts.Ask.class,
        TextPrompts.Text.class,
        words.replace(CURRENT, "`current`").replace(CASES, "`cases`"));
  }
}
