package dev.hone.cli;

import dev.hone.core.Candidate;
import dev.hone.core.Values;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Plan;
import dev.hone.lm.Adapter;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Price;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a run would spend, before it spends anything. Rollouts and calls are bounds that follow from
 * the optimizer's plan and the program's shape; tokens are estimated from prompts really rendered.
 *
 * @param probeCalls for finding the answer format; counted in {@code calls}
 */
record DryRun(
    Job job,
    Range rollouts,
    Optional<Plan.Likely> likely,
    Range testRollouts,
    Range calls,
    Range teacherCalls,
    Range judgeCalls,
    int probeCalls,
    Range inputTokens,
    Range outputTokens,
    Optional<Price> studentPrice,
    Optional<Price> teacherPrice,
    Optional<Price> judgePrice) {
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int FRAME = 8;
  private static final int SAMPLES = 20;
  private static final int PROPOSAL_INPUT = 1_500;
  private static final int PROPOSAL_OUTPUT = 300;
  private static final int GRADING_INPUT = 600;
  private static final int GRADING_OUTPUT = 100;

  /** From the least to the most. */
  record Range(long low, long high) {
    Range plus(Range other) {
      return new Range(low + other.low, high + other.high);
    }

    String text(String noun) {
      return OptimizersCommand.range(low, high, noun);
    }

    Map<String, Object> json() {
      return Values.of("min", low, "max", high).map();
    }
  }

  /** Input and likely output tokens of one rollout. */
  private record Size(double input, double output) {}

  static DryRun of(
      Job job, Adapter format, int probeCalls, Function<ModelSpec, Optional<Price>> prices)
      throws Exception {
    var task = job.task();
    var plan = job.plan();
    long slots = task.program().predictors().stream().filter(p -> !p.isText()).count();
    long limit = job.budget().rollouts();
    var rollouts =
        new Range(Math.min(plan.minRollouts(), limit), Math.min(plan.maxRollouts(), limit));
    var test = new Range(task.test().size(), 2L * task.test().size());
    var teaching = new Range(plan.minTeacherCalls(), plan.maxTeacherCalls());
    boolean teacherRunsProgram = Optimizers.values(job.optimizer()).has("teacher");
    var all = rollouts.plus(test);
    var questions = teacherRunsProgram ? new Range(0, 0) : teaching;
    var metric = job.metric();
    int judges = metric.judges().size();
    var grading = new Range(all.low * metric.leastJudgements(), all.high * judges);
    long mostCalls = job.budget().calls();
    var calls =
        new Range(
            Math.min(mostCalls, all.low * slots + questions.low + grading.low + probeCalls),
            Math.min(mostCalls, all.high * slots + questions.high + grading.high + probeCalls));
    var seed = Candidate.seedOf(task.program());
    int demos = demos(job);
    var bare = size(job, seed, format);
    var full =
        demos == 0
            ? bare
            : size(job, Rehearsal.withDemos(seed, task.program(), task.train(), demos), format);
    var input =
        new Range(
            Math.round(
                all.low * bare.input
                    + questions.low * PROPOSAL_INPUT
                    + grading.low * GRADING_INPUT),
            Math.round(
                all.high * Math.max(bare.input, full.input)
                    + questions.high * PROPOSAL_INPUT
                    + grading.high * GRADING_INPUT));
    var output =
        new Range(
            Math.round(
                all.low * bare.output
                    + questions.low * PROPOSAL_OUTPUT
                    + grading.low * GRADING_OUTPUT),
            Math.round(
                all.high * bare.output
                    + questions.high * PROPOSAL_OUTPUT
                    + grading.high * GRADING_OUTPUT));
    return new DryRun(
        job,
        rollouts,
        plan.likely(),
        test,
        calls,
        teaching,
        grading,
        probeCalls,
        input,
        output,
        prices.apply(job.student()),
        prices.apply(job.teacher()),
        judges == 0 ? Optional.of(Price.FREE) : prices.apply(job.judge()));
  }

  /** How many demos a candidate of this optimizer may show. */
  private static int demos(Job job) {
    var values = Optimizers.values(job.optimizer());
    int most = 0;
    for (var option :
        List.of("maxLabeledDemos", "maxBootstrappedDemos", "maxDemos", "maxShots", "k"))
      if (values.get(option) instanceof Number n) most = Math.max(most, n.intValue());
    return Math.min(most, job.task().train().size());
  }

  private static Size size(Job job, Candidate candidate, Adapter format) throws Exception {
    var examples = job.task().validation().stream().limit(SAMPLES).toList();
    long in = 0;
    long out = 0;
    for (var example : examples)
      for (var asked : Rehearsal.of(job.task().program(), candidate, format, example)) {
        for (var message : asked.request().messages())
          in += message.text().length() / CHARACTERS_PER_TOKEN + FRAME;
        out += asked.answer() / CHARACTERS_PER_TOKEN + FRAME;
      }
    return new Size(in / (double) examples.size(), out / (double) examples.size());
  }

  /** The price range; empty when a price is unknown. */
  Optional<double[]> usd() {
    if (studentPrice.isEmpty() || teacherPrice.isEmpty() || judgePrice.isEmpty())
      return Optional.empty();
    var cheap = studentPrice.get().bound(inputTokens.low, outputTokens.low);
    var dear =
        Stream.of(studentPrice, teacherPrice, judgePrice)
            .flatMap(Optional::stream)
            .mapToDouble(p -> p.bound(inputTokens.high, outputTokens.high))
            .max()
            .orElse(0);
    return Optional.of(new double[] {cheap, Math.min(dear, job.budget().usd())});
  }

  String text() {
    var out = new StringBuilder();
    line(
        out,
        "task",
        "%s: %d training, %d validation, %d test examples"
            .formatted(
                job.file().name(),
                job.task().train().size(),
                job.task().validation().size(),
                job.task().test().size()));
    line(out, "optimizer", job.optimizer().name());
    line(out, "student", job.student().text());
    if (!job.teacher().equals(job.student())) line(out, "teacher", job.teacher().text());
    line(out, "budget", job.budget().text());
    line(out, "search", rollouts.text("rollout"));
    likely.ifPresent(l ->
        line(
            out,
            "likely",
            "%s, %s to the teacher"
                .formatted(
                    Figures.plural(l.rollouts(), "rollout"),
                    Figures.plural(l.teacherCalls(), "question"))));
    if (testRollouts.high > 0)
      line(out, "test", testRollouts.text("rollout") + ", when the search is over");
    line(
        out,
        "calls",
        calls.text("call")
            + (teacherCalls.high > 0 ? ", of which teacher " + teacherCalls.text("call") : "")
            + (judgeCalls.high > 0 ? ", judge " + judgeCalls.text("call") : "")
            + (probeCalls > 0 ? ", %d to find the answer format".formatted(probeCalls) : ""));
    line(
        out,
        "tokens",
        "about %s in, %s out".formatted(approximately(inputTokens), approximately(outputTokens)));
    line(out, "price", price());
    return out.append("\nNothing was asked and nothing was written.\n").toString();
  }

  private String price() {
    var usd = usd();
    if (usd.isPresent())
      return usd.get()[1] == 0
          ? "nothing: the models run on this machine"
          : "about %s to %s%s"
              .formatted(Figures.usd(usd.get()[0]), Figures.usd(usd.get()[1]), doubt());
    var unknown =
        studentPrice.isEmpty()
            ? job.student()
            : teacherPrice.isEmpty() ? job.teacher() : job.judge();
    return "unknown: there is no price for %s; add one with 'prices: FILE' in the task file"
        .formatted(unknown.text());
  }

  /** Which of the prices nobody has compared with anything. */
  private String doubt() {
    return Stream.of(studentPrice, teacherPrice, judgePrice)
        .flatMap(Optional::stream)
        .filter(p -> p.source().isEmpty())
        .findFirst()
        .map(p -> ", by prices of %s that were not verified".formatted(p.date()))
        .orElse("");
  }

  private static String approximately(Range range) {
    return range.low == range.high
        ? rounded(range.low)
        : rounded(range.low) + " to " + rounded(range.high);
  }

  private static String rounded(long n) {
    if (n < 10_000) return Figures.count(n);
    return n < 1_000_000
        ? String.format(Locale.ROOT, "%d,000", Math.round(n / 1000.0))
        : String.format(Locale.ROOT, "%.1f million", n / 1e6);
  }

  private static void line(StringBuilder out, String name, String text) {
    out.append("  %-10s %s%n".formatted(name, text));
  }

  Map<String, Object> json() {
    var map = new LinkedHashMap<String, Object>();
    map.put("dryRun", true);
    map.put("optimizer", job.optimizer().name());
    map.put("seed", job.seed());
    map.put("student", job.student().text());
    map.put("teacher", job.teacher().text());
    map.put("rollouts", rollouts.json());
    likely.ifPresent(l ->
        map.put(
            "likely", Values.of("rollouts", l.rollouts(), "teacherCalls", l.teacherCalls()).map()));
    map.put("testRollouts", testRollouts.json());
    map.put("calls", calls.json());
    map.put("teacherCalls", teacherCalls.json());
    if (judgeCalls.high > 0) map.put("judgeCalls", judgeCalls.json());
    map.put("probeCalls", probeCalls);
    map.put("inputTokens", inputTokens.json());
    map.put("outputTokens", outputTokens.json());
    usd().ifPresent(u -> map.put("usd", Values.of("min", u[0], "max", u[1]).map()));
    if (usd().isEmpty()) map.put("usd", "unknown");
    return map;
  }
}
