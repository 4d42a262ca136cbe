package dev.hone.lm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves only when someone sleeps. */
final class FakeTime implements Timekeeper {
  final List<Duration> sleeps = new CopyOnWriteArrayList<>();
  private final AtomicLong now = new AtomicLong();

  @Override
  public long nanos() {
    return now.get();
  }

  @Override
  public void sleep(Duration time) {
    sleeps.add(time);
    now.addAndGet(time.toNanos());
  }

  void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
