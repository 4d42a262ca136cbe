package dev.hone.optimizers;

/** Breaks the laws of the optimizers on purpose. */
public interface OffendingOptimizer {
  /** Stands for the interface of the engine. */
  interface Optimizer {}

  /** No record, reads the clock, catches everything. */
  final class Sloppy implements Optimizer {
    long clock() {
      try {
        return System.nanoTime();
      } catch (RuntimeException e) {
        return 0;
      }
    }
  }
}
