package dev.hone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.Completion;
import dev.hone.core.Example;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.engine.Budget;
import dev.hone.engine.Spent;
import dev.hone.lm.Adapter;
import dev.hone.lm.Adapters;
import dev.hone.lm.AutoFormat;
import dev.hone.lm.Capabilities;
import dev.hone.lm.LanguageModel;
import java.time.Duration;
import java.util.List;

/**
 * The answer format of a run: the one that is named, or the one the student obeys best on a few
 * examples. What that costs is taken from the budget.
 */
final class FormatProbe {
  private static final int SAMPLES = 3;
  private static final int SHARE = 10;
  private static final int FRAME = 16_000;

  private final Job job;
  private final LanguageModel student;
  private long calls;
  private long cached;
  private long input;
  private long output;
  private double usd;
  private long unpriced;
  private long failed;
  private long nanos;

  FormatProbe(Job job, LanguageModel student) {
    this.job = job;
    this.student = student;
  }

  /** How many calls finding the format takes at most. */
  static int calls(Job job, Capabilities capabilities) {
    if (!job.format().equals(Adapters.AUTO) || !job.file().asks()) return 0;
    int calls = AutoFormat.calls(capabilities, samples(job));
    return affordable(job, calls) ? calls : 0;
  }

  /** The format; for {@code auto} without a budget for trying, a good guess. */
  Adapter find() {
    var capabilities = student.capabilities();
    if (calls(job, capabilities) == 0) return Adapters.named(job.format(), capabilities);
    var predictor =
        job.file().program().predictors().stream()
            .filter(p -> !p.isText())
            .findFirst()
            .orElseThrow();
    return AutoFormat.choose(
            this::ask, capabilities, predictor.signature(), predictor.seed(), samples(job))
        .adapter();
  }

  private Completion ask(Request request) {
    long start = System.nanoTime();
    var completion = student.complete(job.budget().bounded(request).withModel(student.name()));
    nanos += System.nanoTime() - start;
    if (completion.source() == Completion.Source.CACHED) {
      cached++;
      return completion;
    }
    calls++;
    failed += Math.max(0, completion.timing().attempts() - 1);
    input += completion.usage().input();
    output += completion.usage().output();
    if (completion.usd().isPresent()) usd += completion.usd().getAsDouble();
    else unpriced++;
    return completion;
  }

  private static boolean affordable(Job job, int calls) {
    var budget = job.budget();
    if (budget.calls() / SHARE < calls || budget.tokens() != Long.MAX_VALUE) return false;
    if (!budget.limitsUsd()) return true;
    var price = Opening.price(job.student(), Opening.prices(job));
    return price.isPresent()
        && calls * price.get().bound(mostInput(job), Budget.MOST_OUTPUT) <= budget.usd() / SHARE;
  }

  /** No tokenizer over bytes makes more tokens than bytes; the frame of a format comes on top. */
  private static long mostInput(Job job) {
    return FRAME
        + samples(job).stream()
            .mapToLong(e -> Json.write(List.of(e.input(), e.expected())).getBytes(UTF_8).length)
            .max()
            .orElse(0);
  }

  private static List<Example> samples(Job job) {
    var from = job.task().train().isEmpty() ? job.task().validation() : job.task().train();
    return from.subList(0, Math.min(SAMPLES, from.size()));
  }

  /** What it has cost so far. */
  Spent spent() {
    return new Spent(
        0, calls, 0, 0, cached, input, 0, output, usd, unpriced, failed, Duration.ofNanos(nanos));
  }
}
