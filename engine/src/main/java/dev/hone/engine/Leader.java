package dev.hone.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The best candidate on the whole validation set. Evaluations that finish in concurrent branches
 * are weighed only when every branch stands still, in the branches' order.
 */
final class Leader {
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<Event.BestChanged> changes = new ArrayList<>();
  private final List<Evaluation> measured = new ArrayList<>();

  private record Waiting(Turnstile.Branch place, int order, Evaluation evaluation) {}

  synchronized void offer(Turnstile.Branch place, Evaluation evaluation) {
    waiting.add(new Waiting(place, waiting.size(), evaluation));
  }

  /** Weighs what was offered. Equal means go to the earlier candidate. */
  synchronized void weigh() {
    waiting.sort(Comparator.comparing(Waiting::place).thenComparingInt(Waiting::order));
    for (var next : waiting) weigh(next.evaluation);
    waiting.clear();
  }

  private void weigh(Evaluation next) {
    if (measured.stream().anyMatch(m -> m.candidate().equals(next.candidate()))) return;
    measured.add(next);
    if (measured.size() == 1) return;
    var best = best();
    var comparison = Comparison.of(best, next);
    if (comparison.difference().mean() <= 0) return;
    changes.add(
        new Event.BestChanged(
            best.candidate().id(), next.candidate().id(), comparison, shrunk(next)));
    leader = measured.size() - 1;
  }

  private int leader;

  synchronized boolean isEmpty() {
    return measured.isEmpty();
  }

  /** The leader's evaluation; there is one once {@link #isEmpty} is false. */
  synchronized Evaluation best() {
    return measured.get(leader);
  }

  /** Changes of the leader that were not taken yet. */
  synchronized List<Event.BestChanged> takeChanges() {
    var taken = List.copyOf(changes);
    changes.clear();
    return taken;
  }

  /** Every candidate measured on the whole validation set, in order. */
  synchronized List<Evaluation> measured() {
    return List.copyOf(measured);
  }

  private double shrunk(Evaluation evaluation) {
    return Statistics.shrunk(
        evaluation.scores(), measured.stream().mapToDouble(Evaluation::mean).toArray());
  }
}
