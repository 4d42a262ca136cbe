package dev.hone.lmopenai;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.lm.Capabilities;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelFailure.Kind;
import dev.hone.lm.ModelSpec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * A model behind an OpenAI-compatible chat endpoint. Sends every request once, on a connection it
 * keeps for the next; a thread that is interrupted while it waits gives its connection up. For any
 * number of threads, which should be virtual.
 *
 * <p>For models that reason before they answer ({@code o1}, {@code gpt-5} and their kin) sampling
 * parameters and log-probabilities, which they refuse, are left out. A {@code seed} is sent with
 * the sample number added.
 */
public final class OpenAiModel implements LanguageModel {
  static final String KEY = "OPENAI_API_KEY";
  static final String BASE_URL = "OPENAI_BASE_URL";
  private static final String OPENAI = "https://api.openai.com/v1";

  private final ModelSpec spec;
  private final Secrets secrets;
  private final String place;
  private final RequestWriter writer;
  private final Endpoint endpoint;

  /**
   * @param spec a model with or without a base address; without one, {@code OPENAI_BASE_URL} or
   *     OpenAI's own is taken
   * @param environment holds {@code OPENAI_API_KEY}, which only OpenAI's own address demands, and
   *     proxies
   * @throws BadInput when the key is missing or an address is not one
   */
  public static OpenAiModel of(ModelSpec spec, Map<String, String> environment) {
    return new OpenAiModel(
        spec, environment, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  OpenAiModel(ModelSpec spec, Map<String, String> environment, Supplier<SSLSocketFactory> tls) {
    var base = Optional.ofNullable(environment.get(BASE_URL)).map(String::strip);
    var custom = spec.baseUrl().or(() -> base.filter(url -> !url.isEmpty()));
    var key = environment.getOrDefault(KEY, "").strip();
    if (key.isEmpty() && custom.isEmpty())
      throw new BadInput(
          "The model '%s' needs a key. Set the environment variable %s, or name a server that needs none: %s@http://127.0.0.1:8000/v1."
              .formatted(spec.text(), KEY, spec.text()));
    if (key.chars().anyMatch(c -> c <= ' ' || c > '~'))
      throw new BadInput(
          "%s holds a space, a line break or another character that no key has. Set it to the key alone."
              .formatted(KEY));
    var address = Address.of(custom.orElse(OPENAI), environment);
    this.spec = new ModelSpec(spec.provider(), spec.model(), custom);
    secrets = Secrets.of(key, address.via());
    place = "%s/%s at %s".formatted(spec.provider(), spec.model(), address.origin());
    writer = new RequestWriter(spec.model());
    endpoint = new Endpoint(address, key, tls);
  }

  @Override
  public String name() {
    return spec.text();
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true, false, !writer.reasoning(), 0);
  }

  @Override
  public Completion complete(Request request) {
    long started = System.nanoTime();
    return exchange(request, false, reply -> whole(reply, started));
  }

  /**
   * Like {@link #complete}, but hands over the text as it comes.
   *
   * @param onText gets the pieces in order, on the calling thread; what it throws ends the call
   * @throws ModelFailure also when the stream breaks off, after pieces have been handed over
   */
  public Completion stream(Request request, Consumer<String> onText) {
    long started = System.nanoTime();
    return exchange(request, true, reply -> parts(reply, started, onText));
  }

  private Completion exchange(Request request, boolean stream, Endpoint.Reader<Completion> reader) {
    var body = endpoint.body(RequestWriter.capacity(request));
    writer.write(request, stream, body);
    try {
      return endpoint.post(body, reader);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private Completion whole(Reply reply, long started) throws IOException {
    if (reply.status() != 200) throw refused(reply);
    var answer = new Answer();
    take(answer, secrets.hide(reply.text()));
    if (!answer.begun()) throw transport("the answer has no 'choices'");
    return answer.completion(spec.model(), new Completion.Timing(1, 0, millisSince(started), -1));
  }

  private Completion parts(Reply reply, long started, Consumer<String> onText) throws IOException {
    if (reply.status() != 200) throw refused(reply);
    var answer = new Answer();
    long first = -1;
    var events = new EventStream(reply);
    for (var data = events.next(); data.isPresent(); data = events.next()) {
      var piece = take(answer, secrets.hide(data.get()));
      if (piece.isEmpty()) continue;
      if (first < 0) first = millisSince(started);
      onText.accept(piece);
    }
    if (events.done()) reply.finish();
    if (!answer.finished() && !(events.done() && answer.begun()))
      throw transport("the stream ended before the answer did");
    return answer.completion(
        spec.model(), new Completion.Timing(1, 0, millisSince(started), first));
  }

  private String take(Answer answer, String json) {
    Tree tree;
    try {
      tree = new Tree(Json.parseObject(json));
    } catch (BadInput e) {
      throw transport(
          json.isBlank()
              ? "the body of the answer is empty"
              : "the body of the answer is no JSON object: " + e.getMessage());
    }
    if (tree.has("error")) throw Refusals.inside(place, tree.tree("error"));
    return answer.take(tree);
  }

  private ModelFailure refused(Reply reply) throws IOException {
    var wait =
        Refusals.retryAfter(
            reply.header("retry-after"), reply.header("retry-after-ms"), Instant.now());
    return Refusals.of(
        place,
        reply.status(),
        secrets.hide(reply.text()),
        wait,
        secrets.hide(reply.header("location")));
  }

  private ModelFailure transport(String what) {
    return new ModelFailure(Kind.TRANSPORT, place + ": " + what);
  }

  private ModelFailure failure(IOException e) {
    var said = secrets.hide(String.valueOf(e.getMessage()));
    if (Thread.currentThread().isInterrupted())
      return new ModelFailure(Kind.TIMEOUT, place + ": interrupted while waiting for the answer");
    return switch (e) {
      case ConnectException _ ->
          transport(said + ". Is the address right, and is the server running?");
      case SocketTimeoutException _ ->
          new ModelFailure(Kind.TIMEOUT, place + ": nothing came for ten minutes");
      default -> transport(said);
    };
  }

  private static long millisSince(long started) {
    return (System.nanoTime() - started) / 1_000_000;
  }

  @Override
  public boolean endsWhenInterrupted() {
    return true;
  }

  @Override
  public void close() {
    endpoint.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
