package dev.hone.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * What a model answered.
 *
 * @param model the model that answered, in the provider's words
 * @param usd what the call cost; empty when the price is unknown
 * @param logprobs the produced tokens with their log-probabilities, when asked for
 */
public record Completion(
    String text,
    List<Message.ToolCall> toolCalls,
    Usage usage,
    Finish finish,
    String model,
    OptionalDouble usd,
    List<Token> logprobs,
    Source source,
    Timing timing) {

  public Completion {
    toolCalls = List.copyOf(toolCalls);
    logprobs = List.copyOf(logprobs);
  }

  public static Completion of(String text, Usage usage, String model) {
    return new Completion(
        text,
        List.of(),
        usage,
        Finish.STOP,
        model,
        OptionalDouble.empty(),
        List.of(),
        Source.FRESH,
        Timing.NONE);
  }

  /**
   * Tokens of one call.
   *
   * @param cached those of {@code input} that the provider had cached
   * @param reasoning those of {@code output} that were thought and not said
   */
  public record Usage(long input, long cached, long output, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public static Usage of(long input, long output) {
      return new Usage(input, 0, output, 0);
    }

    public Usage plus(Usage other) {
      return new Usage(
          input + other.input,
          cached + other.cached,
          output + other.output,
          reasoning + other.reasoning);
    }
  }

  /** Why the model stopped. */
  public enum Finish {
    STOP,
    LENGTH,
    TOOL_CALLS,
    FILTERED,
    OTHER
  }

  /** Where an answer came from. */
  public enum Source {
    FRESH,
    CACHED,
    JOURNAL
  }

  /** A produced token, its log-probability, and the likeliest alternatives, best first. */
  public record Token(String text, double logprob, List<Alternative> alternatives) {
    public Token {
      alternatives = List.copyOf(alternatives);
    }
  }

  public record Alternative(String text, double logprob) {}

  /**
   * How long it took.
   *
   * @param attempts 1 when the first try succeeded, 0 when nothing was sent
   * @param queueMs waiting for a rate limit or a free place
   * @param firstTokenMs until the first token of a streamed answer; -1 when not streamed
   */
  public record Timing(int attempts, long queueMs, long latencyMs, long firstTokenMs) {
    public static final Timing NONE = new Timing(0, 0, 0, -1);
  }

  public Completion withSource(Source next) {
    return new Completion(text, toolCalls, usage, finish, model, usd, logprobs, next, timing);
  }

  public Completion withUsd(OptionalDouble next) {
    return new Completion(text, toolCalls, usage, finish, model, next, logprobs, source, timing);
  }

  public Completion withTiming(Timing next) {
    return new Completion(text, toolCalls, usage, finish, model, usd, logprobs, source, next);
  }

  /**
   * The JSON form, from which {@link #fromJson} reads an equal completion; what is usual is left
   * out. A log-probability of minus infinity is left out too, since JSON has no word for it.
   */
  public SequencedMap<String, Object> toJson() {
    var map = new LinkedHashMap<String, Object>();
    map.put("text", text);
    if (!toolCalls.isEmpty()) map.put("toolCalls", toolCalls);
    map.put("usage", toJson(usage));
    if (finish != Finish.STOP) map.put("finish", finish);
    map.put("model", model);
    usd.ifPresent(amount -> map.put("usd", amount));
    if (!logprobs.isEmpty())
      map.put("logprobs", logprobs.stream().map(Completion::toJson).toList());
    if (source != Source.FRESH) map.put("source", source);
    if (!timing.equals(Timing.NONE)) map.put("timing", toJson(timing));
    return map;
  }

  /**
   * Reads the JSON form.
   *
   * @throws BadInput when it is not a completion
   */
  public static Completion fromJson(Map<String, ?> json) {
    return CompletionReader.read(json);
  }

  private static Map<String, Object> toJson(Usage usage) {
    var map = new LinkedHashMap<String, Object>();
    map.put("input", usage.input);
    if (usage.cached != 0) map.put("cached", usage.cached);
    map.put("output", usage.output);
    if (usage.reasoning != 0) map.put("reasoning", usage.reasoning);
    return map;
  }

  private static Map<String, Object> toJson(Timing timing) {
    var map = new LinkedHashMap<String, Object>();
    map.put("attempts", timing.attempts);
    map.put("queueMs", timing.queueMs);
    map.put("latencyMs", timing.latencyMs);
    if (timing.firstTokenMs != -1) map.put("firstTokenMs", timing.firstTokenMs);
    return map;
  }

  private static Map<String, Object> toJson(Token token) {
    var map = likely(token.text, token.logprob);
    if (!token.alternatives.isEmpty())
      map.put(
          "alternatives", token.alternatives.stream().map(a -> likely(a.text, a.logprob)).toList());
    return map;
  }

  private static Map<String, Object> likely(String text, double logprob) {
    var map = new LinkedHashMap<String, Object>();
    map.put("text", text);
    if (logprob != Double.NEGATIVE_INFINITY) map.put("logprob", logprob);
    return map;
  }
}
