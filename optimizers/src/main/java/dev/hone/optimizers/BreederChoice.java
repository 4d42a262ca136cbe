package dev.hone.optimizers;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which operator comes next: all alike, or by what their children made of their first match. A
 * mutation prompt whose children lost all of several first matches is given up.
 */
final class BreederChoice {
  private static final List<Promptbreeder.Operator> ALL = List.of(Promptbreeder.Operator.values());
  private static final double FLOOR = 0.05;
  private static final int GIVEN_UP_AFTER = 4;

  private final boolean adaptive;
  private final Map<Promptbreeder.Operator, Tally> operators =
      new EnumMap<>(Promptbreeder.Operator.class);
  private final Map<String, Tally> mutations = new HashMap<>();

  private record Tally(int won, int lost) {
    Tally with(boolean wins) {
      return wins ? new Tally(won + 1, lost) : new Tally(won, lost + 1);
    }
  }

  private static final Tally NOTHING = new Tally(0, 0);

  BreederChoice(boolean adaptive) {
    this.adaptive = adaptive;
  }

  /** Notes the first match of a child. */
  void note(Promptbreeder.Operator operator, String mutation, boolean won) {
    operators.merge(operator, NOTHING.with(won), (a, _) -> a.with(won));
    mutations.merge(mutation, NOTHING.with(won), (a, _) -> a.with(won));
  }

  /** Each operator has a share of at least {@value #FLOOR}. */
  Promptbreeder.Operator next(RandomGenerator random) {
    if (!adaptive || random.nextDouble() < FLOOR * ALL.size())
      return ALL.get(random.nextInt(ALL.size()));
    var drawn = new EnumMap<Promptbreeder.Operator, Double>(Promptbreeder.Operator.class);
    for (var operator : ALL) {
      var record = operators.getOrDefault(operator, NOTHING);
      drawn.put(operator, beta(record.won() + 1, record.lost() + 1, random) / operator.calls());
    }
    return ALL.stream()
        .max(Comparator.comparingDouble(o -> drawn.getOrDefault(o, 0.0)))
        .orElseThrow();
  }

  /** The mutation prompt itself, or another one in place of one that is given up. */
  String kept(String mutation, RandomGenerator random) {
    var record = mutations.getOrDefault(mutation, NOTHING);
    return adaptive && record.won() == 0 && record.lost() >= GIVEN_UP_AFTER
        ? BreederOperators.one(BreederSeeds.MUTATIONS, random)
        : mutation;
  }

  /** A draw from Beta(a, b), whole numbers: the a-th smallest of a + b - 1 uniform draws. */
  private static double beta(int a, int b, RandomGenerator random) {
    return random.doubles(a + b - 1L).sorted().skip(a - 1L).findFirst().orElseThrow();
  }
}
