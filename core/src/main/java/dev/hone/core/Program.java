package dev.hone.core;

import java.util.List;

/**
 * What is being improved: a function of its input and what its session answers. Holds no prompt.
 * One program object serves many rollouts at once; whatever a rollout owns (a workspace, a
 * connection) is opened by {@link #perRollout}.
 */
public interface Program<I, O> {

  O run(I input, Session session) throws Exception;

  /** Every slot this program may call, in the order in which a reader meets them. */
  List<Predictor<?, ?>> predictors();

  /**
   * The program to use for one rollout; when it is another object than this one, it is closed after
   * the rollout.
   */
  default Program<I, O> perRollout() throws Exception {
    return this;
  }

  /** Gives back what {@link #perRollout} opened. */
  default void close() throws Exception {}

  /**
   * The program that asks nobody: its output holds the text of every slot under the slot's name, so
   * that a metric judges the texts themselves.
   *
   * @param slots each one a {@linkplain Predictor#text text}
   */
  static Program<Values, Values> ofTexts(List<Predictor<Values, Values>> slots) {
    var copy = List.<Predictor<?, ?>>copyOf(slots);
    return new Program<>() {
      @Override
      public Values run(Values input, Session session) {
        var texts = Values.EMPTY;
        for (var slot : copy) texts = texts.with(slot.slot(), session.text(slot.slot()));
        return texts;
      }

      @Override
      public List<Predictor<?, ?>> predictors() {
        return copy;
      }
    };
  }

  /** The program that makes one call. */
  static <I, O> Program<I, O> of(Predictor<I, O> predictor) {
    return new Program<>() {
      @Override
      public O run(I input, Session session) {
        return session.call(predictor, input);
      }

      @Override
      public List<Predictor<?, ?>> predictors() {
        return List.of(predictor);
      }
    };
  }
}
