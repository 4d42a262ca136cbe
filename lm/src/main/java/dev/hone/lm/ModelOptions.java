package dev.hone.lm;

import java.time.Duration;
import java.util.Optional;

/**
 * How a model is kept within limits.
 *
 * @param deadline for each whole answer
 * @param concurrency calls in flight at once; 0 for no limit
 * @param requestsPerMinute 0 for no limit
 * @param tokensPerMinute input and output together; 0 for no limit
 * @param answerTokens what to expect at most of an answer whose request sets no {@code maxTokens}
 * @param seed of what is left to chance
 */
public record ModelOptions(
    Duration deadline,
    RetryPolicy retry,
    int concurrency,
    int requestsPerMinute,
    long tokensPerMinute,
    int answerTokens,
    Prices prices,
    Optional<ResponseCache> cache,
    Retrying.Listener listener,
    Timekeeper time,
    long seed) {

  /** Two minutes, five attempts, no limits, no cache. */
  public static ModelOptions defaults() {
    return new ModelOptions(
        Duration.ofMinutes(2),
        RetryPolicy.DEFAULT,
        0,
        0,
        0,
        1024,
        Prices.builtIn(),
        Optional.empty(),
        Retrying.Listener.NONE,
        Timekeeper.SYSTEM,
        0);
  }

  public ModelOptions withDeadline(Duration next) {
    return new ModelOptions(
        next,
        retry,
        concurrency,
        requestsPerMinute,
        tokensPerMinute,
        answerTokens,
        prices,
        cache,
        listener,
        time,
        seed);
  }

  public ModelOptions withRetry(RetryPolicy next) {
    return new ModelOptions(
        deadline,
        next,
        concurrency,
        requestsPerMinute,
        tokensPerMinute,
        answerTokens,
        prices,
        cache,
        listener,
        time,
        seed);
  }

  public ModelOptions withConcurrency(int next) {
    return new ModelOptions(
        deadline,
        retry,
        next,
        requestsPerMinute,
        tokensPerMinute,
        answerTokens,
        prices,
        cache,
        listener,
        time,
        seed);
  }

  public ModelOptions withRates(int requests, long tokens) {
    return new ModelOptions(
        deadline,
        retry,
        concurrency,
        requests,
        tokens,
        answerTokens,
        prices,
        cache,
        listener,
        time,
        seed);
  }

  public ModelOptions withPrices(Prices next) {
    return new ModelOptions(
        deadline,
        retry,
        concurrency,
        requestsPerMinute,
        tokensPerMinute,
        answerTokens,
        next,
        cache,
        listener,
        time,
        seed);
  }

  public ModelOptions withCache(ResponseCache next) {
    return new ModelOptions(
        deadline,
        retry,
        concurrency,
        requestsPerMinute,
        tokensPerMinute,
        answerTokens,
        prices,
        Optional.of(next),
        listener,
        time,
        seed);
  }

  public ModelOptions withListener(Retrying.Listener next) {
    return new ModelOptions(
        deadline,
        retry,
        concurrency,
        requestsPerMinute,
        tokensPerMinute,
        answerTokens,
        prices,
        cache,
        next,
        time,
        seed);
  }

  public ModelOptions withTime(Timekeeper next) {
    return new ModelOptions(
        deadline,
        retry,
        concurrency,
        requestsPerMinute,
        tokensPerMinute,
        answerTokens,
        prices,
        cache,
        listener,
        next,
        seed);
  }
}
