package dev.hone.optimizers;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Chooses what to do next by expected gain per cost, learnt from what each kind of step brought so
 * far; older experience fades, because gains shrink as the prompt gets better.
 */
final class LeanArms {
  private static final double FADING = 0.8;

  private final double exploration;
  private final Map<Arm, double[]> books = new EnumMap<>(Arm.class);

  /**
   * A kind of step.
   *
   * <p>The gain, in score, and the cost, in rollouts, of one imagined step each arm starts with.
   */
  enum Arm {
    /** Rewrite the instruction by what it fails. */
    REFINE(0.10, 25),
    /** Choose examples to show. */
    DEMOS(0.08, 30),
    /** Put a rejected rewriting that came close on top of the present prompt. */
    MERGE(0.02, 15),
    /** Run stubborn cases again, to rest those that failed by chance. */
    REMEASURE(0.01, 10),
    /** Write an instruction afresh. */
    RESTART(0.02, 30);

    private final double gain;
    private final double cost;

    Arm(double gain, double cost) {
      this.gain = gain;
      this.cost = cost;
    }
  }

  LeanArms(double exploration) {
    this.exploration = exploration;
    for (var arm : Arm.values()) books.put(arm, new double[] {arm.gain, arm.cost});
  }

  Arm next(List<Arm> possible, RandomGenerator random) {
    if (random.nextDouble() < exploration) return possible.get(random.nextInt(possible.size()));
    var best = possible.getFirst();
    for (var arm : possible) if (worth(arm) > worth(best)) best = arm;
    return best;
  }

  /** Expected gain for one rollout's cost. */
  double worth(Arm arm) {
    var book = books.getOrDefault(arm, new double[] {0, 1});
    return book[0] / book[1];
  }

  void learn(Arm arm, double gain, double cost) {
    var book = books.getOrDefault(arm, new double[] {0, 1});
    books.put(
        arm,
        new double[] {FADING * book[0] + Math.max(0, gain), FADING * book[1] + Math.max(1, cost)});
  }
}
