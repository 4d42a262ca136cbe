package dev.hone.core;

/**
 * Judges an output. Must be safe for use by many threads, and give the same grade for the same
 * arguments.
 *
 * <p>A metric that asks a model implements the second form and asks through {@code judge}, so that
 * its calls are recorded and counted like all others.
 */
@FunctionalInterface
public interface Metric<I, O> {

  Grade grade(I input, O expected, O actual, Trace trace) throws Exception;

  default Grade grade(I input, O expected, O actual, Trace trace, Session judge) throws Exception {
    return grade(input, expected, actual, trace);
  }
}
