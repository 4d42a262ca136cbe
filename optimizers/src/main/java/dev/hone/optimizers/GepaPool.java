package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The candidates of a GEPA search by number, the seed first, with their scores and lineage. */
final class GepaPool {
  private final Gepa options;
  private final Study study;
  private final List<Member> members = new ArrayList<>();
  private final List<Integer> cursors = new ArrayList<>();
  private final Set<Candidate> tried = new HashSet<>();
  private final Pareto fronts = new Pareto();
  private final GepaAlike alike;

  GepaPool(Gepa options, Study study) {
    this.options = options;
    this.study = study;
    this.alike = new GepaAlike(study.validation());
  }

  /**
   * One candidate.
   *
   * @param scores on validation, by example
   */
  private record Member(Candidate candidate, List<Integer> parents, Map<String, Double> scores) {
    double mean() {
      return scores.values().stream().mapToDouble(s -> s).average().orElse(0);
    }
  }

  /** Enters a candidate that was measured on validation. */
  void add(Evaluation evaluation, List<Integer> parents) {
    int number = members.size();
    var scores = new LinkedHashMap<String, Double>();
    for (var rollout : evaluation.rollouts()) {
      if (rollout.status() == Rollout.Status.MISSING) continue;
      var id = rollout.example().id();
      scores.put(id, rollout.score());
      if (options.frontier().instances()) fronts.enter(id, number, rollout.score());
      if (options.frontier() == Gepa.Frontier.CARTESIAN)
        rollout
            .grade()
            .parts()
            .forEach((part, score) -> fronts.enter(id + "/" + part, number, score));
    }
    if (options.frontier().objectives())
      evaluation.parts().forEach((part, mean) -> fronts.enter("/" + part, number, mean));
    if (fronts.holders().isEmpty()) fronts.enter("/mean", number, evaluation.mean());
    int cursor = parents.stream().mapToInt(cursors::get).max().orElse(0);
    members.add(new Member(evaluation.candidate(), List.copyOf(parents), scores));
    cursors.add(cursor);
    tried.add(evaluation.candidate());
  }

  int size() {
    return members.size();
  }

  Candidate candidate(int number) {
    return members.get(number).candidate();
  }

  double mean(int number) {
    return members.get(number).mean();
  }

  Map<String, Double> scores(int number) {
    return members.get(number).scores();
  }

  /** Notes a candidate; false when it was tried before. */
  boolean isNew(Candidate candidate) {
    return tried.add(candidate);
  }

  /** The parent of the next proposal, by the option's rule. */
  int parent() {
    return switch (options.candidateSelection()) {
      case PARETO -> fronts.draw(this::mean, study.random());
      case CURRENT_BEST -> byMean().getFirst();
      case EPSILON_GREEDY ->
          study.random().nextDouble() < options.epsilon()
              ? study.random().nextInt(size())
              : byMean().getFirst();
      case TOP_K_PARETO -> {
        var byMean = byMean();
        var top = byMean.subList(0, Math.min(options.topK(), byMean.size()));
        yield fronts.draw((_, n) -> top.contains(n), byMean.getFirst(), this::mean, study.random());
      }
      case CONFIDENT -> {
        int best = byMean().getFirst();
        yield study.random().nextDouble() < options.epsilon()
            ? fronts.draw((f, n) -> owns(f, n, best), best, this::mean, study.random())
            : best;
      }
    };
  }

  /**
   * Whether a candidate holds a front by more than luck; fronts over all examples are not judged.
   */
  private boolean owns(String front, int number, int best) {
    var around = alike.to(front.split("/", 2)[0]);
    return number == best
        || around.isEmpty()
        || alike.lead(scores(number), scores(best), around) >= options.confidence();
  }

  /** Best mean first; among equals the larger coverage, then the earlier. */
  private List<Integer> byMean() {
    return IntStream.range(0, size())
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer n) -> -mean(n))
                .thenComparingInt(n -> -scores(n).size())
                .thenComparingInt(n -> n))
        .toList();
  }

  /** The components to rewrite next in a candidate. */
  List<Component> next(int number, List<Component> all) {
    if (options.componentSelection() != Gepa.ComponentSelection.ROUND_ROBIN) return all;
    int cursor = cursors.get(number);
    cursors.set(number, (cursor + 1) % all.size());
    return List.of(all.get(cursor));
  }

  /** Those that no other dominates, in order. */
  List<Integer> survivors() {
    return fronts.undominated(this::mean).values().stream()
        .flatMap(Set::stream)
        .distinct()
        .sorted()
        .toList();
  }

  /** All that a candidate descends from. */
  Set<Integer> ancestors(int number) {
    var all = new HashSet<Integer>();
    var open = new ArrayList<>(members.get(number).parents());
    while (!open.isEmpty()) {
      int next = open.removeLast();
      if (all.add(next)) open.addAll(members.get(next).parents());
    }
    return all;
  }

  /** Which candidates hold each front, by id. */
  Map<String, List<String>> winners() {
    var winners = new LinkedHashMap<String, List<String>>();
    fronts
        .holders()
        .forEach(
            (front, set) -> winners.put(front, set.stream().map(n -> candidate(n).id()).toList()));
    return winners;
  }
}
