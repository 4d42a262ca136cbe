package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Settings;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;

/**
 * Any method, for texts that are empty to begin with: one question to the teacher for each of them
 * writes the text that the search starts from and is compared with, from what it is for and a few
 * cases.
 *
 * @param search the method that goes on from there
 */
public record WrittenStart(Optimizer search) implements Optimizer {
  private static final int CASES = 3;
  private static final int LONGEST = 20_000;

  @Override
  public Candidate start(Study study) {
    var rewrites = new Rewrites(study, LONGEST, true);
    var start = study.seed();
    for (var slot : study.predictors()) {
      if (!slot.isText() || !start.at(slot.slot()).instructions().open().isBlank()) continue;
      var before = start;
      var cases = study.train().subList(0, Math.min(CASES, study.train().size()));
      var wish = TextPrompts.wish(study, slot, "", cases);
      start =
          study.ask(TextPrompts.WRITE, wish, 1, Settings.of("temperature", 1.0)).stream()
              .findFirst()
              .flatMap(w -> rewrites.apply(before, slot.slot(), w.text(), "write"))
              .orElse(before);
    }
    if (!start.equals(study.seed()))
      study.note(Event.Proposed.of(start, study.seed(), "write", 0, "written from its purpose"));
    return start;
  }

  @Override
  public Candidate optimize(Study study) {
    return search.optimize(study);
  }

  @Override
  public boolean seedMeasuredFirst() {
    return search.seedMeasuredFirst();
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    var plan = search.plan(shape);
    return new Plan(
        plan.minRollouts(),
        plan.maxRollouts(),
        plan.minTeacherCalls(),
        plan.maxTeacherCalls() + shape.slots(),
        plan.likely()
            .map(l -> new Plan.Likely(l.rollouts(), l.teacherCalls() + shape.slots(), l.remark())));
  }

  @Override
  public int version() {
    return search.version();
  }

  @Override
  public String name() {
    return search.name();
  }
}
