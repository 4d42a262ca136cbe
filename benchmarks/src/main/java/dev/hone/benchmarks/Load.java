package dev.hone.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many equal calls from virtual threads.
 *
 * @param calls in each round
 * @param rounds of which the first half only warms up
 */
record Load(int calls, int inFlight, int rounds) {

  /** One call, told its number. */
  interface Call {
    /** Returns whether the answer was right. */
    boolean make(int number) throws Exception;
  }

  /**
   * What a load cost.
   *
   * @param cpuMicros CPU time of this process for each call, garbage collection included
   */
  record Figure(double cpuMicros, double perSecond, long wrong) {}

  /** The median of the later rounds by CPU time. */
  Figure of(Call call) {
    var figures = new ArrayList<Figure>();
    for (int round = 0; round < rounds; round++) figures.add(round(call, round * calls));
    return median(figures.subList(rounds / 2, rounds));
  }

  static Figure median(List<Figure> figures) {
    var sorted = figures.stream().sorted(Comparator.comparingDouble(Figure::cpuMicros)).toList();
    return sorted.get(sorted.size() / 2);
  }

  /** The CPU time this process has used, in nanoseconds. */
  static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private Figure round(Call call, int first) {
    var next = new AtomicInteger();
    var wrong = new AtomicLong();
    long cpu = cpuNanos();
    long started = System.nanoTime();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < inFlight; i++)
      threads.add(Thread.ofVirtual().start(() -> wrong.addAndGet(calls(call, first, next))));
    threads.forEach(Load::join);
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Figure((cpuNanos() - cpu) / 1e3 / calls, calls / seconds, wrong.get());
  }

  private long calls(Call call, int first, AtomicInteger next) {
    long wrong = 0;
    for (int n = next.getAndIncrement(); n < calls; n = next.getAndIncrement())
      if (!right(call, first + n)) wrong++;
    return wrong;
  }

  private static boolean right(Call call, int number) {
    try {
      return call.make(number);
    } catch (Exception e) {
      System.err.println(e);
      return false;
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts a measurement.", e);
    }
  }
}
