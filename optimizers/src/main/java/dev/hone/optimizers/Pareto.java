package dev.hone.optimizers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The best candidates, by number, on each of many fronts: on every example, on every named part of
 * the score, or on both.
 */
final class Pareto {
  private final Map<String, Double> best = new LinkedHashMap<>();
  private final Map<String, Set<Integer>> holders = new LinkedHashMap<>();

  /** Enters a score: a higher one replaces the holders of the front, an equal one joins them. */
  void enter(String front, int candidate, double score) {
    var known = best.get(front);
    if (known != null && score < known) return;
    if (known == null || score > known) {
      best.put(front, score);
      holders.put(front, new TreeSet<>());
    }
    holders.computeIfAbsent(front, _ -> new TreeSet<>()).add(candidate);
  }

  /** Who holds each front. */
  Map<String, Set<Integer>> holders() {
    return holders;
  }

  /**
   * The holders of each front without dominated candidates: worst first, one is dropped when every
   * front that it holds is also held by another that remains.
   */
  Map<String, Set<Integer>> undominated(IntToDoubleFunction mean) {
    return undominated(holders, mean);
  }

  private static Map<String, Set<Integer>> undominated(
      Map<String, Set<Integer>> fronts, IntToDoubleFunction mean) {
    var left = new LinkedHashSet<Integer>();
    fronts.values().stream()
        .flatMap(Collection::stream)
        .distinct()
        .sorted(Comparator.comparingDouble(mean::applyAsDouble).thenComparing(c -> c))
        .forEach(left::add);
    boolean dropped = true;
    while (dropped) {
      dropped = false;
      for (int candidate : left)
        if (fronts.values().stream()
            .filter(front -> front.contains(candidate))
            .allMatch(front -> front.stream().anyMatch(o -> o != candidate && left.contains(o)))) {
          left.remove(candidate);
          dropped = true;
          break;
        }
    }
    var result = new LinkedHashMap<String, Set<Integer>>();
    fronts.forEach((front, set) -> {
      var some = new TreeSet<>(set);
      some.retainAll(left);
      result.put(front, some);
    });
    return result;
  }

  /** An undominated candidate, as likely as it holds fronts. */
  int draw(IntToDoubleFunction mean, RandomGenerator random) {
    return draw(undominated(mean), random);
  }

  /**
   * The same when some holders do not count.
   *
   * @param owns whether a candidate counts as a holder of a front
   * @param otherwise who is drawn when no front has a holder that counts
   */
  int draw(
      BiPredicate<String, Integer> owns,
      int otherwise,
      IntToDoubleFunction mean,
      RandomGenerator random) {
    var fronts = new LinkedHashMap<String, Set<Integer>>();
    holders.forEach((front, set) -> {
      var some = new TreeSet<>(set);
      some.removeIf(candidate -> !owns.test(front, candidate));
      if (!some.isEmpty()) fronts.put(front, some);
    });
    return fronts.isEmpty() ? otherwise : draw(undominated(fronts, mean), random);
  }

  private static int draw(Map<String, Set<Integer>> fronts, RandomGenerator random) {
    var tickets = new ArrayList<Integer>();
    fronts.values().forEach(tickets::addAll);
    return tickets.get(random.nextInt(tickets.size()));
  }
}
