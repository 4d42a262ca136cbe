package dev.hone.lmlangchain4j;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.lm.Capabilities;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import java.util.List;

/**
 * A LangChain4j chat model as a language model. Listeners and defaults of the chat model stay in
 * force; its own retries should be off, because they would not be counted.
 *
 * <p>Settings that the chat model cannot pass on are refused, with one exception: a {@code seed}
 * that a provider does not know is left out, since answers of different samples are never mixed up.
 */
public final class LangChain4jModel implements LanguageModel {
  private final String name;
  private final ChatModel model;
  private final List<String> secrets;
  private final AutoCloseable owned;
  private final Capabilities capabilities;

  LangChain4jModel(String name, ChatModel model, List<String> secrets, AutoCloseable owned) {
    this.name = name;
    this.model = model;
    this.secrets = secrets;
    this.owned = owned;
    boolean schema = model.supportedCapabilities().contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    this.capabilities =
        new Capabilities(true, schema, true, false, Parameters.knowLogprobs(model), 0);
  }

  /**
   * @param name the specification under which requests know the model, for example {@code
   *     anthropic/claude-sonnet-5}
   */
  public static LangChain4jModel of(String name, ChatModel model) {
    return new LangChain4jModel(name, model, List.of(), () -> {});
  }

  @Override
  public Completion complete(Request request) {
    long started = System.nanoTime();
    try {
      var asked = supported(request);
      List<ChatMessage> messages = Messages.toLangChain4j(asked.messages());
      var chat =
          dev.langchain4j.model.chat.request.ChatRequest.builder()
              .messages(messages)
              .parameters(Parameters.of(asked, model))
              .build();
      var response = model.chat(chat);
      long millis = (System.nanoTime() - started) / 1_000_000;
      return Answers.of(response, name).withTiming(new Completion.Timing(1, 0, millis, -1));
    } catch (ModelFailure e) {
      throw e;
    } catch (RuntimeException e) {
      throw Failures.of(name, e, secrets);
    }
  }

  /** A schema the provider cannot guarantee is a wish, which the messages hold anyway. */
  private Request supported(Request request) {
    return request.format() instanceof ResponseFormat.JsonObject && !capabilities.jsonSchema()
        ? request.withFormat(ResponseFormat.FREE)
        : request;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public void close() {
    try {
      owned.close();
    } catch (Exception e) {
      throw Failures.of(name, e, secrets);
    }
  }
}
