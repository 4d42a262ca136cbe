package dev.hone.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One branch of a search: its place, its generator and its decisions. */
record Fork(Turnstile.Branch place, SplittableRandom random, Outbox outbox, boolean root) {
  static final ScopedValue<Fork> CURRENT = ScopedValue.newInstance();

  /** The branches of one {@link Study#map}; opens their outboxes in order as they end. */
  static final class Group {
    final List<Fork> forks = new ArrayList<>();
    private final boolean[] ended;
    private int open;
    private int left;

    Group(Fork parent, int n) {
      for (int i = 0; i < n; i++)
        forks.add(
            new Fork(
                new Turnstile.Branch(parent.place, i),
                parent.random.split(),
                new Outbox(parent.outbox::note, i == 0),
                false));
      ended = new boolean[n];
      left = n;
    }

    /** Whether this was the last of the group. */
    synchronized boolean end(int index) {
      ended[index] = true;
      while (open < ended.length && ended[open]) {
        open++;
        if (open < ended.length) forks.get(open).outbox.open();
      }
      return --left == 0;
    }
  }
}
