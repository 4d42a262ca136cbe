package dev.hone.testkit;

import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.core.Values;
import dev.hone.lm.LanguageModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers by a function and keeps account of what it was asked. Safe for many threads;
 * the function must give the same answer for equal requests when a test relies on determinism.
 * Every {@code withX} gives a fresh model with an account of its own.
 */
public final class ScriptedModel implements LanguageModel {
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final String name;
  private final Function<Request, String> answers;
  private final Function<Request, Duration> latency;
  private final LongFunction<@Nullable Throwable> failures;
  private final double usdPerToken;
  private final Runnable beforeCall;
  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> answered = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Completion> completions = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbered = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();

  private ScriptedModel(
      String name,
      Function<Request, String> answers,
      Function<Request, Duration> latency,
      LongFunction<@Nullable Throwable> failures,
      double usdPerToken,
      Runnable beforeCall) {
    this.name = name;
    this.answers = answers;
    this.latency = latency;
    this.failures = failures;
    this.usdPerToken = usdPerToken;
    this.beforeCall = beforeCall;
  }

  /** A model at once ready, free of failures and of charge. */
  public static ScriptedModel of(String name, Function<Request, String> answers) {
    return new ScriptedModel(name, answers, _ -> Duration.ZERO, _ -> null, 0, () -> {});
  }

  /** Answers questions written in {@link ScriptedFormat}. */
  public static ScriptedModel answering(String name, Function<Question, Values> answers) {
    return of(name, request -> Json.write(answers.apply(Question.of(request)).map()));
  }

  /** How long an answer takes; waiting parks the (virtual) thread. */
  public ScriptedModel withLatency(Function<Request, Duration> next) {
    return new ScriptedModel(name, answers, next, failures, usdPerToken, beforeCall);
  }

  /**
   * What the n-th call ends with instead of an answer, counted from 0; null for an answer. Runtime
   * exceptions and errors are thrown as they are.
   */
  public ScriptedModel withFailures(LongFunction<@Nullable Throwable> next) {
    return new ScriptedModel(name, answers, latency, next, usdPerToken, beforeCall);
  }

  public ScriptedModel withPrice(double usdForEachToken) {
    return new ScriptedModel(name, answers, latency, failures, usdForEachToken, beforeCall);
  }

  /** Something to do at the start of every call, for example to move a clock. */
  public ScriptedModel withEachCall(Runnable next) {
    return new ScriptedModel(name, answers, latency, failures, usdPerToken, next);
  }

  @Override
  public Completion complete(Request request) {
    beforeCall.run();
    requests.add(request);
    int now = inFlight.incrementAndGet();
    peak.accumulateAndGet(now, Math::max);
    try {
      failIfDue(numbered.getAndIncrement());
      pause(latency.apply(request));
      var completion = completion(request, answers.apply(request));
      answered.merge(request.key(), 1, Integer::sum);
      completions.add(completion);
      return completion;
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /** The text that would be answered, without a call being made. */
  public String answer(Request request) {
    return answers.apply(request);
  }

  private Completion completion(Request request, String text) {
    int most = request.settings().maxTokens().orElse(Integer.MAX_VALUE);
    long input = 0;
    for (var message : request.messages())
      input += message.text().length() / CHARACTERS_PER_TOKEN + 1;
    long output = Math.min(most, text.length() / CHARACTERS_PER_TOKEN + 1);
    return Completion.of(text, Completion.Usage.of(input, output), name)
        .withUsd(OptionalDouble.of(usdPerToken * (input + output)));
  }

  private void failIfDue(long number) {
    switch (failures.apply(number)) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime())
      LockSupport.parkNanos(left);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OptionalDouble mostUsd(long inputTokens, long outputTokens) {
    return OptionalDouble.of(usdPerToken * (inputTokens + outputTokens));
  }

  /** Everything asked so far, in order of arrival, failed calls included. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How often each request was answered, by its key. */
  public Map<String, Integer> answered() {
    return Map.copyOf(answered);
  }

  /** How many calls were answered. */
  public int calls() {
    return completions.size();
  }

  /** Input and output tokens of all answers. */
  public long tokens() {
    return completions.stream().mapToLong(c -> c.usage().input() + c.usage().output()).sum();
  }

  public double usd() {
    return completions.stream().mapToDouble(c -> c.usd().orElse(0)).sum();
  }

  /** The most calls that were ever in flight at once. */
  public int peakInFlight() {
    return peak.get();
  }
}
