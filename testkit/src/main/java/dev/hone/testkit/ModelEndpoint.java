package dev.hone.testkit;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A model behind an OpenAI-compatible endpoint on this machine, for clients that are not Hone.
 *
 * <p>{@code POST /v1/chat/completions} takes messages of text, {@code n}, {@code response_format},
 * {@code max_tokens} (or {@code max_completion_tokens}), {@code stop}, {@code seed}, {@code
 * temperature} and its kin; it neither streams nor calls tools. With a temperature above 0 the same
 * question asked again draws anew: the sample number is how often it was asked since the last
 * reset. Beside it: {@code GET /v1/models}; {@code GET /stats} with calls, how many of them were
 * answered from memory or refused, and tokens, since the last reset; {@code POST /reset}.
 */
public final class ModelEndpoint implements AutoCloseable {
  private static final Map<String, String> NUMBERS =
      Map.of(
          "temperature", "temperature",
          "top_p", "topP",
          "min_p", "minP",
          "top_k", "topK",
          "max_tokens", "maxTokens",
          "max_completion_tokens", "maxTokens",
          "seed", "seed",
          "frequency_penalty", "frequencyPenalty",
          "presence_penalty", "presencePenalty");
  private static final List<String> REFUSED = List.of("stream", "tools", "functions", "logprobs");

  private final LanguageModel model;
  private final JsonServer server;
  private final Counts counts = new Counts();

  private ModelEndpoint(LanguageModel model, int port) throws IOException {
    this.model = model;
    this.server = JsonServer.open(port, this::reply);
  }

  /**
   * Opens an endpoint on the loopback address. Closing it closes the model.
   *
   * @param port 0 for any free one
   * @throws IOException when the port is taken
   */
  public static ModelEndpoint open(LanguageModel model, int port) throws IOException {
    return new ModelEndpoint(model, port);
  }

  /** The address for clients, with {@code /v1}. */
  public String baseUrl() {
    return server.baseUrl();
  }

  /** What {@code GET /stats} tells. */
  public SequencedMap<String, Object> stats() {
    return counts.toMap();
  }

  private JsonServer.Reply reply(JsonServer.Asked asked) {
    return switch (asked.what()) {
      case "GET /stats" -> JsonServer.Reply.ok(stats());
      case "POST /reset" -> {
        counts.reset();
        yield JsonServer.Reply.ok(stats());
      }
      case "GET /v1/models" -> JsonServer.Reply.models(List.of(model.name()));
      case "POST /v1/chat/completions" -> chat(asked.json());
      default -> JsonServer.Reply.unknown(asked);
    };
  }

  private JsonServer.Reply chat(Map<String, Object> asked) {
    try {
      var request = request(asked);
      var answers = answers(request, ChatForm.choices(asked));
      counts.answered(answers);
      return JsonServer.Reply.ok(
          ChatForm.completion(
              "chat-" + request.key(),
              model.name(),
              answers.stream().map(a -> new ChatForm.Said(a.text(), a.finish())).toList(),
              usage(answers)));
    } catch (ModelFailure e) {
      counts.refused();
      return refusal(e);
    } catch (BadInput e) {
      counts.refused();
      throw e;
    }
  }

  private List<Completion> answers(Request request, int choices) {
    var answers = new ArrayList<Completion>();
    if (request.settings().temperature().orElse(0) == 0) {
      var only = model.complete(request);
      for (int j = 0; j < choices; j++) answers.add(only);
    } else {
      int first = counts.drawn(request.key(), choices);
      for (int j = 0; j < choices; j++) answers.add(model.complete(request.withSample(first + j)));
    }
    return answers;
  }

  private Request request(Map<String, Object> asked) {
    var messages = ChatForm.messages(asked.get("messages"));
    if (messages.stream().allMatch(message -> message.text().isBlank()))
      throw new BadInput("'messages' holds no text. Send at least one message that is not empty.");
    for (var name : REFUSED)
      if (asked.get(name) != null && !Boolean.FALSE.equals(asked.get(name)))
        throw new BadInput("This endpoint does not take '%s'. Leave it out.".formatted(name));
    return Request.of(messages)
        .withModel(model.name())
        .withSettings(settings(asked))
        .withFormat(format(asked.get("response_format")));
  }

  private static Settings settings(Map<String, Object> asked) {
    var settings = Settings.NONE;
    for (var name : NUMBERS.entrySet()) {
      var value = asked.get(name.getKey());
      if (value != null) settings = settings.with(name.getValue(), value);
    }
    var stop = asked.get("stop");
    return stop == null ? settings : settings.with("stop", stop);
  }

  private static ResponseFormat format(@Nullable Object raw) {
    if (!(raw instanceof Map<?, ?> map)) return ResponseFormat.FREE;
    return switch (String.valueOf(map.get("type"))) {
      case "json_object" -> new ResponseFormat.JsonObject("answer", new LinkedHashMap<>());
      case "json_schema" -> {
        var named = Json.object(map.get("json_schema"));
        yield new ResponseFormat.JsonObject(
            String.valueOf(named.get("name")), Json.object(named.get("schema")));
      }
      default -> ResponseFormat.FREE;
    };
  }

  private static Map<String, Object> usage(List<Completion> answers) {
    var first = answers.getFirst().usage();
    var usage = ChatForm.usage(first.input(), output(answers));
    usage.put("prompt_tokens_details", Map.of("cached_tokens", first.cached()));
    return usage;
  }

  private static long output(List<Completion> answers) {
    return answers.stream().mapToLong(answer -> answer.usage().output()).sum();
  }

  private static JsonServer.Reply refusal(ModelFailure failure) {
    var message = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case CONTEXT_TOO_LONG -> JsonServer.Reply.error(400, "context_length_exceeded", message);
      case INVALID_REQUEST, FILTERED ->
          JsonServer.Reply.error(400, "invalid_request_error", message);
      case RATE_LIMITED -> JsonServer.Reply.error(429, "rate_limit_error", message);
      default -> JsonServer.Reply.error(500, "server_error", message);
    };
  }

  /** Stops at once; open requests are cut off. */
  @Override
  public void close() {
    server.close();
    model.close();
  }

  private static final class Counts {
    private final Map<String, Integer> drawn = new HashMap<>();
    private long calls;
    private long remembered;
    private long refused;
    private long input;
    private long shared;
    private long output;

    /** The number of the first of these samples. */
    synchronized int drawn(String question, int samples) {
      return drawn.merge(question, samples, Integer::sum) - samples;
    }

    synchronized void answered(List<Completion> answers) {
      calls++;
      var first = answers.getFirst();
      if (answers.stream().allMatch(a -> a.source() == Completion.Source.CACHED)) remembered++;
      else shared += first.usage().cached();
      input += first.usage().input();
      output += ModelEndpoint.output(answers);
    }

    synchronized void refused() {
      calls++;
      refused++;
    }

    synchronized void reset() {
      drawn.clear();
      calls = 0;
      remembered = 0;
      refused = 0;
      input = 0;
      shared = 0;
      output = 0;
    }

    synchronized SequencedMap<String, Object> toMap() {
      var map = new LinkedHashMap<String, Object>();
      map.put("calls", calls);
      map.put("remembered", remembered);
      map.put("refused", refused);
      map.put("prompt_tokens", input);
      map.put("cached_tokens", shared);
      map.put("completion_tokens", output);
      return map;
    }
  }
}
