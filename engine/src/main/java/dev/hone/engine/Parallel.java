package dev.hone.engine;

import java.util.List;
import java.util.function.Function;

/** Work beside and between runs, on threads of the engine. */
public final class Parallel {
  private Parallel() {}

  /**
   * Does {@code work} for every item, at most so many at a time; results in item order. The first
   * failure ends what has not begun, and is thrown when the rest has ended.
   */
  public static <A, B> List<B> map(List<A> items, int atMost, Function<A, B> work) {
    return new Workers(atMost).all(items, work);
  }
}
