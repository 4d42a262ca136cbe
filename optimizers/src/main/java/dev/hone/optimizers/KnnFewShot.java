package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Role;
import dev.hone.engine.Study;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * DSPy's {@code KNNFewShot}: shows every question the training examples most like it, as they are
 * labelled or, where labels lack something, as a teacher program solved them.
 *
 * <p>Differences from the source: examples are solved once and beforehand instead of the nearest
 * ones anew for every question, so that an answer costs one run; likeness is that of {@linkplain
 * dev.hone.core.NearestDemos words}, without an embedding model; a slot that is asked what another
 * one wrote gets a fixed set; the result can be saved, and is kept only when it is better than the
 * seed on validation.
 */
@Describe("Shows every question the training examples most like it. No search.")
public record KnnFewShot(
    @Describe("examples shown to a slot for each question") int k,
    @Describe("let a teacher first solve the examples whose labels lack outputs of a slot")
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
    long fewest = 2L * shape.validation();
    long solved = bootstrap ? (long) maxRounds * shape.train() : 0;
    long leaked = Math.min(shape.shared(), (long) k * shape.slots());
    return Plan.between(
        fewest, fewest + solved + leaked, 0, teacher == Role.TEACHER ? solved * shape.slots() : 0);
  }

  @Override
  public Candidate optimize(Study study) {
    var random = study.random();
    var seed = study.evaluate(study.seed(), study.validation()).rollouts();
    var solved = bootstrap ? solved(study, random) : List.<Bootstrap.Success>of();
    var set = DemoSet.empty(study);
    for (var predictor : study.predictors()) {
      var slot = predictor.slot();
      var demos = study.train().stream().flatMap(e -> demo(predictor, e, solved).stream()).toList();
      set =
          DemoSet.askedAsTold(predictor, seed)
              ? set.with(slot, demos).nearest(slot, k)
              : set.with(slot, Draw.some(demos, k, random));
    }
    study.note(new Event.PhaseStarted("validate", 1, Optional.of(1L)));
    var leader = new Leader(study);
    if (Proposals.demos(study, set, name(), 0, Bootstrap.evidence(solved))) leader.offer(set);
    return leader.best();
  }

  private List<Bootstrap.Success> solved(Study study, RandomGenerator random) {
    var lacking =
        study.train().stream()
            .filter(e -> study.predictors().stream().anyMatch(p -> !DemoSet.complete(p, e)))
            .toList();
    study.note(new Event.PhaseStarted("bootstrap", 0, Optional.of((long) lacking.size())));
    var shown = new LabeledFewShot(k, true).demos(study, random);
    return new Bootstrap(metricThreshold, maxRounds, maxErrors, teacher)
        .collect(study, shown, lacking, lacking.size(), random);
  }

  private static Optional<DemoSet.Sourced> demo(
      Predictor<?, ?> predictor, Example example, List<Bootstrap.Success> solved) {
    return DemoSet.told(
        predictor,
        example,
        solved.stream()
            .filter(s -> s.rollout().example().equals(example))
            .flatMap(s -> Optional.ofNullable(s.demos().get(predictor.slot())).stream())
            .findFirst());
  }
}
