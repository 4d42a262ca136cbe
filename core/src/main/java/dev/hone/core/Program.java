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
