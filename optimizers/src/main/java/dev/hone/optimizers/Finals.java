package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.engine.Study;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Measures leaders on validation, and keeps the rollouts for that out of a search's reach. */
final class Finals {
  private final Study study;
  private final int leaders;
  private final Set<String> measured = new HashSet<>();

  /**
   * @param leaders how many are measured at each look
   */
  Finals(Study study, int leaders) {
    this.study = study;
    this.leaders = leaders;
    measured.add(study.seed().id());
  }

  /** Measures those of the first few that have not been measured, while the budget lasts. */
  void look(List<Candidate> bestFirst) {
    long each = study.validation().size();
    for (var leader : bestFirst.subList(0, Math.min(leaders, bestFirst.size()))) {
      if (study.remaining().rollouts() < each) return;
      if (measured.add(leader.id())) study.evaluate(leader, study.validation());
    }
  }

  /** How many evaluations of {@code size} rollouts fit beside a last look at one candidate. */
  long affordable(int size) {
    return spare() / Math.max(1, size);
  }

  /** Rollouts that may be spent beside a last look at one candidate. */
  long spare() {
    var left = study.remaining();
    long calls = left.calls() / study.predictors().size();
    return Math.max(0, Math.min(left.rollouts(), calls) - study.validation().size());
  }
}
