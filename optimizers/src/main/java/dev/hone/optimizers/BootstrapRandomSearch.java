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
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * DSPy's {@code BootstrapFewShotWithRandomSearch}: many sets of bootstrapped demos, the best of
 * them on validation. Candidate -3 shows no demos, -2 labelled examples, -1 the bootstrap in the
 * order of the training examples, 0 and above bootstraps of random size in random orders.
 *
 * <p>Differences from the source: one teacher with one draw of labelled examples serves all
 * candidates, so that an example is bootstrapped once for all of them; a demo never answers its own
 * example, in validation neither; each candidate has a generator of its own, so that a restricted
 * search repeats the same candidates.
 */
@Describe("The best of many sets of bootstrapped demos, by validation.")
public record BootstrapRandomSearch(
    @Describe("score from which a run counts as a success; without it any score above 0")
        Optional<Double> metricThreshold,
    @Describe("most demos from successful runs, per slot") int maxBootstrappedDemos,
    @Describe("most demos altogether, per slot; also what the teacher is shown")
        int maxLabeledDemos,
    @Describe("tries per example; from the second on at temperature 1") int maxRounds,
    @Describe("random candidates, beside the three fixed ones") int numCandidates,
    @Describe("validation score from 0 to 1 at which the search ends") Optional<Double> stopAtScore,
    @Describe("runs without a grade after which a bootstrap tries no more examples; 0 for no limit")
        int maxErrors,
    @Describe("only these candidates, numbered from -3; empty for all") List<Integer> restrict,
    @Describe("draw the labelled examples of candidate -2 at random") boolean labeledSample,
    @Describe("whose model runs the program to make demos: STUDENT, TEACHER or JUDGE") Role teacher)
    implements Optimizer {
  private static final int ZERO_SHOT = -3;
  private static final int LABELS = -2;
  private static final int IN_ORDER = -1;

  public BootstrapRandomSearch {
    restrict = List.copyOf(restrict);
    if (maxBootstrappedDemos < 0
        || maxLabeledDemos < 0
        || maxRounds < 1
        || numCandidates < 0
        || maxErrors < 0)
      throw new BadInput(
          "Options maxBootstrappedDemos=%d, maxLabeledDemos=%d, maxRounds=%d, numCandidates=%d, maxErrors=%d: use 0 or more, and at least one round."
              .formatted(
                  maxBootstrappedDemos, maxLabeledDemos, maxRounds, numCandidates, maxErrors));
  }

  public BootstrapRandomSearch() {
    this(Optional.empty(), 4, 16, 1, 16, Optional.empty(), 10, List.of(), true, Role.TEACHER);
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    long validation = shape.validation();
    long others = numbers().filter(n -> n != ZERO_SHOT).count();
    long zeroShot = shape.demos() && numbers().anyMatch(n -> n == ZERO_SHOT) ? 1 : 0;
    boolean boots = maxBootstrappedDemos > 0 && numbers().anyMatch(n -> n >= IN_ORDER);
    long runs = boots ? (long) shape.train() * maxRounds : 0;
    long fewest = boots ? Math.min(shape.train(), fewestRuns()) : 0;
    long shown = (long) Math.max(maxBootstrappedDemos, maxLabeledDemos) * shape.slots();
    long leaked = others * Math.min(shape.shared(), shown);
    boolean asTeacher = teacher == Role.TEACHER;
    long least = stopAtScore.isPresent() ? 1 : 1 + others + zeroShot;
    return Plan.between(
        least * validation + (stopAtScore.isPresent() ? 0 : fewest),
        (1 + others + zeroShot) * validation + runs + leaked,
        asTeacher && stopAtScore.isEmpty() ? fewest : 0,
        asTeacher ? runs * shape.slots() : 0);
  }

  @Override
  public Candidate optimize(Study study) {
    var base = study.random().nextLong();
    var shown =
        new LabeledFewShot(maxLabeledDemos, true)
            .demos(study, new SplittableRandom(base + ZERO_SHOT));
    var leader = new Leader(study);
    study.note(new Event.PhaseStarted("search", 0, Optional.of(numbers().count())));
    for (int number : numbers().toArray()) {
      var random = new SplittableRandom(base + number);
      var evidence = List.<String>of();
      DemoSet set;
      if (number == ZERO_SHOT) set = DemoSet.empty(study);
      else if (number == LABELS)
        set = new LabeledFewShot(maxLabeledDemos, labeledSample).demos(study, random);
      else {
        var successes = successes(study, shown, number, random);
        evidence = Bootstrap.evidence(successes);
        set = Bootstrap.fill(study, successes, maxLabeledDemos, random);
      }
      if (!set.candidate().equals(study.seed())
          && !Proposals.demos(study, set, operator(number), number, evidence)) continue;
      var score = leader.offer(set).mean();
      if (stopAtScore.isPresent() && score >= stopAtScore.get()) break;
    }
    return leader.best();
  }

  private List<Bootstrap.Success> successes(
      Study study, DemoSet shown, int number, RandomGenerator random) {
    var order = number == IN_ORDER ? study.train() : Draw.shuffled(study.train(), random);
    int wanted =
        number == IN_ORDER || maxBootstrappedDemos == 0
            ? maxBootstrappedDemos
            : 1 + random.nextInt(maxBootstrappedDemos);
    return new Bootstrap(metricThreshold, maxRounds, maxErrors, teacher)
        .collect(study, shown, order, wanted, random);
  }

  private IntStream numbers() {
    return IntStream.range(ZERO_SHOT, numCandidates)
        .filter(n -> restrict.isEmpty() || restrict.contains(n));
  }

  private long fewestRuns() {
    return numbers().anyMatch(n -> n == IN_ORDER) ? maxBootstrappedDemos : 1;
  }

  private static String operator(int number) {
    return switch (number) {
      case ZERO_SHOT -> "zero-shot";
      case LABELS -> "labels";
      case IN_ORDER -> "bootstrap-in-order";
      default -> "bootstrap-shuffled";
    };
  }
}
