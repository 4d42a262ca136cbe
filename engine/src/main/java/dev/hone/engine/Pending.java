package dev.hone.engine;

import java.util.List;

/** A question to the teacher that is on its way; see {@link Study#begin}. */
@FunctionalInterface
public interface Pending<O> {

  /**
   * Waits for the answers; those that could not be read are left out, as in {@link Study#ask}. A
   * second call returns the same list at once. To be called by the branch of the search that asked.
   *
   * @throws BudgetExhausted when a limit was reached while the question was on its way
   */
  List<O> answers();
}
