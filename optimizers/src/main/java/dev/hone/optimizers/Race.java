package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Comparison;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Rollout;
import dev.hone.engine.Statistics;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Evaluates candidates on growing prefixes of the examples and drops those that fall behind a rival
 * beyond chance: by the exact sign test for right-or-wrong scores, by the tighter of Hoeffding's
 * and the empirical Bernstein bound on the paired differences otherwise. The k-th look has error
 * {@code 6 delta / (pi k)^2}, so that all looks together keep {@code delta}.
 *
 * @param first examples of the first look
 * @param factor by which the prefix grows from look to look
 */
record Race(int first, int factor, double delta) {

  /**
   * For each candidate its evaluation on all examples, or empty when it was dropped.
   *
   * @param rival has been evaluated on all examples
   */
  List<Optional<Evaluation>> run(
      Study study, List<Candidate> candidates, List<Example> examples, Evaluation rival) {
    return study.map(candidates, candidate -> run(study, candidate, examples, rival));
  }

  private Optional<Evaluation> run(
      Study study, Candidate candidate, List<Example> examples, Evaluation rival) {
    int size = first;
    for (int look = 1; size < examples.size(); look++, size *= factor) {
      var known = study.evaluate(candidate, examples.subList(0, size));
      if (behind(rival, known, look)) {
        var sentence =
            String.format(
                Locale.ROOT, "%.3f after %d of %d examples.", known.mean(), size, examples.size());
        var comparison = Optional.of(Comparison.of(rival, known));
        study.note(new Event.Rejected(candidate.id(), "raced-out", sentence, comparison));
        return Optional.empty();
      }
    }
    return Optional.of(study.evaluate(candidate, examples));
  }

  /** Whether the candidate is worse than the rival beyond chance. */
  boolean behind(Evaluation rival, Evaluation candidate, int look) {
    double error = 6 * delta / (Math.PI * Math.PI * look * look);
    var differences = differences(rival, candidate);
    int n = differences.size();
    if (n == 0) return false;
    double mean = differences.stream().mapToDouble(d -> d).average().orElse(0);
    if (mean >= 0) return false;
    if (differences.stream().allMatch(d -> d == 0 || Math.abs(d) == 1)) {
      int wins = (int) differences.stream().filter(d -> d > 0).count();
      int losses = (int) differences.stream().filter(d -> d < 0).count();
      return Statistics.signTest(wins, losses) / 2 <= error;
    }
    double variance =
        differences.stream().mapToDouble(d -> (d - mean) * (d - mean)).average().orElse(0);
    double radius =
        Math.min(Statistics.hoeffding(n, 2, error), Statistics.bernstein(n, variance, 2, error));
    return mean + radius < 0;
  }

  private static List<Double> differences(Evaluation rival, Evaluation candidate) {
    var scores = new HashMap<String, Double>();
    for (var rollout : rival.rollouts())
      if (rollout.status() != Rollout.Status.MISSING)
        scores.put(rollout.example().id(), rollout.score());
    var differences = new ArrayList<Double>();
    for (var rollout : candidate.rollouts()) {
      var score = scores.get(rollout.example().id());
      if (score != null && rollout.status() != Rollout.Status.MISSING)
        differences.add(rollout.score() - score);
    }
    return differences;
  }
}
