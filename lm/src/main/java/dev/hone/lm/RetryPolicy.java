package dev.hone.lm;

import dev.hone.core.BadInput;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When to try again and after how long.
 *
 * @param attempts how often a request is sent at most, at least 1
 * @param firstWait before the second attempt; doubles with each further one
 * @param longestWait the wait grows no further than this
 * @param patience a provider that asks for a longer wait than this is given up on
 * @param jitter the share of a wait that is left to chance, from 0 to 1
 */
public record RetryPolicy(
    int attempts, Duration firstWait, Duration longestWait, Duration patience, double jitter) {
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          5, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5), 0.25);

  public RetryPolicy {
    if (attempts < 1)
      throw new BadInput(
          "A call needs at least 1 attempt, got %d. Use 1 for no retries.".formatted(attempts));
    if (jitter < 0 || jitter > 1)
      throw new BadInput("Jitter is a share from 0 to 1, got %s.".formatted(jitter));
  }

  public RetryPolicy withAttempts(int next) {
    return new RetryPolicy(next, firstWait, longestWait, patience, jitter);
  }

  /**
   * How long to wait after attempt number {@code attempt} (from 1) failed; empty when no further
   * attempt should be made. What the provider asks for is waited in full.
   */
  Optional<Duration> waitAfter(int attempt, ModelFailure failure, RandomGenerator random) {
    if (attempt >= attempts || !failure.kind().mayPass()) return Optional.empty();
    if (failure.retryAfter().isPresent())
      return failure.retryAfter().filter(wait -> wait.compareTo(patience) <= 0);
    double grown = firstWait.toNanos() * Math.pow(2, attempt - 1);
    double capped = Math.min(grown, (double) longestWait.toNanos());
    return Optional.of(
        Duration.ofNanos((long) (capped * (1 - jitter + jitter * random.nextDouble()))));
  }
}
