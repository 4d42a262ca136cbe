package dev.hone.optimizers;

import dev.hone.core.Example;
import dev.hone.engine.Study;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The course of a lean search: while challengers race, further questions are on their way. Time is
 * counted in rounds of measurements, and an answer is used a fixed number of rounds after its
 * question, so that no latency changes the result.
 */
final class LeanCourse {
  private static final double SURE = 0.05;
  private static final double FADING = 0.8;

  /** How much more is begun than would be needed on average; answers come late. */
  private static final double EAGERNESS = 1.5;

  private final LeanReflective options;
  private final Study study;
  private final Ledger ledger;
  private final LeanPurse purse;
  private final LeanSearch search;
  private final LeanIdeas ideas;
  private final LeanDemos demos;
  private final LeanArms arms;
  private final LeanField field;
  private final Deque<LeanTicket> asked = new ArrayDeque<>();
  private int round;
  private int begun;
  private int experiments;
  private double tries = 1;
  private double wins = 1;
  private int steps;
  private int gains;
  private int quiet;
  private long confirmed;

  LeanCourse(
      LeanReflective options, Study study, Ledger ledger, LeanPurse purse, LeanSearch search) {
    this.options = options;
    this.study = study;
    this.ledger = ledger;
    this.purse = purse;
    this.search = search;
    this.ideas = new LeanIdeas(options, study, ledger, search, purse);
    this.demos = new LeanDemos(options, study, ledger, search, purse);
    this.arms = new LeanArms(options.exploration());
    this.field = new LeanField(study, ledger, search, purse);
  }

  void run() {
    while (true) {
      while (!asked.isEmpty() && asked.getFirst().due() <= round) enter(asked.removeFirst());
      var lacking = begin();
      if (field.idle() && lacking.isEmpty()) {
        if (asked.isEmpty()) return;
        round = asked.getFirst().due();
        continue;
      }
      field.round(lacking);
      field.ended().forEach(this::learn);
      round++;
      confirm();
    }
  }

  private void enter(LeanTicket ticket) {
    ticket.arrive();
    field.enter(ticket);
  }

  private boolean idle() {
    return asked.isEmpty() && field.idle();
  }

  /**
   * Begins as many steps as may be under way.
   *
   * @return what the present prompt must be run on before the next can begin
   */
  private List<Example> begin() {
    while (goesOn() && asked.size() + field.size() < speculation()) {
      var possible = possible();
      if (possible.isEmpty()) break;
      var arm = arms.next(possible, study.random());
      if (arm == LeanArms.Arm.REMEASURE) {
        double before = ledger.runs();
        double gain = ideas.remeasure();
        arms.learn(arm, gain, ledger.runs() - before);
        begun++;
        steps++;
        continue;
      }
      if (arm != LeanArms.Arm.DEMOS) {
        var lacking = search.lacking(wanted(arm));
        if (!lacking.isEmpty()) return lacking;
        if (search.open().isEmpty() && !(idle() && search.relax())) break;
      }
      start(arm);
    }
    return List.of();
  }

  /** As many steps at once as it takes, by experience, for one of them to bring a gain. */
  private int speculation() {
    return Math.toIntExact(Math.clamp(Math.round(EAGERNESS * tries / wins), 1, options.ahead()));
  }

  private int wanted(LeanArms.Arm arm) {
    return options.failures() * (arm == LeanArms.Arm.REFINE ? options.proposals() : 2);
  }

  private void start(LeanArms.Arm arm) {
    int number = begun++;
    if (arm != LeanArms.Arm.REFINE) experiments++;
    var ticket =
        switch (arm) {
          case REFINE -> ideas.refine(number, round);
          case MERGE -> ideas.merge(number, round);
          case RESTART -> ideas.restart(number, round);
          case DEMOS, REMEASURE -> demos.choose(number, round);
        };
    if (ticket.due() <= round) enter(ticket);
    else asked.addLast(ticket);
  }

  private boolean goesOn() {
    return begun < options.maxSteps()
        && purse.free() >= 2L * options.failures()
        && quiet < enough();
  }

  private List<LeanArms.Arm> possible() {
    var list = new ArrayList<LeanArms.Arm>();
    if (!search.unfinished()) return list;
    list.add(LeanArms.Arm.REFINE);
    if (experiments > 0) return list;
    if (demos.possible()) list.add(LeanArms.Arm.DEMOS);
    if (search.hasNearMiss()) list.add(LeanArms.Arm.MERGE);
    if (search.stubborn().size() >= options.failures()) list.add(LeanArms.Arm.REMEASURE);
    if (quiet >= 2) list.add(LeanArms.Arm.RESTART);
    return list;
  }

  private void learn(LeanTicket ticket, double gain) {
    arms.learn(ticket.arm(), gain, ticket.cost());
    if (ticket.arm() != LeanArms.Arm.REFINE) experiments--;
    steps++;
    tries = FADING * tries + 1;
    wins = FADING * wins + (gain > 0 ? 1 : 0);
    gains += gain > 0 ? 1 : 0;
    quiet = gain > 0 ? 0 : quiet + 1;
  }

  /** So many steps without a gain make another one unlikely, by the rate of gains so far. */
  private int enough() {
    if (options.patience() == 0) return Integer.MAX_VALUE;
    double rate = (gains + 1) / (steps + 2.0);
    return Math.max(options.patience(), (int) Math.ceil(Math.log(SURE) / Math.log(1 - rate)));
  }

  /** Where a limit may end the run unforeseen, the present prompt is measured now and then. */
  private void confirm() {
    if (!purse.uncertain() || ledger.runs() - confirmed < 2L * study.validation().size()) return;
    confirmed = ledger.runs();
    if (purse.admitsValidation()) study.evaluate(search.incumbent(), study.validation());
  }
}
