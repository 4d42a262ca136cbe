package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * One step of a lean search, from its questions to the decision on its challengers. Several are
 * under way at once; what they decide, they decide in the order of their numbers.
 */
final class LeanTicket {
  private final int number;
  private final LeanArms.Arm arm;
  private final int due;
  private final Supplier<List<Challenger>> arrival;
  private final Deque<Challenger> waiting = new ArrayDeque<>();
  private double cost;

  /**
   * @param due the round from which its challengers can be had
   * @param arrival waits for the answers and makes challengers of them
   * @param cost what was spent on it already, in rollouts
   */
  LeanTicket(
      int number, LeanArms.Arm arm, int due, double cost, Supplier<List<Challenger>> arrival) {
    this.number = number;
    this.arm = arm;
    this.due = due;
    this.cost = cost;
    this.arrival = arrival;
  }

  /**
   * A candidate that is to be tried.
   *
   * @param base the prompt it was derived from
   * @param written the examples it was written for
   * @param wary whether also the cases on which the present prompt won its place guard it: for
   *     changes that do not build on it
   * @param proposed whether it was told and noted as tried already
   */
  record Challenger(
      Candidate child,
      Candidate base,
      List<Example> written,
      String rule,
      boolean wary,
      boolean proposed) {
    Challenger {
      written = List.copyOf(written);
    }

    /** The same change on top of another prompt. */
    Challenger on(Candidate present, Candidate rebased) {
      return new Challenger(rebased, present, written, rule, wary, false);
    }
  }

  int number() {
    return number;
  }

  LeanArms.Arm arm() {
    return arm;
  }

  int due() {
    return due;
  }

  double cost() {
    return cost;
  }

  void charge(double rollouts) {
    cost += rollouts;
  }

  void arrive() {
    waiting.addAll(arrival.get());
  }

  /** Those not tried yet, the first to be tried first. */
  Deque<Challenger> waiting() {
    return waiting;
  }
}
