package dev.hone.engine;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.Retrying;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every model call of a run: known answers first, identical questions in flight once, spending
 * reserved before and journalled before the answer is used.
 */
final class Calls {

  private final Roles roles;
  private final Meter meter;
  private final Journal journal;
  private final Recorder recorder;
  private final Retrying.Listener troubles;
  private final Map<String, CompletableFuture<Completion>> known = new ConcurrentHashMap<>();

  Calls(Roles roles, Meter meter, Journal journal, Recorder recorder) {
    this.roles = roles;
    this.meter = meter;
    this.journal = journal;
    this.recorder = recorder;
    this.troubles = this::troubled;
  }

  /** What was asked, under its key, and the answer. */
  record Answered(String key, Completion completion) {}

  /**
   * Answers a request whose model is chosen here. What is wrong with the run itself, such as a full
   * disk or a model nobody can open, ends it; it says nothing about the example that met it.
   */
  Answered send(Role role, String slot, String purpose, Request request) {
    try {
      return answered(role, slot, purpose, request);
    } catch (BadInput e) {
      throw RunFailed.by(e);
    }
  }

  private Answered answered(Role role, String slot, String purpose, Request request) {
    var model = request.model().isEmpty() ? roles.of(role) : roles.handles().apply(request.model());
    var question = meter.budget().bounded(request.withModel(model.name()));
    var key = question.key();
    var mine = new CompletableFuture<Completion>();
    var earlier = known.putIfAbsent(key, mine);
    if (earlier != null) return new Answered(key, again(role, earlier));
    try {
      var completion = first(role, slot, purpose, model, question, key);
      mine.complete(completion);
      return new Answered(key, completion);
    } catch (RuntimeException | Error e) {
      known.remove(key);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private Completion again(Role role, CompletableFuture<Completion> earlier) {
    try {
      var completion = earlier.join().withSource(Completion.Source.CACHED);
      meter.charge(role, completion);
      return completion;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private Completion first(
      Role role, String slot, String purpose, LanguageModel model, Request question, String key) {
    var journalled = journal.read(Journal.Kind.CALL, key);
    if (journalled.isPresent()) {
      var completion = completionOf(journalled.get());
      replayed(role, completion);
      recorder.observe(called(key, question, role, slot, purpose, completion, "journal"), true);
      return completion;
    }
    var completion = ask(role, model, question);
    journal.write(Journal.Kind.CALL, key, body(question, completion));
    recorder.observe(
        called(
            key,
            question,
            role,
            slot,
            purpose,
            completion,
            completion.source().name().toLowerCase(Locale.ROOT)),
        false);
    return completion;
  }

  private Completion ask(Role role, LanguageModel model, Request question) {
    if (meter.timeIsUp())
      throw new BudgetExhausted(
          StopReason.BUDGET, "The budget of %s is used up.".formatted(meter.budget().time()));
    var budget = meter.budget();
    long output = question.settings().maxTokens().orElse(Budget.MOST_OUTPUT);
    long input =
        budget.tokens() == Long.MAX_VALUE && !budget.limitsUsd()
            ? 0
            : model.estimateTokens(question);
    var reservation = meter.reserve(input + output, dollars(model, input, output));
    Completion completion;
    try {
      completion =
          ScopedValue.where(Retrying.OBSERVER, troubles).call(() -> model.complete(question));
    } catch (RuntimeException | Error e) {
      meter.cancel(reservation);
      throw e;
    }
    meter.settle(reservation, role, completion);
    return completion;
  }

  private double dollars(LanguageModel model, long input, long output) {
    if (!meter.budget().limitsUsd()) return 0;
    return model.mostUsd(input, output).orElseThrow(() -> Budget.unpriced(model.name()));
  }

  /**
   * Counts a call that a rollout of an earlier process made; an answer it shared is counted once.
   */
  void recharge(Role role, String slot, String purpose, String key) {
    var journalled = journal.read(Journal.Kind.CALL, key);
    if (journalled.isEmpty()) return;
    var completion = completionOf(journalled.get());
    if (known.putIfAbsent(key, CompletableFuture.completedFuture(completion)) != null) {
      meter.charge(role, completion.withSource(Completion.Source.CACHED));
      return;
    }
    replayed(role, completion);
    requestOf(key)
        .ifPresent(r ->
            recorder.observe(called(key, r, role, slot, purpose, completion, "journal"), true));
  }

  /** An earlier process of this run paid for the answer, and for the attempts before it. */
  private void replayed(Role role, Completion completion) {
    meter.charge(role, completion);
    meter.troubled(Math.max(0, completion.timing().attempts() - 1));
  }

  private void troubled(
      Request request, int attempt, ModelFailure failure, Optional<Duration> wait) {
    meter.troubled(1);
    recorder.observe(
        new Event.CallTroubled(
            request.key(),
            attempt,
            failure.kind().name().toLowerCase(Locale.ROOT),
            String.valueOf(failure.getMessage()),
            wait.map(Duration::toMillis).orElse(0L)),
        false);
  }

  /** The words of a journalled answer; empty when the journal does not know it. */
  String rawOf(String key) {
    return journal.read(Journal.Kind.CALL, key).map(body -> completionOf(body).text()).orElse("");
  }

  /** The request of a journalled call. */
  Optional<Request> requestOf(String key) {
    return journal
        .read(Journal.Kind.CALL, key)
        .map(body -> Request.fromJson(Json.object(Json.parseObject(body).get("request"))));
  }

  private static String body(Request question, Completion completion) {
    var map = new LinkedHashMap<String, Object>();
    map.put("request", question.toJson());
    map.put("completion", completion.toJson());
    int length = 512 + completion.text().length();
    for (var message : question.messages()) length += 64 + message.text().length();
    var body = new StringBuilder(length);
    Json.write(map, body);
    return body.toString();
  }

  private static Completion completionOf(String body) {
    return Completion.fromJson(Json.object(Json.parseObject(body).get("completion")));
  }

  private static Event.ModelCalled called(
      String key,
      Request question,
      Role role,
      String slot,
      String purpose,
      Completion completion,
      String source) {
    var usage = completion.usage();
    var timing = completion.timing();
    return new Event.ModelCalled(
        key,
        question.sample(),
        role,
        slot,
        purpose,
        question.model(),
        completion.model(),
        timing.attempts(),
        timing.queueMs(),
        timing.latencyMs(),
        timing.firstTokenMs(),
        usage.input(),
        usage.cached(),
        usage.output(),
        usage.reasoning(),
        completion.usd().isPresent()
            ? Optional.of(completion.usd().getAsDouble())
            : Optional.empty(),
        completion.finish().name().toLowerCase(Locale.ROOT),
        source);
  }
}
