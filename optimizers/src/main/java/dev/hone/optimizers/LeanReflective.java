package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hone's own method: rewrite the prompt by what it is known to fail, measure as little as the
 * decision needs, and choose between rewriting and showing examples by what each has brought.
 *
 * <p>After GEPA (Agrawal et al. 2025, algorithm 1) it keeps the reflection on failures and leaves
 * out the rest: the present prompt is measured only until enough failures are known; several
 * rewritings, each for failures of its own, are put together word by word; a challenger runs first
 * on the failures it was written for and then, in rungs, on known successes and further failures,
 * until a posterior of its gain decides; validation is spent once, on the finalists.
 */
@Describe("Rewrites prompts by what they fail and selects demos, with few rollouts.")
public record LeanReflective(
    @Describe("rewritings asked for at once") int proposals,
    @Describe("failures that each rewriting is shown") int failures,
    @Describe("cases the present prompt is run on before it may be rewritten by few failures")
        int look,
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
  private static final double SURE = 0.05;

  public LeanReflective {
    if (proposals < 1 || failures < 1 || look < 1 || rungs < 1 || rest < 1 || finalists < 1)
      throw new BadInput(
          "Options proposals=%d, failures=%d, look=%d, rungs=%d, rest=%d, finalists=%d must be at least 1."
              .formatted(proposals, failures, look, rungs, rest, finalists));
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
  public boolean seedMeasuredFirst() {
    return false;
  }

  @Override
  public Candidate optimize(Study study) {
    if (study.train().isEmpty()) return study.seed();
    var ledger = new Ledger(study, study.sample(study.train(), study.train().size()));
    var purse = new LeanPurse(study, ledger, finalists);
    var search = new LeanSearch(this, study, ledger, purse);
    var ideas = new LeanIdeas(this, study, ledger, search, purse);
    var demos = new LeanDemos(this, study, ledger, search, purse);
    var arms = new LeanArms(exploration);
    study.note(new Event.PhaseStarted("search", 0, Optional.empty()));
    int steps = 0;
    int gains = 0;
    int quiet = 0;
    long confirmed = 0;
    while (steps < maxSteps && purse.free() >= 2L * failures && quiet < enough(steps, gains)) {
      var possible = possible(search, demos, quiet);
      if (possible.isEmpty()) break;
      var arm = arms.next(possible, study.random());
      var before = search.incumbent();
      double spent = purse.spent(teacherCost);
      double gain =
          switch (arm) {
            case REFINE -> ideas.refine(steps);
            case DEMOS -> demos.choose(steps);
            case MERGE -> ideas.merge(steps);
            case REMEASURE -> ideas.remeasure();
            case RESTART -> ideas.restart(steps);
          };
      arms.learn(arm, gain, purse.spent(teacherCost) - spent);
      boolean better = !search.incumbent().equals(before);
      steps++;
      gains += better ? 1 : 0;
      quiet = better ? 0 : quiet + 1;
      if (purse.uncertain() && ledger.runs() - confirmed >= 2L * study.validation().size()) {
        confirmed = ledger.runs();
        if (purse.admitsValidation()) study.evaluate(search.incumbent(), study.validation());
      }
    }
    return confirm(study, search, purse);
  }

  private List<LeanArms.Arm> possible(LeanSearch search, LeanDemos demos, int quiet) {
    var arms = new ArrayList<LeanArms.Arm>();
    if (!search.unfinished()) return arms;
    arms.add(LeanArms.Arm.REFINE);
    if (demos.possible()) arms.add(LeanArms.Arm.DEMOS);
    if (search.hasNearMiss()) arms.add(LeanArms.Arm.MERGE);
    if (search.stubborn().size() >= failures) arms.add(LeanArms.Arm.REMEASURE);
    if (quiet >= 2) arms.add(LeanArms.Arm.RESTART);
    return arms;
  }

  /** So many steps without a gain make another one unlikely, by the rate of gains so far. */
  private int enough(int steps, int gains) {
    if (patience == 0) return Integer.MAX_VALUE;
    double rate = (gains + 1) / (steps + 2.0);
    return Math.max(patience, (int) Math.ceil(Math.log(SURE) / Math.log(1 - rate)));
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
    long refine = shape.train() + race * (1 + LeanIdeas.SINGLES);
    long choose = shape.train() + race + (long) proposals * (2L * proposals * failures + guard);
    long search = maxSteps * Math.max(refine, choose);
    return Plan.between(
        shape.validation(),
        shape.validation() * 2L + (long) finalists * shape.train() + 2 * search,
        0,
        (long) maxSteps * (proposals + shape.slots()));
  }
}
