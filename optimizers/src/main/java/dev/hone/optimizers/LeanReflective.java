package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.Optional;

/**
 * Hone's own method: rewrite the prompt by what it is known to fail, measure as little as the
 * decision needs, and choose between rewriting and showing examples by what each has brought.
 *
 * <p>After GEPA (Agrawal et al. 2025, algorithm 1) it keeps the reflection on failures and leaves
 * out the rest: the present prompt is measured only until enough failures are known; several
 * rewritings, each for failures of its own, are put together word by word; a challenger runs first
 * on the failures it was written for and then, in rungs, on known successes and further failures,
 * until a posterior of its gain decides. Several steps are under way at once; what they decide,
 * they decide in the order of their numbers. Validation is asked about one prompt.
 */
@Describe("Rewrites prompts by what they fail and selects demos, with few rollouts.")
public record LeanReflective(
    @Describe("most rewritings asked for at once, in each step") int proposals,
    @Describe("failures that each rewriting is shown") int failures,
    @Describe("cases the present prompt is run on before it may be rewritten by few failures")
        int look,
    @Describe("steps that may be under way at once; 1 to wait for each") int ahead,
    @Describe("rounds of measurements after which an answer of the teacher is used") int answer,
    @Describe("most rungs of a race") int rungs,
    @Describe("known successes that a challenger must keep, for each rung") int guard,
    @Describe("further known failures it is tried on, for each rung") int probe,
    @Describe("probability of a gain from which a challenger is taken at once") double accept,
    @Describe("probability of a gain up to which it is dropped at once") double drop,
    @Describe("probability of a gain from which it is taken after the last rung") double lastLevel,
    @Describe("a failure shown so often without being repaired rests") int rest,
    @Describe("how often all resting failures are woken before the search gives up")
        int relaxations,
    @Describe("rejected changes of the present prompt that the teacher is reminded of") int memory,
    @Describe("most demos per slot; 0 to rewrite instructions only") int maxDemos,
    @Describe("whether every question may be shown the demos most like it, chosen from all")
        boolean nearest,
    @Describe("prompts that compete on training at the end; the best is measured on validation")
        int finalists,
    @Describe("share of steps whose kind is drawn at random") double exploration,
    @Describe("what a question to the teacher costs, in rollouts, when kinds of steps are compared")
        double teacherCost,
    @Describe("fewest steps without a gain after which the search ends; 0 for never") int patience,
    @Describe("most steps") int maxSteps,
    @Describe("longest instruction, in characters") int maxLength,
    @Describe("longest answer of the teacher, in tokens") int maxTokens,
    @Describe("the teacher's temperature") Optional<Double> temperature)
    implements Optimizer {
  public LeanReflective {
    if (proposals < 1 || failures < 1 || look < 1 || rungs < 1 || rest < 1 || finalists < 1)
      throw new BadInput(
          "Options proposals=%d, failures=%d, look=%d, rungs=%d, rest=%d, finalists=%d must be at least 1."
              .formatted(proposals, failures, look, rungs, rest, finalists));
    if (ahead < 1 || answer < 1)
      throw new BadInput(
          "Options ahead=%d, answer=%d must be at least 1.".formatted(ahead, answer));
    if (guard < 0 || probe < 0 || relaxations < 0 || memory < 0 || maxDemos < 0 || patience < 0)
      throw new BadInput(
          "Options guard=%d, probe=%d, relaxations=%d, memory=%d, maxDemos=%d, patience=%d cannot be negative."
              .formatted(guard, probe, relaxations, memory, maxDemos, patience));
    if (maxLength < 1 || !(drop <= accept) || !(exploration >= 0 && exploration <= 1))
      throw new BadInput(
          "Options maxLength=%d, drop=%s, accept=%s, exploration=%s: use a length of at least 1, drop up to accept, exploration from 0 to 1."
              .formatted(maxLength, drop, accept, exploration));
  }

  public LeanReflective() {
    this(
        3,
        2,
        8,
        1,
        6,
        4,
        5,
        2,
        0.85,
        0.25,
        0.6,
        3,
        3,
        3,
        16,
        true,
        2,
        0.05,
        1,
        24,
        200,
        20_000,
        2_000,
        Optional.of(1.0));
  }

  @Override
  public int version() {
    return 5;
  }

  @Override
  public boolean seedMeasuredFirst() {
    return false;
  }

  @Override
  public Candidate optimize(Study study) {
    if (study.train().isEmpty()) return study.seed();
    var ledger = new Ledger(study, study.sample(study.train(), study.train().size()));
    var purse = new LeanPurse(study, ledger, finalists);
    var search = new LeanSearch(this, study, ledger, purse);
    study.note(new Event.PhaseStarted("search", 0, Optional.empty()));
    new LeanCourse(this, study, ledger, purse, search).run();
    return confirm(study, search, purse);
  }

  /**
   * The finalists compete on training, so that validation is asked about one prompt only: each
   * further one would be another chance to look better than the seed by luck.
   */
  private Candidate confirm(Study study, LeanSearch search, LeanPurse purse) {
    study.note(new Event.PhaseStarted("confirm", 1, Optional.of(2L)));
    var winner = search.playoff(search.finalists(purse.finalists()), purse.spare());
    if (purse.admitsValidation()) study.evaluate(study.seed(), study.validation());
    if (winner.isPresent() && purse.admitsValidation())
      study.evaluate(winner.get(), study.validation());
    return study.best();
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    if (shape.train() == 0) return Plan.exactly(shape.validation(), 0);
    long race = (long) proposals * failures + (long) rungs * (guard + probe);
    long refine = shape.train() + race * (ahead + LeanIdeas.TRIED);
    long choose = shape.train() + 2 * race + LeanDemos.WAYS * (4L * failures);
    long search = maxSteps * Math.max(refine, choose);
    var plan =
        Plan.between(
            shape.validation(),
            shape.validation() * 2L + (long) finalists * shape.train() + 2 * search,
            0,
            (long) maxSteps * (proposals + shape.slots()));
    if (shape.rollouts() == Long.MAX_VALUE) return plan;
    long free = Math.max(0, shape.rollouts() - shape.validation() * (finalists + 1L));
    return plan.withLikely(
        new Plan.Likely(
            Math.min(shape.rollouts(), plan.maxRollouts()),
            Math.min(plan.maxTeacherCalls(), Math.round(free / rolloutsForQuestion())),
            ""));
  }

  /**
   * Rollouts of the search for each question to the teacher, in simulated worlds: 8 with three
   * proposals at a time, 3 with twelve.
   */
  private double rolloutsForQuestion() {
    return Math.max(3, 24.0 / proposals);
  }
}
