package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;

/** Turns a typed question into messages and a model's words into typed values. Holds no state. */
public interface Adapter {

  /** The name under which task files and events know this format, for example {@code markers}. */
  String name();

  Request render(Signature signature, Prompt prompt, Values input);

  /**
   * @throws ParseFailure quoting what was wrong, in words that can be sent back to the model
   */
  Values parse(Signature signature, Completion completion);
}
