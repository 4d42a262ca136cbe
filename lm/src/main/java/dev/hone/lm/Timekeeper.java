package dev.hone.lm;

import java.time.Duration;

/** A clock that can also be waited on, so that tests need not wait. */
public interface Timekeeper {
  Timekeeper SYSTEM =
      new Timekeeper() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
          Thread.sleep(time);
        }
      };

  /** Nanoseconds since some fixed moment; never runs backwards. */
  long nanos();

  void sleep(Duration time) throws InterruptedException;
}
