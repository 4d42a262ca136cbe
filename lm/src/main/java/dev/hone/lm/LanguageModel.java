package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.util.OptionalDouble;

/**
 * Answers requests. Blocking by design: callers run on virtual threads, thousands at once. Retry,
 * rate limits, cache and price are decorators around another model.
 */
public interface LanguageModel extends AutoCloseable {

  /**
   * @throws ModelFailure when no answer could be had; its kind says whether trying again may help
   */
  Completion complete(Request request);

  /**
   * The specification under which requests know this model, for example {@code
   * openai/gpt-5.4-mini}.
   */
  String name();

  default Capabilities capabilities() {
    return Capabilities.CHAT;
  }

  /** An upper estimate of the request's input tokens, for admission before spending. */
  default long estimateTokens(Request request) {
    return TokenEstimate.of(request);
  }

  /**
   * The most a call of this size can cost, in US dollars; empty when the price is unknown. Every
   * decorator passes it on.
   */
  default OptionalDouble mostUsd(long inputTokens, long outputTokens) {
    return OptionalDouble.empty();
  }

  /**
   * Whether a call ends at once, with a {@link ModelFailure}, when its thread is interrupted at any
   * point of it. Then a deadline needs no second thread. Every decorator passes it on.
   */
  default boolean endsWhenInterrupted() {
    return false;
  }

  @Override
  default void close() {}
}
