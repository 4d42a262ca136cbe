package dev.hone.benchmarks;

import dev.hone.core.Prompt;
import dev.hone.core.Signature;

/** The task that every contender asks about. */
final class Question {
  static final Signature SIGNATURE = Signature.parse("question -> answer");
  static final Prompt PROMPT = Prompt.of("Answer the question with a number.");

  private Question() {}
}
