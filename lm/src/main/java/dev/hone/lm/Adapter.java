package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Turns a typed question into messages and a model's words into typed values. Has no state that
 * shows; safe for use by many threads. {@link Exchange} asks with one.
 */
public interface Adapter {

  /** The name under which task files and events know this format, for example {@code markers}. */
  String name();

  /**
   * The request, without model and sample number when {@code prompt} names no model. Everything
   * that does not depend on {@code input} comes first and is equal from call to call.
   *
   * @throws dev.hone.core.FieldMismatch when a required input is missing
   */
  Request render(Signature signature, Prompt prompt, Values input);

  /**
   * Reads an answer that follows this format, and no other.
   *
   * @throws ParseFailure quoting what was wrong, in words that can be sent back to the model
   */
  Values parse(Signature signature, Completion completion);

  /** What an answer must look like, as a model is told; may be empty. */
  default String layout(Signature signature) {
    return "";
  }

  /**
   * The request that asks for a better answer after {@code defect} was found in {@code answer};
   * empty for a format that cannot talk back.
   */
  default Optional<Request> repair(
      Signature signature, Request asked, Completion answer, String defect) {
    var messages = new ArrayList<>(asked.messages());
    messages.add(Message.assistant(answer.text()));
    messages.add(
        Message.user(
            "Your answer could not be read. %s\nAnswer again, in exactly this form and with nothing else:\n\n%s"
                .formatted(defect, layout(signature))));
    return Optional.of(asked.withMessages(messages));
  }
}
