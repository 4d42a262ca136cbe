package dev.hone.lmopenai;

import java.lang.ref.WeakReference;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks now and then for exchanges in which nothing comes any more. A time limit on each read would
 * cost a timer, and the waking of a thread, for every call.
 */
final class Silence {
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("hone-silence").daemon(true).factory());

  private Silence() {}

  /** Looks after an endpoint until it is closed or forgotten. */
  static void watch(Endpoint endpoint, long everySeconds) {
    var watched = new WeakReference<>(endpoint);
    var _ =
        CLOCK.scheduleWithFixedDelay(
            () -> look(watched), everySeconds, everySeconds, TimeUnit.SECONDS);
  }

  private static void look(WeakReference<Endpoint> watched) {
    var endpoint = watched.get();
    if (endpoint == null || !endpoint.endSilent(System.nanoTime()))
      throw new CancellationException("There is nothing left to look after.");
  }
}
