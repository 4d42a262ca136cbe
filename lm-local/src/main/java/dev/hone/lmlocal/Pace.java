package dev.hone.lmlocal;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * How many threads compute the next batch. They wait for one another hundreds of times in it, so
 * one that the system takes off its processor holds up all: when the calling thread did not have
 * the processor for much of a batch, half as many are used for a while. It begins with one and
 * takes more as long as that goes well. What is computed does not depend on their number.
 */
final class Pace {
  private static final double CONTENDED = 0.75;
  private static final double FREE = 0.9;
  private static final long SHORTEST_NANOS = 2_000_000;
  private static final long FIRST_PAUSE_NANOS = 500_000_000;
  private static final long LONGEST_PAUSE_NANOS = 20_000_000_000L;

  private final int most;
  private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
  private final boolean measures = clock.isCurrentThreadCpuTimeSupported();
  private int threads = 1;
  private long pause;
  private long changed = System.nanoTime();
  private long wall;
  private long processor;

  Pace(int most) {
    this.most = most;
  }

  int threads() {
    return threads;
  }

  void begin() {
    wall = System.nanoTime();
    processor = measures ? clock.getCurrentThreadCpuTime() : 0;
  }

  void end() {
    var now = System.nanoTime();
    if (measures) {
      ran(now, now - wall, clock.getCurrentThreadCpuTime() - processor);
    }
  }

  /**
   * Takes in that a batch took {@code elapsed} nanoseconds, in which the calling thread had the
   * processor for {@code used}.
   */
  void ran(long now, long elapsed, long used) {
    if (elapsed < SHORTEST_NANOS) {
      return;
    }
    var share = (double) used / elapsed;
    if (share < CONTENDED && threads > 1) {
      var soon = now - changed < 2 * pause;
      pause = soon ? Math.min(LONGEST_PAUSE_NANOS, pause * 2) : FIRST_PAUSE_NANOS;
      threads = Math.max(1, threads / 2);
      changed = now;
    } else if (share > FREE && threads < most && (pause == 0 || now - changed >= pause)) {
      threads = Math.min(most, threads * 2);
      changed = now;
    }
  }
}
