package dev.hone.optimizers;

import dev.hone.core.Example;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;

/**
 * Minibatches of training examples: each epoch shuffles all of them, filled up with the ones least
 * used so far when their number is no multiple of the batch size.
 */
final class GepaBatches {
  private final Study study;
  private final int size;
  private final boolean failuresFirst;
  private List<Example> epoch = List.of();
  private int position;

  GepaBatches(Study study, int size, boolean failuresFirst) {
    this.study = study;
    this.size = Math.max(1, Math.min(size, study.train().size()));
    this.failuresFirst = failuresFirst;
  }

  /** How many examples a batch has: never more than there are. */
  int size() {
    return size;
  }

  /**
   * The next batch; with failures first, examples that the parent is known to solve only where no
   * others are left.
   */
  List<Example> next(Predicate<Example> solved) {
    if (failuresFirst) {
      var batch = new ArrayList<Example>();
      var shuffled = study.sample(study.train(), study.train().size());
      for (boolean known : new boolean[] {false, true})
        for (var example : shuffled)
          if (batch.size() < size && solved.test(example) == known) batch.add(example);
      return batch;
    }
    if (position >= epoch.size()) {
      epoch = shuffled();
      position = 0;
    }
    position += size;
    return epoch.subList(position - size, position);
  }

  private List<Example> shuffled() {
    var all = new ArrayList<>(study.sample(study.train(), study.train().size()));
    var used = new HashMap<Example, Integer>();
    all.forEach(e -> used.merge(e, 1, Integer::sum));
    var order = List.copyOf(all);
    while (all.size() % size != 0) {
      var least = order.getLast();
      for (var example : order.reversed())
        if (used.getOrDefault(example, 0) < used.getOrDefault(least, 0)) least = example;
      used.merge(least, 1, Integer::sum);
      all.add(least);
    }
    return all;
  }
}
