package dev.hone.optimizers;

import dev.hone.engine.Evaluation;
import dev.hone.engine.Rollout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The living members of EvoPrompt's population, in places of their own. */
final class Members {
  private final List<Evaluation> members;
  private final int most;

  Members(List<Evaluation> members, int most) {
    this.members = new ArrayList<>(members);
    this.most = most;
  }

  int size() {
    return members.size();
  }

  List<Evaluation> all() {
    return List.copyOf(members);
  }

  Optional<Evaluation> at(int place) {
    return place < members.size() ? Optional.of(members.get(place)) : Optional.empty();
  }

  /** Takes the place of a member, or a new one at the end. */
  void put(int place, Evaluation child) {
    if (place < members.size()) members.set(place, child);
    else members.add(child);
  }

  /** Who would have to go first; empty while there is room. */
  Optional<Evaluation> worst() {
    return members.size() < most
        ? Optional.empty()
        : members.stream().min(Comparator.comparingDouble(Trials::merit));
  }

  void keepBest(List<Evaluation> children) {
    members.addAll(children);
    var best = Founders.best(members);
    members.clear();
    members.addAll(best.subList(0, Math.min(most, best.size())));
  }

  /** The child takes the place of the member most like it among those that are worse. */
  void crowd(Evaluation child) {
    if (members.size() < most) {
      members.add(child);
      return;
    }
    members.stream()
        .filter(m -> Trials.merit(m) < Trials.merit(child))
        .max(Comparator.comparingDouble(m -> Likeness.of(text(m), text(child))))
        .ifPresent(m -> members.set(members.indexOf(m), child));
  }

  private static String text(Evaluation member) {
    var text = new StringBuilder();
    for (var prompt : member.candidate().slots().values())
      text.append(prompt.instructions().open()).append('\n');
    return text.toString();
  }

  /** {@code n} pairs of parents. With the wheel they are drawn from a mating list, as published. */
  List<List<Evaluation>> pairs(EvopromptGa.Parents rule, int n, RandomGenerator random) {
    var mating = new ArrayList<Evaluation>();
    if (rule == EvopromptGa.Parents.WHEEL || rule == EvopromptGa.Parents.RANK) {
      var weights =
          rule == EvopromptGa.Parents.WHEEL
              ? members.stream().map(Evaluation::mean).toList()
              : ranks();
      for (int i = 0; i < Math.max(2, members.size()); i++)
        mating.add(members.get(drawn(weights, random)));
    } else mating.addAll(members);
    var pairs = new ArrayList<List<Evaluation>>();
    for (int i = 0; i < n; i++)
      pairs.add(
          rule == EvopromptGa.Parents.TOURNAMENT
              ? List.of(winner(random), winner(random))
              : two(mating, random));
    return pairs;
  }

  private static List<Evaluation> two(List<Evaluation> from, RandomGenerator random) {
    var two = Draw.some(from, 2, random);
    return two.size() == 2 ? two : List.of(from.getFirst(), from.getFirst());
  }

  private Evaluation winner(RandomGenerator random) {
    var two = two(members, random);
    return Trials.merit(two.getFirst()) >= Trials.merit(two.getLast())
        ? two.getFirst()
        : two.getLast();
  }

  private List<Double> ranks() {
    return members.stream()
        .map(m -> 1.0 + members.stream().filter(o -> Trials.merit(o) < Trials.merit(m)).count())
        .toList();
  }

  /** An index, drawn by weight; all alike when no weight is above 0. */
  static int drawn(List<Double> weights, RandomGenerator random) {
    double sum = weights.stream().mapToDouble(w -> Math.max(0, w)).sum();
    if (sum <= 0) return random.nextInt(weights.size());
    double z = random.nextDouble() * sum;
    for (int i = 0; i < weights.size(); i++) {
      z -= Math.max(0, weights.get(i));
      if (z < 0) return i;
    }
    return weights.size() - 1;
  }

  /** Cases that a member gets wrong, the worst first, as the teacher reads them. */
  static Optional<String> failures(Evaluation member, String slot, int n) {
    var worst =
        member.rollouts().stream()
            .filter(r -> r.status() != Rollout.Status.MISSING && !r.perfect())
            .sorted(Comparator.comparingDouble(Rollout::score))
            .limit(n)
            .toList();
    return worst.isEmpty() ? Optional.empty() : Optional.of(Cases.text(worst, slot));
  }
}
