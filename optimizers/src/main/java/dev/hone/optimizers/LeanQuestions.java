package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.core.Settings;
import dev.hone.engine.Pending;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a lean search asks its teacher: about an instruction that a model follows, or about a slot's
 * own text. The answers are texts to stand in the place of the present one.
 */
final class LeanQuestions {
  private final Study study;
  private final Settings settings;

  LeanQuestions(Study study, LeanReflective options) {
    this.study = study;
    var length = Settings.of("maxTokens", options.maxTokens());
    this.settings = options.temperature().map(t -> length.with("temperature", t)).orElse(length);
  }

  /** The text of one slot rewritten by what it fails. */
  Pending<String> refine(
      Candidate parent, String slot, List<Rollout> failures, Optional<String> rejected) {
    var text = parent.at(slot).instructions().open();
    var cases = Cases.text(failures, slot);
    var variables = Rewrites.variables(text);
    var fixed = Rewrites.fixed(parent, slot);
    var purpose = Component.purpose(study, slot);
    return purpose.isPresent()
        ? text(
            TextPrompts.IMPROVE,
            new TextPrompts.Ask(
                text,
                cases,
                purpose,
                Component.others(study, parent, slot),
                rejected,
                variables,
                fixed))
        : rewritten(
            LeanPrompts.REFINE, new LeanPrompts.Ask(text, cases, rejected, variables, fixed));
  }

  /** One text with what another one has beside it. */
  Pending<String> merge(Candidate parent, String slot, String other) {
    var text = parent.at(slot).instructions().open();
    return rewritten(
        LeanPrompts.MERGE,
        new LeanPrompts.Pair(text, other, Rewrites.variables(text), Rewrites.fixed(parent, slot)));
  }

  /** The text of one slot written afresh, from cases. */
  Pending<String> afresh(Candidate parent, Predictor<?, ?> predictor, List<Example> cases) {
    var text = parent.at(predictor.slot()).instructions().open();
    if (predictor.isText())
      return text(TextPrompts.WRITE, TextPrompts.wish(study, predictor, text, cases));
    var told =
        cases.stream()
            .distinct()
            .map(e -> e.input().text() + "\nright: " + e.expected().text())
            .collect(Collectors.joining("\n\n"));
    return rewritten(
        LeanPrompts.RESTART,
        new LeanPrompts.Fresh(
            told, Rewrites.variables(text), Rewrites.fixed(parent, predictor.slot())));
  }

  private <A, T> Pending<String> ask(Predictor<A, T> prompt, A question, Function<T, String> text) {
    var pending = study.begin(prompt, question, 1, settings);
    return () -> pending.answers().stream().map(text).toList();
  }

  private <A> Pending<String> rewritten(Predictor<A, LeanPrompts.Rewriting> prompt, A question) {
    return ask(prompt, question, LeanPrompts.Rewriting::instruction);
  }

  private <A> Pending<String> text(Predictor<A, TextPrompts.Text> prompt, A question) {
    return ask(prompt, question, TextPrompts.Text::text);
  }
}
