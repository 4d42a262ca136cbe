package dev.hone.lm;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.util.concurrent.Semaphore;

/**
 * Lets at most so many calls run at once; the others wait in the order they came. Their wait is
 * added to {@link Completion.Timing#queueMs()}.
 */
public final class Limited extends Around {
  private final Semaphore places;
  private final Timekeeper time;

  /**
   * @param concurrency at least 1
   */
  public Limited(LanguageModel model, int concurrency, Timekeeper time) {
    super(model);
    if (concurrency < 1)
      throw new BadInput(
          "The concurrency of %s is %d. Use at least 1.".formatted(model.name(), concurrency));
    this.places = new Semaphore(concurrency, true);
    this.time = time;
  }

  @Override
  public Completion complete(Request request) {
    long asked = time.nanos();
    try {
      places.acquire();
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
    try {
      long waited = time.nanos() - asked;
      return Queued.add(model.complete(request), waited);
    } finally {
      places.release();
    }
  }
}
