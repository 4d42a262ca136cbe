package dev.hone.cli;

import dev.hone.bench.Advisor;
import dev.hone.bench.Goal;
import dev.hone.bench.Situation;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code optimizer: auto} stands for.
 *
 * @param sentence what was chosen and why
 */
record AutoChoice(String method, String sentence) {
  static final String NAME = "auto";

  /** For texts without a program, of which no measured rows tell anything. */
  static final AutoChoice TEXTS =
      new AutoChoice(
          "gepa", "optimizer auto: gepa. It rewrites a text by what its evaluator remarks.");

  private static final String GOAL = "goal";

  /** Asks no model. Takes its own option out of {@code options}; the others are the method's. */
  static AutoChoice of(Situation situation, Map<String, Object> options) {
    var goal = Optional.ofNullable(options.remove(GOAL)).map(g -> Goal.parse(String.valueOf(g)));
    var advice = Advisor.usual().choose(situation.withGoal(goal));
    return advice
        .choice()
        .map(c ->
            new AutoChoice(
                c.method(),
                "optimizer auto: %s. %s%s"
                    .formatted(
                        c.method(), advice.reason(), AdviceText.preferred(advice, c.method()))))
        .orElseGet(() ->
            new AutoChoice(
                Job.OPTIMIZER, "optimizer auto: %s. %s".formatted(Job.OPTIMIZER, advice.reason())));
  }
}
