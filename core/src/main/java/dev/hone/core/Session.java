package dev.hone.core;

import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * One rollout's view of the world: which prompts, which model, where the trace goes. Valid until
 * its rollout ends; may be used by several threads of that rollout.
 *
 * <p>A failure, or the end of the budget, is remembered by the session even when foreign code
 * swallows the exception, and ends the rollout afterwards.
 */
public interface Session {

  /** Asks the model of a slot with the candidate's prompt. */
  <I, O> O call(Predictor<I, O> predictor, I input);

  /**
   * The candidate's prompt for a slot, for code that writes its own messages and then calls {@link
   * #exchange}. It shows the demos of {@link Prompt#towards}.
   */
  Prompt prompt(String slot);

  /**
   * Sends ready-made messages on behalf of a slot; metered, recorded and traced like {@link #call}.
   */
  Completion exchange(String slot, Request request);

  /**
   * Does something that is not a model call (a tool, a retrieval) and records it as a step of the
   * trace.
   */
  Values step(Trace.Kind kind, String name, Values input, UnaryOperator<Values> work);

  /**
   * A slot's own text, for programs that hand it on instead of having a model follow it; recorded
   * as a step of the slot. What is then done with the text must not ask a model past the session.
   */
  default String text(String slot) {
    return step(
            Trace.Kind.TEXT,
            slot,
            Values.EMPTY,
            _ -> Values.of(OwnText.NAME, prompt(slot).instructions().text()))
        .text(OwnText.NAME);
  }

  /**
   * A view of this session for work that goes on beside this thread. Its steps take their ids from
   * a place that is reserved now, so that they do not depend on which thread comes first.
   */
  default Session branch() {
    return this;
  }

  /** The rollout's clock: one instant per rollout, the same again when the run is resumed. */
  Instant now();

  /**
   * The session of the rollout this thread works for.
   *
   * @throws IllegalStateException outside a rollout
   */
  static Session current() {
    if (!CurrentSession.VALUE.isBound())
      throw new IllegalStateException(
          "No rollout runs on this thread. Hand the work over through Session.carry(executor).");
    return CurrentSession.VALUE.get();
  }

  /** Runs {@code work} with {@code session} as {@link #current()}. */
  static <R, X extends Throwable> R with(Session session, ScopedValue.CallableOp<R, X> work)
      throws X {
    return ScopedValue.where(CurrentSession.VALUE, session).call(work);
  }

  /**
   * An executor whose tasks keep the session that is current where they are handed over, each as a
   * {@link #branch} of it.
   */
  static Executor carry(Executor executor) {
    return task -> {
      var session = current().branch();
      executor.execute(() -> ScopedValue.where(CurrentSession.VALUE, session).run(task));
    };
  }
}
