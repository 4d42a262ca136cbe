package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * DSPy's {@code LabeledFewShot}: shows each slot some labelled training examples as they are.
 *
 * <p>Differences from the source: drawn by the run's seed instead of a fixed one; a slot gets only
 * the fields it has, and examples that label none of its outputs are left out; the result is
 * measured on validation and kept only when it is better than the seed.
 */
@Describe("Shows each slot some labelled training examples. No search; a few rollouts.")
public record LabeledFewShot(
    @Describe("most examples shown to a slot") int k,
    @Describe("draw them at random; otherwise the first ones") boolean sample)
    implements Optimizer {

  public LabeledFewShot {
    if (k < 0) throw new BadInput("Option 'k' is %d. Use 0 or more.".formatted(k));
  }

  public LabeledFewShot() {
    this(16, true);
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    long evaluations = shape.train() == 0 || k == 0 ? (shape.demos() ? 2 : 1) : 2;
    long leaked = Math.min(shape.shared(), (long) k * shape.slots());
    long rollouts = evaluations * shape.validation();
    return Plan.between(rollouts, rollouts + leaked, 0, 0);
  }

  @Override
  public Candidate optimize(Study study) {
    study.note(new Event.PhaseStarted("labels", 0, Optional.of(1L)));
    var leader = new Leader(study);
    var set = demos(study, study.random());
    if (Proposals.demos(study, set, name(), 0, List.of())) leader.offer(set);
    return leader.best();
  }

  /** One draw for each slot, by one generator. */
  DemoSet demos(Study study, RandomGenerator random) {
    var set = DemoSet.empty(study);
    for (var predictor : study.predictors()) {
      var labelled = DemoSet.labelled(predictor, study.train());
      set =
          set.with(
              predictor.slot(),
              sample
                  ? Draw.some(labelled, k, random)
                  : labelled.subList(0, Math.min(k, labelled.size())));
    }
    return set;
  }
}
