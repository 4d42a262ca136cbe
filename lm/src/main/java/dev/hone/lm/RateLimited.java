package dev.hone.lm;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps within so many requests and so many tokens in any 60 seconds. An upper estimate of a call's
 * tokens is reserved before it is sent and replaced by its usage afterwards. Calls go in the order
 * they came; their wait is added to {@link Completion.Timing#queueMs()}.
 *
 * <p>A call that alone is estimated above the token limit goes when the minute is otherwise empty.
 */
public final class RateLimited extends Around {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final RateWindow window;
  private final int answerTokens;
  private final Timekeeper time;
  private final ReentrantLock turn = new ReentrantLock(true);

  /**
   * @param requestsPerMinute 0 for no limit
   * @param tokensPerMinute input and output together; 0 for no limit
   * @param answerTokens what to expect of an answer whose request sets no {@code maxTokens}
   */
  public RateLimited(
      LanguageModel model,
      int requestsPerMinute,
      long tokensPerMinute,
      int answerTokens,
      Timekeeper time) {
    super(model);
    if (requestsPerMinute < 0 || tokensPerMinute < 0)
      throw new BadInput(
          "The rate limits of %s are %d requests and %d tokens per minute. Use positive numbers, or 0 for no limit."
              .formatted(model.name(), requestsPerMinute, tokensPerMinute));
    this.window =
        new RateWindow(
            requestsPerMinute == 0 ? Long.MAX_VALUE : requestsPerMinute,
            tokensPerMinute == 0 ? Long.MAX_VALUE : tokensPerMinute);
    this.answerTokens = answerTokens;
    this.time = time;
  }

  @Override
  public Completion complete(Request request) {
    long asked = time.nanos();
    var place = enter(window.countsTokens() ? estimate(request) : 0);
    long waited = time.nanos() - asked;
    long used = 0;
    try {
      var completion = model.complete(request);
      used = completion.usage().input() + completion.usage().output();
      return Queued.add(completion, waited);
    } finally {
      window.settle(place, used);
    }
  }

  private long estimate(Request request) {
    return estimateTokens(request) + request.settings().maxTokens().orElse(answerTokens);
  }

  private RateWindow.Place enter(long tokens) {
    try {
      turn.lockInterruptibly();
      try {
        while (true) {
          var place = window.enter(time.nanos(), tokens);
          if (place.waitNanos() == 0) return place;
          long wait = Math.min(place.waitNanos(), LOOK_AGAIN.toNanos());
          time.sleep(Duration.of(wait, TimeUnit.NANOSECONDS.toChronoUnit()));
        }
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
  }
}
