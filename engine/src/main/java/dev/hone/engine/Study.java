package dev.hone.engine;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.core.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Everything an optimizer may do. Each effect is metered, journalled and, on resume, replayed;
 * results never depend on which of several concurrent effects finished first. Test examples cannot
 * be reached from here.
 */
public interface Study {

  /**
   * The prompts the run started with. Already evaluated on validation when the optimizer begins,
   * unless it asked otherwise; see {@link Optimizer#seedMeasuredFirst()}.
   */
  Candidate seed();

  List<Example> train();

  List<Example> validation();

  /** The tunable slots, in the program's order. */
  List<Predictor<?, ?>> predictors();

  /**
   * Runs a candidate on examples, concurrently. What is already known is not paid again.
   *
   * @throws BudgetExhausted when the budget does not admit the whole batch; nothing of it is run
   *     then
   */
  default Evaluation evaluate(Candidate candidate, List<Example> examples) {
    return evaluate(candidate, examples, Conditions.USUAL);
  }

  /** The same under other conditions; such rollouts never count towards {@link #best()}. */
  Evaluation evaluate(Candidate candidate, List<Example> examples, Conditions conditions);

  /**
   * Asks the teacher {@code n} times the same. The predictor's own prompt is used, so that
   * optimizers can be optimized. Answers that cannot be read in spite of a repair are left out, so
   * the list may be shorter than {@code n}, or empty.
   *
   * @param settings go over the predictor's own, for example a temperature
   * @throws BudgetExhausted when the budget does not admit all {@code n} calls
   */
  <I, O> List<O> ask(Predictor<I, O> predictor, I input, int n, Settings settings);

  default <I, O> List<O> ask(Predictor<I, O> predictor, I input, int n) {
    return ask(predictor, input, n, Settings.NONE);
  }

  /**
   * Asks as {@link #ask} does and returns at once, so that the search can go on while the teacher
   * writes. Admission and the order of samples are those of this moment; what the search learns,
   * and what the log says of it, belongs to the moment of {@link Pending#answers()}. When calls,
   * tokens or dollars are limited, the answers are there before this returns, because what is left
   * of such a limit must not depend on what has arrived.
   *
   * @throws BudgetExhausted when the budget does not admit all {@code n} calls
   */
  default <I, O> Pending<O> begin(Predictor<I, O> predictor, I input, int n, Settings settings) {
    var answers = ask(predictor, input, n, settings);
    return () -> answers;
  }

  /** One answer, when it could be read. */
  default <I, O> Optional<O> ask(Predictor<I, O> predictor, I input) {
    return ask(predictor, input, 1).stream().findFirst();
  }

  /**
   * Does {@code work} for all items concurrently and keeps their order. Inside, each item has its
   * own {@link #random()}, and sees {@link #best()} as it was when the last common step ended.
   */
  <A, B> List<B> map(List<A> items, Function<A, B> work);

  /** The generator of this branch of the search; never shared between items of {@link #map}. */
  RandomGenerator random();

  /** Whether anything at all may still be spent. */
  boolean hasBudget();

  /** What is left of each limit. */
  Budget remaining();

  /**
   * The best mean over the whole validation set so far, the seed's included; ties go to the earlier
   * candidate.
   */
  Candidate best();

  /** The whole-validation evaluation of {@link #best()}. */
  Evaluation bestEvaluation();

  /** Records a decision of the optimizer. */
  void note(Event.Decision decision);

  /**
   * {@code n} of the examples, or all in random order when there are fewer, without replacement.
   */
  default List<Example> sample(List<Example> from, int n) {
    var copy = new ArrayList<>(from);
    Collections.shuffle(copy, Random.from(random()));
    return List.copyOf(copy.subList(0, Math.min(n, copy.size())));
  }
}
