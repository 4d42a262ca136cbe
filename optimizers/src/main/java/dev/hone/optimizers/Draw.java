package dev.hone.optimizers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Random choices from lists, by a given generator. */
final class Draw {
  private Draw() {}

  static <T> List<T> shuffled(List<T> list, RandomGenerator random) {
    var copy = new ArrayList<>(list);
    Collections.shuffle(copy, Random.from(random));
    return List.copyOf(copy);
  }

  /** {@code n} of the list, or all when there are fewer, without replacement, in random order. */
  static <T> List<T> some(List<T> list, int n, RandomGenerator random) {
    return shuffled(list, random).subList(0, Math.min(n, list.size()));
  }
}
