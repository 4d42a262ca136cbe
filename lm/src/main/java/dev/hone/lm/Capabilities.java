package dev.hone.lm;

/**
 * What a model can do beyond answering with text.
 *
 * @param chat follows instructions given as turns; false for base models that only continue a text
 * @param jsonSchema guarantees an answer that follows a schema
 * @param tools asks for tools natively
 * @param oneOf guarantees one of several given answers, usually by scoring them
 * @param logprobs tells log-probabilities of its tokens
 * @param contextTokens the longest conversation it takes; 0 when unknown
 */
public record Capabilities(
    boolean chat,
    boolean jsonSchema,
    boolean tools,
    boolean oneOf,
    boolean logprobs,
    int contextTokens) {
  public static final Capabilities CHAT = new Capabilities(true, false, false, false, false, 0);
}
