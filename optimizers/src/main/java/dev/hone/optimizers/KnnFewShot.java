package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Role;
import dev.hone.engine.Study;
import java.util.List;
import java.util.Optional;

/**
 * DSPy's {@code KNNFewShot}: shows every question the training examples most like it, as a teacher
 * program solved them or, where it did not, as they are labelled.
 *
 * <p>Differences from the source: examples are solved once and beforehand instead of the nearest
 * ones anew for every question, so that an answer costs one run; likeness is that of {@linkplain
 * dev.hone.core.NearestDemos words}, without an embedding model; the result can be saved, and is
 * kept only when it is better than the seed on validation.
 */
@Describe("Shows every question the training examples most like it. No search.")
public record KnnFewShot(
    @Describe("examples shown to a slot for each question") int k,
    @Describe("let a teacher solve the examples first, for slots that labels say nothing of")
        boolean bootstrap,
    @Describe("score from which a run counts as a success; without it any score above 0")
        Optional<Double> metricThreshold,
    @Describe("tries per example; from the second on at temperature 1") int maxRounds,
    @Describe("runs without a grade after which no more examples are tried; 0 for no limit")
        int maxErrors,
    @Describe("whose model solves the examples: STUDENT, TEACHER or JUDGE") Role teacher)
    implements Optimizer {

  public KnnFewShot {
    if (k < 1 || maxRounds < 1 || maxErrors < 0)
      throw new BadInput(
          "Options k=%d, maxRounds=%d, maxErrors=%d: use at least one example and one round, and 0 or more errors."
              .formatted(k, maxRounds, maxErrors));
  }

  public KnnFewShot() {
    this(16, true, Optional.empty(), 1, 10, Role.TEACHER);
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    long found = 2L * shape.validation() + (bootstrap ? shape.train() : 0);
    long again = bootstrap ? (maxRounds - 1L) * shape.train() : 0;
    long asked = bootstrap && teacher == Role.TEACHER ? shape.train() : 0;
    return Plan.between(
        found, found + again + shape.shared(), asked, asked * maxRounds * shape.slots());
  }

  @Override
  public Candidate optimize(Study study) {
    var random = study.random();
    var train = study.train();
    var solved = List.<Bootstrap.Success>of();
    if (bootstrap) {
      study.note(new Event.PhaseStarted("bootstrap", 0, Optional.of((long) train.size())));
      solved =
          new Bootstrap(metricThreshold, maxRounds, maxErrors, teacher)
              .collect(
                  study,
                  new LabeledFewShot(k, true).demos(study, random),
                  train,
                  train.size(),
                  random);
    }
    var set = Bootstrap.fill(study, solved, train.size(), random).nearest(k);
    study.note(new Event.PhaseStarted("validate", 1, Optional.of(1L)));
    var leader = new Leader(study);
    if (Proposals.demos(study, set, name(), 0, Bootstrap.evidence(solved))) leader.offer(set);
    return leader.best();
  }
}
