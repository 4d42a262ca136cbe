package dev.hone.engine;

import dev.hone.core.Completion;
import dev.hone.core.GraderFailed;
import dev.hone.core.Predictor;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Session;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import dev.hone.lm.Adapter;
import dev.hone.lm.Exchange;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ParseFailure;
import java.time.Instant;
import java.util.Queue;
import java.util.function.UnaryOperator;

/**
 * What a metric that asks a model asks through: the judge, with each predictor's own prompt;
 * remembers the keys of its calls.
 */
record JudgeSession(Adapter format, Calls calls, String purpose, Instant now, Queue<String> asked)
    implements Session {

  @Override
  public <I, O> O call(Predictor<I, O> predictor, I input) {
    try {
      return Exchange.ask(
              format,
              predictor.signature(),
              predictor.seed(),
              predictor.in().encode(input),
              request -> exchange(predictor.slot(), request),
              predictor.out()::decode,
              Exchange.Listener.NONE)
          .output();
    } catch (ParseFailure e) {
      throw new GraderFailed("The judge's answer cannot be used: " + e.getMessage(), e);
    } catch (ModelFailure e) {
      if (!e.kind().ofContent()) throw e;
      throw new GraderFailed("The judge did not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public Prompt prompt(String slot) {
    throw new IllegalStateException(
        "A judge has no candidate, so there is no prompt for slot '%s'. Use call(predictor, input)."
            .formatted(slot));
  }

  @Override
  public Completion exchange(String slot, Request request) {
    var answered = calls.send(Role.JUDGE, slot, purpose, request);
    asked.add(answered.key());
    return answered.completion();
  }

  @Override
  public Values step(Trace.Kind kind, String name, Values input, UnaryOperator<Values> work) {
    return work.apply(input);
  }
}
