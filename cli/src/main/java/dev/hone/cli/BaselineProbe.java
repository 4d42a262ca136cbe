package dev.hone.cli;

import dev.hone.bench.Situation;
import dev.hone.core.Candidate;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Roles;
import dev.hone.engine.Rollout;
import dev.hone.engine.Run;
import dev.hone.engine.Spent;
import dev.hone.lm.Adapter;
import dev.hone.lm.LanguageModel;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Measures the start of a task on a few validation examples, and once more where answers may
 * differ, both within one budget.
 */
record BaselineProbe(Shell shell, Job job, int examples, boolean cached) {

  /**
   * @param failure why there is nothing to go by
   */
  record Found(Situation situation, List<Spent> spent, Optional<String> failure) {}

  Found measure(Situation situation) {
    var few =
        job.task().validation().subList(0, Math.min(examples, job.task().validation().size()));
    var limited = job.budget().withRollouts(Math.min(job.budget().rollouts(), 2L * few.size()));
    try (var cache = AnswerCache.of(shell, job, cached);
        var crew =
            new Crew(Opening.options(job, cached ? Optional.of(cache) : Optional.empty()), shell)) {
      var student = crew.of(job.student());
      var probe = new FormatProbe(job, student);
      var format = probe.find();
      var budget = probe.spent().leftOf(limited);
      var first = run(crew, format, m -> m, budget).evaluate(seed(), few);
      if (first.failure().isPresent() || first.evaluation().scores().length == 0)
        return new Found(
            situation,
            List.of(first.spent().plus(probe.spent())),
            Optional.of(first.failure().orElse("No example was answered.")));
      long rollouts = Math.max(0, limited.rollouts() - first.spent().rollouts());
      var rest = first.spent().leftOf(budget).withRollouts(rollouts);
      if (steady() || rest.rollouts() < few.size())
        return new Found(
            situation.withBaseline(first.evaluation().scores(), new double[0]),
            List.of(first.spent().plus(probe.spent())),
            Optional.empty());
      var again = run(crew, format, Resampled::new, rest).evaluate(seed(), few);
      return new Found(
          twice(situation, first.evaluation(), again),
          List.of(first.spent().plus(probe.spent()), again.spent()),
          Optional.empty());
    }
  }

  private static Situation twice(Situation situation, Evaluation first, Run.Measurement again) {
    if (again.failure().isPresent()) return situation.withBaseline(first.scores(), new double[0]);
    var second = again.evaluation();
    var both =
        IntStream.range(0, first.rollouts().size())
            .filter(i -> seen(first, i) && seen(second, i))
            .toArray();
    return both.length == 0
        ? situation.withBaseline(first.scores(), new double[0])
        : situation.withBaseline(
            IntStream.of(both).mapToDouble(first::score).toArray(),
            IntStream.of(both).mapToDouble(second::score).toArray());
  }

  private static boolean seen(Evaluation evaluation, int i) {
    return evaluation.rollouts().get(i).status() != Rollout.Status.MISSING;
  }

  /** Whether the same question is bound to get the same grade. */
  private boolean steady() {
    return job.file().settings().map().get("temperature") instanceof Number n
        && n.doubleValue() == 0
        && job.metric().judges().isEmpty();
  }

  private Candidate seed() {
    return Candidate.seedOf(job.task().program());
  }

  private Run<Values, Values> run(
      Crew crew, Adapter format, UnaryOperator<LanguageModel> as, Budget budget) {
    var teacher = crew.of(job.teacher());
    var roles =
        Roles.of(as.apply(crew.of(job.student())), format)
            .withTeacher(teacher, Opening.teacherFormat(job, format, teacher.capabilities()))
            .withJudge(as.apply(crew.of(job.judge())))
            .withHandles(handle -> as.apply(crew.ofHandle(handle)));
    return Run.of(job.task(), roles)
        .withBudget(budget)
        .withParallel(job.parallel())
        .withSeed(job.seed());
  }
}
