package dev.hone.data;

import dev.hone.core.Completion;
import dev.hone.core.Predictor;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Session;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.UnaryOperator;

/** Answers calls with the given verdicts in turn, and keeps what was asked. */
final class ScriptedJudge implements Session {
  private final Queue<Values> verdicts;
  final List<Values> asked = new ArrayList<>();

  ScriptedJudge(Values... verdicts) {
    this.verdicts = new ArrayDeque<>(List.of(verdicts));
  }

  @Override
  public <I, O> O call(Predictor<I, O> predictor, I input) {
    asked.add(predictor.in().encode(input));
    return predictor.out().decode(verdicts.remove());
  }

  @Override
  public Prompt prompt(String slot) {
    throw new AssertionError(slot);
  }

  @Override
  public Completion exchange(String slot, Request request) {
    throw new AssertionError(slot);
  }

  @Override
  public Values step(Trace.Kind kind, String name, Values input, UnaryOperator<Values> work) {
    throw new AssertionError(name);
  }

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }
}
