package dev.hone.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
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
   * What a load cost: the median of processor time over the later rounds, and the best rate, since
   * whatever else runs on a machine can only slow a round down.
   *
   * @param cpuMicros CPU time of this process for each call, garbage collection included
   */
  record Figure(double cpuMicros, double perSecond, long wrong) {}

  /** What the later rounds cost. */
  Figure of(Call call) {
    var figures = new ArrayList<Figure>();
    for (int round = 0; round < rounds; round++) figures.add(round(call, round * calls));
    return over(figures.subList(rounds / 2, rounds));
  }

  static Figure over(List<Figure> figures) {
    var cpu = figures.stream().mapToDouble(Figure::cpuMicros).sorted().toArray();
    return new Figure(
        cpu[cpu.length / 2],
        figures.stream().mapToDouble(Figure::perSecond).max().orElse(0),
        figures.stream().mapToLong(Figure::wrong).sum());
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
