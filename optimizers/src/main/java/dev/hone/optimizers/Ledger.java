package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of each candidate on the training examples, which stand in one order for all of
 * them. An example that a candidate always shows as a demo is never asked of it; one on which a
 * candidate got no answer is asked of nobody again, because what the model cannot answer it seldom
 * can for another.
 */
final class Ledger {
  private static final double UPPER_QUARTER = 0.75;

  private final Study study;
  private final List<Example> order;
  private final Map<Candidate, Map<String, Rollout>> rows = new HashMap<>();
  private final Map<Candidate, Set<String>> shown = new HashMap<>();
  private final Set<String> unanswered = new HashSet<>();
  private long runs;

  Ledger(Study study, List<Example> order) {
    this.study = study;
    this.order = order;
  }

  /** Rollouts asked for so far. */
  long runs() {
    return runs;
  }

  /** Notes which examples a candidate always shows; those it chooses by likeness are none. */
  void shows(Candidate candidate, Set<String> examples) {
    shown.put(candidate, Set.copyOf(examples));
  }

  Set<String> shownBy(Candidate candidate) {
    return shown.getOrDefault(candidate, Set.of());
  }

  /** Runs what is not known yet, in one batch. */
  void measure(Candidate candidate, List<Example> examples) {
    measure(Map.of(candidate, examples));
  }

  /** Runs what is not known yet of several candidates, in one batch. */
  void measure(Map<Candidate, List<Example>> wanted) {
    var jobs = new ArrayList<Job>();
    for (var want : wanted.entrySet()) {
      var fresh = unknown(want.getKey(), want.getValue());
      if (fresh.isEmpty()) continue;
      runs += fresh.size();
      jobs.add(new Job(want.getKey(), fresh));
    }
    if (jobs.isEmpty()) return;
    for (var evaluation : study.map(jobs, j -> study.evaluate(j.candidate(), j.examples())))
      for (var rollout : evaluation.rollouts()) {
        row(evaluation.candidate()).put(rollout.example().id(), rollout);
        if (rollout.status() == Rollout.Status.MISSING) unanswered.add(rollout.example().id());
      }
  }

  private record Job(Candidate candidate, List<Example> examples) {}

  /** Those that were not asked of a candidate and may be. */
  List<Example> unknown(Candidate candidate, List<Example> examples) {
    var row = row(candidate);
    var shown = shownBy(candidate);
    return examples.stream()
        .distinct()
        .filter(e -> !row.containsKey(e.id()) && !shown.contains(e.id()))
        .filter(e -> !unanswered.contains(e.id()))
        .toList();
  }

  private Map<String, Rollout> row(Candidate candidate) {
    return rows.computeIfAbsent(candidate, _ -> new LinkedHashMap<>());
  }

  /** What was observed of a candidate, in the common order. */
  List<Rollout> known(Candidate candidate) {
    var row = rows.getOrDefault(candidate, Map.of());
    return order.stream()
        .flatMap(e -> Stream.ofNullable(row.get(e.id())))
        .filter(r -> r.status() != Rollout.Status.MISSING)
        .toList();
  }

  /** The examples that a candidate was run on. */
  Set<Example> asked(Candidate candidate) {
    return rows.getOrDefault(candidate, Map.of()).values().stream()
        .map(Rollout::example)
        .collect(Collectors.toSet());
  }

  /** What may still be asked of a candidate, in the common order. */
  List<Example> fresh(Candidate candidate) {
    return unknown(candidate, order);
  }

  /**
   * The rollouts worth showing, worst first among graded scores: below 1, or below the upper
   * quarter of the scores when even the best of them are not perfect.
   */
  List<Rollout> failures(Candidate candidate) {
    var known = known(candidate);
    double bar = bar(known);
    return known.stream()
        .filter(r -> r.score() < bar)
        .sorted(Comparator.comparingDouble(Rollout::score))
        .toList();
  }

  List<Rollout> successes(Candidate candidate) {
    var known = known(candidate);
    double bar = bar(known);
    return known.stream().filter(r -> r.score() >= bar).toList();
  }

  private static double bar(List<Rollout> known) {
    var scores = known.stream().mapToDouble(Rollout::score).sorted().toArray();
    if (scores.length == 0) return 1;
    double upper = scores[(int) (UPPER_QUARTER * (scores.length - 1))];
    return upper > scores[0] ? upper : 1;
  }

  /** Mean over what is known, pulled towards one half as by {@code prior} examples. */
  double mean(Candidate candidate, double prior) {
    var known = known(candidate);
    double sum = known.stream().mapToDouble(Rollout::score).sum();
    return (sum + prior / 2) / Math.max(1e-9, known.size() + prior);
  }

  /**
   * The difference that a candidate makes on examples that both were run on: what it gains, what it
   * loses, and on how many.
   */
  Paired paired(Candidate candidate, List<Rollout> rival) {
    var row = rows.getOrDefault(candidate, Map.of());
    double gained = 0;
    double lost = 0;
    int n = 0;
    for (var before : rival) {
      var after = row.get(before.example().id());
      if (after == null || after.status() == Rollout.Status.MISSING) continue;
      double difference = after.score() - before.score();
      if (difference > 0) gained += difference;
      else lost -= difference;
      n++;
    }
    return new Paired(n, gained, lost);
  }

  /** Summed differences over {@code n} examples. */
  record Paired(int n, double gained, double lost) {}
}
