package dev.hone.programs;

import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Session;
import java.util.List;

/** The program that asks once. */
public record Predict<I, O>(Predictor<I, O> predictor) implements Program<I, O> {

  @Override
  public O run(I input, Session session) {
    return session.call(predictor, input);
  }

  @Override
  public List<Predictor<?, ?>> predictors() {
    return List.of(predictor);
  }
}
