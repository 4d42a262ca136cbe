package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Predictor;
import dev.hone.core.Settings;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The operators of a promptbreeder that ask the teacher. Crossover and context are the breeder's.
 */
final class BreederOperators {
  private static final double SAME = 0.95;

  private final Study study;
  private final Promptbreeder options;
  private final Settings settings;

  BreederOperators(Study study, Promptbreeder options) {
    this.study = study;
    this.options = options;
    this.settings = options.settings();
  }

  /** A text for one slot, and the mutation prompt that the child goes on with. */
  record Brood(String text, String mutation) {}

  /** What an operator may look at: drawn and sorted before any request is made. */
  record Sight(
      Promptbreeder.Operator operator,
      Breeder.Unit parent,
      String slot,
      String style,
      List<String> mixed,
      List<String> ascending,
      List<String> lineage,
      Optional<Rollout> working) {}

  /** Prepares a request; random choices are made here. */
  Sight look(
      Promptbreeder.Operator wanted,
      Breeder.Unit parent,
      List<Breeder.Unit> units,
      List<Candidate> elites,
      Breeder breeder) {
    var random = study.random();
    var slot = Draw.some(study.predictors(), 1, random).getFirst().slot();
    var solved = Draw.some(breeder.solved(parent.candidate()), 1, random);
    boolean blind = wanted == Promptbreeder.Operator.LAMARCKIAN && solved.isEmpty();
    var ascending =
        units.stream()
            .sorted(Comparator.comparingDouble(u -> breeder.merit(u.candidate())))
            .map(u -> u.text(slot))
            .toList();
    return new Sight(
        blind ? Promptbreeder.Operator.FIRST_ORDER : wanted,
        parent,
        slot,
        one(BreederSeeds.STYLES, random),
        distinct(Draw.shuffled(ascending, random)),
        distinct(ascending),
        distinct(elites.stream().map(e -> e.at(slot).instructions().open()).toList()),
        solved.stream().findFirst());
  }

  /** The outcome; empty when the teacher's answer could not be read. */
  Optional<Brood> apply(Sight s) {
    var text = s.parent().text(s.slot());
    var mutation = s.parent().mutation();
    var variables = Rewrites.variables(text);
    return switch (s.operator()) {
      case ZERO_ORDER ->
          ask(
              BreederPrompts.HINT,
              new BreederPrompts.Problem(problem(s.slot()), variables),
              mutation);
      case FIRST_ORDER -> change(mutation, text, variables);
      case EDA ->
          ask(
              BreederPrompts.CONTINUE,
              new BreederPrompts.Series(numbered(s.mixed()), variables),
              mutation);
      case EDA_RANKED ->
          ask(
              BreederPrompts.CONTINUE_RANKED,
              new BreederPrompts.Ranked(mutation, numbered(s.ascending()), variables),
              mutation);
      case LINEAGE ->
          ask(
              BreederPrompts.CONTINUE_LINEAGE,
              new BreederPrompts.Series(numbered(s.lineage()), variables),
              mutation);
      case ZERO_ORDER_HYPER ->
          changed(
              study.ask(
                  BreederPrompts.INVENT,
                  new BreederPrompts.Thought(s.style(), problem(s.slot())),
                  1,
                  settings),
              text,
              variables);
      case FIRST_ORDER_HYPER ->
          changed(
              study.ask(BreederPrompts.IMPROVE, new BreederPrompts.Old(mutation), 1, settings),
              text,
              variables);
      case LAMARCKIAN ->
          s.working()
              .flatMap(w ->
                  ask(
                      BreederPrompts.INFER,
                      new BreederPrompts.Working(working(w, s.slot()), variables),
                      mutation));
    };
  }

  /** The first text of a unit for one slot. */
  Optional<String> found(String slot, String mutation, String style) {
    var variables = Rewrites.variables(study.seed().at(slot).instructions().open());
    return study
        .ask(
            BreederPrompts.FOUND,
            new BreederPrompts.Birth(mutation, style, problem(slot), variables),
            1,
            settings)
        .stream()
        .map(BreederPrompts.Instruction::instruction)
        .findFirst();
  }

  private <I> Optional<Brood> ask(
      Predictor<I, BreederPrompts.Instruction> predictor, I input, String mutation) {
    return study.ask(predictor, input, 1, settings).stream()
        .map(a -> new Brood(a.instruction(), mutation))
        .findFirst();
  }

  private Optional<Brood> change(String how, String text, Optional<String> variables) {
    return ask(BreederPrompts.CHANGE, new BreederPrompts.Change(how, text, variables), how);
  }

  /** A new mutation prompt proves itself at once; one that is empty or too long is none. */
  private Optional<Brood> changed(
      List<BreederPrompts.Mutation> fresh, String text, Optional<String> variables) {
    return fresh.stream()
        .map(m -> Offspring.unquoted(m.mutationPrompt()))
        .filter(m -> !m.isBlank() && m.length() <= options.maxLength())
        .findFirst()
        .flatMap(m -> change(m, text, variables));
  }

  private String problem(String slot) {
    return options.problem().isBlank()
        ? study.seed().at(slot).instructions().text()
        : options.problem();
  }

  private static String working(Rollout rollout, String slot) {
    return rollout.trace().at(slot).stream()
        .filter(s -> s.error().isEmpty())
        .findFirst()
        .map(s -> "given:\n%s\nresult:\n%s".formatted(s.input().text(), s.output().text()))
        .orElseGet(() -> Cases.text(rollout, slot));
  }

  private static String numbered(List<String> texts) {
    var out = new StringBuilder();
    for (int i = 0; i < texts.size(); i++)
      out.append(i + 1).append(". ").append(texts.get(i)).append('\n');
    return out.toString().strip();
  }

  /** Without those that are nearly the same as an earlier one. */
  private static List<String> distinct(List<String> texts) {
    var kept = new ArrayList<String>();
    for (var text : texts)
      if (kept.stream().noneMatch(k -> Likeness.of(k, text) > SAME)) kept.add(text);
    return List.copyOf(kept);
  }

  static String one(List<String> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }
}
