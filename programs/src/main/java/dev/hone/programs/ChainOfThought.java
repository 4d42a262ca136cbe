package dev.hone.programs;

import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Session;
import dev.hone.core.Signature;
import java.util.List;

/**
 * The program that asks once and has the model reason before it answers.
 *
 * <p>The reasoning is one more output, {@value #REASONING}, before all others. A record that has no
 * such component does not change: then the reasoning is in the trace only.
 *
 * @param predictor asks for the reasoning first
 */
public record ChainOfThought<I, O>(Predictor<I, O> predictor) implements Program<I, O> {
  /** The name of the output that is added. */
  public static final String REASONING = "reasoning";

  /** Adds the reasoning to a predictor that does not ask for it first. */
  public ChainOfThought {
    if (!reasons(predictor.signature()))
      predictor = predictor.withSignature(reasoned(predictor.signature()));
  }

  @Override
  public O run(I input, Session session) {
    return session.call(predictor, input);
  }

  @Override
  public List<Predictor<?, ?>> predictors() {
    return List.of(predictor);
  }

  static boolean reasons(Signature signature) {
    return signature.outputs().getFirst().name().equals(REASONING);
  }

  static Signature reasoned(Signature signature) {
    return signature.withFirstOutput(
        Field.of(REASONING, FieldType.Simple.TEXT)
            .withDescription("think step by step towards the answer"));
  }
}
