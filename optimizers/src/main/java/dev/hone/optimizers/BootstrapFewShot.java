package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Role;
import dev.hone.engine.Study;
import java.util.Optional;

/**
 * DSPy's {@code BootstrapFewShot}: a teacher program, shown labelled examples, solves training
 * examples; the steps of its successes become the student's demos, and labelled examples fill up.
 *
 * <p>Differences from the source: examples run in parallel with the outcome of a sequential search;
 * a threshold of 0 counts; no demo is ever lost to an exception; the random choices follow the
 * run's seed; the result is measured on validation and kept only when it is better than the seed.
 */
@Describe("Demos from a teacher's successful runs, filled up with labelled examples.")
public record BootstrapFewShot(
    @Describe("score from which a run counts as a success; without it any score above 0")
        Optional<Double> metricThreshold,
    @Describe("most demos from successful runs, per slot") int maxBootstrappedDemos,
    @Describe("most demos altogether, per slot; also what the teacher is shown")
        int maxLabeledDemos,
    @Describe("tries per example; from the second on at temperature 1") int maxRounds,
    @Describe("runs without a grade after which no more examples are tried; 0 for no limit")
        int maxErrors,
    @Describe("whose model runs the program to make demos: STUDENT, TEACHER or JUDGE") Role teacher)
    implements Optimizer {

  public BootstrapFewShot {
    if (maxBootstrappedDemos < 0 || maxLabeledDemos < 0 || maxRounds < 1 || maxErrors < 0)
      throw new BadInput(
          "Options maxBootstrappedDemos=%d, maxLabeledDemos=%d, maxRounds=%d, maxErrors=%d: use 0 or more, and at least one round."
              .formatted(maxBootstrappedDemos, maxLabeledDemos, maxRounds, maxErrors));
  }

  public BootstrapFewShot() {
    this(Optional.empty(), 4, 16, 1, 10, Role.TEACHER);
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    long validation = shape.validation();
    long runs = maxBootstrappedDemos == 0 ? 0 : (long) shape.train() * maxRounds;
    long fewest = Math.min(maxBootstrappedDemos, shape.train());
    long leaked =
        Math.min(
            shape.shared(), (long) Math.max(maxBootstrappedDemos, maxLabeledDemos) * shape.slots());
    boolean asTeacher = teacher == Role.TEACHER;
    return Plan.between(
        2 * validation + fewest,
        2 * validation + runs + leaked,
        asTeacher ? fewest : 0,
        asTeacher ? runs * shape.slots() : 0);
  }

  @Override
  public Candidate optimize(Study study) {
    var random = study.random();
    study.note(new Event.PhaseStarted("bootstrap", 0, Optional.of((long) study.train().size())));
    var shown = new LabeledFewShot(maxLabeledDemos, true).demos(study, random);
    var successes =
        new Bootstrap(metricThreshold, maxRounds, maxErrors, teacher)
            .collect(study, shown, study.train(), maxBootstrappedDemos, random);
    var set = Bootstrap.fill(study, successes, maxLabeledDemos, random);
    study.note(new Event.PhaseStarted("validate", 1, Optional.of(1L)));
    var leader = new Leader(study);
    if (Proposals.demos(study, set, name(), 0, Bootstrap.evidence(successes))) leader.offer(set);
    return leader.best();
  }
}
