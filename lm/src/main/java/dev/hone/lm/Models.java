package dev.hone.lm;

import java.util.Map;

/** Where models are put together. */
public final class Models {
  private Models() {}

  /**
   * Opens a model of any provider within its limits.
   *
   * @throws dev.hone.core.BadInput when provider, model or key does not exist
   */
  public static LanguageModel open(
      ModelSpec spec, ModelOptions options, Map<String, String> environment) {
    return within(ModelProvider.openAny(spec, environment), options);
  }

  /**
   * Puts a bare model within limits. From the inside out:
   *
   * <ol>
   *   <li>the deadline, around one attempt alone: time in a queue is not the provider's fault;
   *   <li>the rate limit, because every attempt counts with the provider;
   *   <li>the concurrency, which admits to the rate limit only as many as may run: a call that has
   *       its turn by the minute starts at once;
   *   <li>retries, outside all of these, so that a call that waits to try again holds no place;
   *   <li>the price, once per answer;
   *   <li>the cache, outermost: what is known takes no place, no quota and no money.
   * </ol>
   */
  public static LanguageModel within(LanguageModel model, ModelOptions options) {
    LanguageModel m = new Deadlined(model, options.deadline());
    if (options.requestsPerMinute() > 0 || options.tokensPerMinute() > 0)
      m =
          new RateLimited(
              m,
              options.requestsPerMinute(),
              options.tokensPerMinute(),
              options.answerTokens(),
              options.time());
    if (options.concurrency() > 0) m = new Limited(m, options.concurrency(), options.time());
    m = new Retrying(m, options.retry(), options.seed(), options.listener(), options.time());
    m = new Priced(m, options.prices().of(model.name()));
    return options.cache().isPresent() ? new Cached(m, options.cache().get()) : m;
  }
}
