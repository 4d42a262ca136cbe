package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import dev.hone.core.Settings;
import dev.hone.core.Values;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Instructions that a teacher infers from solved cases alone, as in APE. */
final class Induction {
  private static final int LONGEST_CASE = 2_000;

  private Induction() {}

  record Ask(
      @Describe("what each case gave, and what came out of it") String cases,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record Idea(
      @Describe("the instruction alone, without comment or quotation marks") String instruction) {}

  static final Predictor<Ask, Idea> INDUCE =
      Predictor.of(
          "induce",
          Ask.class,
          Idea.class,
          """
          Somebody was given an instruction and followed it on several cases. You see what each case \
          gave and what they made of it; the instruction itself is lost. Write the instruction that \
          explains all of the results. It has to work on cases that nobody has seen yet, so tell the \
          rule and not the cases.\
          """);

  /** Asks as often as wanted, each time with other cases, all at once; texts in order. */
  static List<String> texts(
      Study study,
      Predictor<?, ?> slot,
      Evaluation known,
      int queries,
      int completions,
      int demonstrations,
      Settings settings) {
    var pool = demonstrations(slot, known);
    if (pool.isEmpty()) return List.of();
    var asks = new ArrayList<Ask>();
    for (int i = 0; i < queries; i++)
      asks.add(
          ask(known.candidate(), slot.slot(), Draw.some(pool, demonstrations, study.random())));
    return study.map(asks, ask -> study.ask(INDUCE, ask, completions, settings)).stream()
        .flatMap(List::stream)
        .map(Idea::instruction)
        .toList();
  }

  private static Ask ask(Candidate base, String slot, List<String> cases) {
    return new Ask(
        String.join("\n\n", cases),
        Rewrites.variables(base.at(slot).instructions().open()),
        Rewrites.fixed(base, slot));
  }

  /**
   * The slot's solved cases: those that the examples tell, else what the slot did in the best runs.
   */
  static List<String> demonstrations(Predictor<?, ?> slot, Evaluation known) {
    var told =
        known.rollouts().stream()
            .flatMap(r -> DemoSet.labelled(slot, r.example()).stream())
            .map(d -> d.demo() instanceof Demo.Solved s ? text(s.input(), s.output()) : "")
            .toList();
    if (!told.isEmpty()) return told;
    double best = known.rollouts().stream().mapToDouble(Rollout::score).max().orElse(0);
    return known.rollouts().stream()
        .filter(r -> r.status() == Rollout.Status.OK && r.score() >= best)
        .flatMap(r -> r.trace().at(slot.slot()).stream())
        .filter(s -> s.error().isEmpty())
        .map(s -> text(s.input(), s.output()))
        .distinct()
        .toList();
  }

  private static String text(Values given, Values result) {
    return "given:\n%s\ncame out:\n%s".formatted(cut(given.text()), cut(result.text()));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_CASE ? text : text.substring(0, LONGEST_CASE) + " …";
  }
}
