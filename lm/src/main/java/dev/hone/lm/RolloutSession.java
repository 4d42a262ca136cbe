package dev.hone.lm;

import dev.hone.core.Candidate;
import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Session;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The session of one rollout: renders with the candidate's prompts, asks through {@link Send},
 * reads the answers and keeps the trace. For one rollout only; safe for its threads.
 *
 * <p>What {@link Send} throws, and the use of a slot the candidate does not have, is remembered:
 * every later call throws the same again, and {@link #failure} tells it even when foreign code
 * swallowed it. An answer that could not be read is not remembered, because a program may catch
 * {@link ParseFailure} and ask again.
 */
public final class RolloutSession implements Session {
  private static final ScopedValue<Place> INSIDE = ScopedValue.newInstance();

  /** Where requests go: a model, or an engine that meters and journals. */
  @FunctionalInterface
  public interface Send {

    /**
     * @param request its model is empty unless the prompt names one; its sample number counts equal
     *     requests of this rollout from 0
     */
    Answer send(String slot, Request request);
  }

  /**
   * An answer with the {@linkplain Request#key key} of the request as it was really sent.
   *
   * @param key goes into the trace
   */
  public record Answer(String key, Completion completion) {}

  /** Hears what happens in a rollout, on the thread on which it happens. */
  public interface Listener {
    Listener NONE = new Listener() {};

    /** A step has ended; what it read from is told by {@link RolloutSession#trace} only. */
    default void stepEnded(Trace.Step step) {}

    /** An answer was not as asked; see {@link Exchange.Listener}. */
    default void recovered(String slot, Exchange.Recovery recovery, String before, String after) {}
  }

  private final Candidate candidate;
  private final Adapter adapter;
  private final Send send;
  private final Instant now;
  private final Listener listener;
  private final Tape tape;
  private final Place home;

  /**
   * @param now what {@link #now} answers
   */
  public RolloutSession(
      Candidate candidate, Adapter adapter, Send send, Instant now, Listener listener) {
    this(candidate, adapter, send, now, listener, new Tape(), Place.root());
  }

  private RolloutSession(
      Candidate candidate,
      Adapter adapter,
      Send send,
      Instant now,
      Listener listener,
      Tape tape,
      Place home) {
    this.candidate = candidate;
    this.adapter = adapter;
    this.send = send;
    this.now = now;
    this.listener = listener;
    this.tape = tape;
    this.home = home;
  }

  /**
   * Runs a program once with this session as {@link Session#current()}, opens and closes what it
   * needs per rollout, and ends this session.
   *
   * @throws Exception what the program threw; a remembered failure comes first, even when the
   *     program returned
   */
  @SuppressWarnings("ReferenceEquality")
  public <I, O> O run(Program<I, O> program, I input) throws Exception {
    try {
      var own = program.perRollout();
      try (AutoCloseable _ = own == program ? () -> {} : own::close) {
        return Session.with(this, () -> own.run(input, this));
      } finally {
        tape.check();
      }
    } finally {
      tape.end();
    }
  }

  @Override
  public <I, O> O call(Predictor<I, O> predictor, I input) {
    var recorder = begin(Trace.Kind.MODEL, predictor.slot());
    try {
      var prompt = prompt(predictor.slot());
      recorder.input = predictor.in().encode(input);
      var answer =
          Exchange.ask(
              adapter,
              predictor.signature(),
              prompt,
              recorder.input,
              request -> recorder.send(addressed(request, prompt)),
              predictor.out()::decode,
              recorder);
      recorder.output = answer.values();
      return answer.output();
    } catch (RuntimeException | Error e) {
      recorder.failed(e);
      throw e;
    } finally {
      recorder.end();
    }
  }

  @Override
  public Prompt prompt(String slot) {
    try {
      return candidate.at(slot);
    } catch (RuntimeException e) {
      tape.remember(e);
      throw e;
    }
  }

  @Override
  public Completion exchange(String slot, Request request) {
    var recorder = begin(Trace.Kind.MODEL, slot);
    try {
      recorder.input = heard(request);
      request.messages().forEach(m -> recorder.reads.add(m.text()));
      var completion = recorder.send(addressed(request, prompt(slot)));
      recorder.output = said(completion);
      return completion;
    } catch (RuntimeException | Error e) {
      recorder.failed(e);
      throw e;
    } finally {
      recorder.end();
    }
  }

  @Override
  public Values step(Trace.Kind kind, String name, Values input, UnaryOperator<Values> work) {
    var recorder = begin(kind, name);
    try {
      recorder.input = input;
      var output =
          ScopedValue.where(INSIDE, recorder.place.inside(recorder.id))
              .call(() -> work.apply(input));
      recorder.output = output;
      return output;
    } catch (RuntimeException | Error e) {
      recorder.failed(e);
      throw e;
    } finally {
      recorder.end();
    }
  }

  @Override
  public Session branch() {
    return new RolloutSession(candidate, adapter, send, now, listener, tape, here().branch());
  }

  @Override
  public Instant now() {
    return now;
  }

  /** The steps that have ended, in the order of their ids. */
  public Trace trace() {
    return tape.trace();
  }

  /** The first failure that was remembered. */
  public Optional<Throwable> failure() {
    return tape.failure();
  }

  /** How many requests were handed to {@link Send}, by all threads of the rollout. */
  public int calls() {
    return tape.calls();
  }

  private Recorder begin(Trace.Kind kind, String slot) {
    tape.check();
    var place = here();
    return new Recorder(kind, slot, place, place.next());
  }

  /** Where this thread is: inside a step of this session, or where the session begins. */
  private Place here() {
    return INSIDE.isBound() && INSIDE.get().isWithin(home) ? INSIDE.get() : home;
  }

  private static Request addressed(Request request, Prompt prompt) {
    return request.model().isEmpty() && prompt.model().isPresent()
        ? request.withModel(prompt.model().get())
        : request;
  }

  private static Values heard(Request request) {
    var last =
        request.messages().reversed().stream()
            .filter(m -> m.role() != Message.Role.SYSTEM && m.role() != Message.Role.ASSISTANT)
            .findFirst();
    return last.map(m -> Values.of("text", m.text())).orElse(Values.EMPTY);
  }

  private static Values said(Completion completion) {
    var output = Values.of("text", completion.text());
    return completion.toolCalls().isEmpty()
        ? output
        : output.with(
            "toolCalls",
            completion.toolCalls().stream()
                .map(c -> Values.of("name", c.name(), "arguments", c.arguments()))
                .toList());
  }

  /** Gathers what is known about a step until it ends. Used by the thread that runs the step. */
  private final class Recorder implements Exchange.Listener {
    private final Trace.Kind kind;
    private final String slot;
    private final Place place;
    private final String id;
    private final long startMs = tape.millis();
    private final List<Object> reads = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private Values input = Values.EMPTY;
    private Values output = Values.EMPTY;
    private String raw = "";
    private List<Message> sent = List.of();
    private int repairs;
    private Optional<String> error = Optional.empty();

    Recorder(Trace.Kind kind, String slot, Place place, String id) {
      this.kind = kind;
      this.slot = slot;
      this.place = place;
      this.id = id;
    }

    Completion send(Request request) {
      sent = request.messages();
      var answer = tape.ask(request, place.branchPath(), numbered -> send.send(slot, numbered));
      calls.add(answer.key());
      raw = answer.completion().text();
      return answer.completion();
    }

    @Override
    public void recovered(Exchange.Recovery recovery, String before, String after) {
      if (recovery == Exchange.Recovery.REPAIR) repairs++;
      listener.recovered(slot, recovery, before, after);
    }

    void failed(Throwable failure) {
      error =
          Optional.of(
              failure.getMessage() == null
                  ? failure.getClass().getSimpleName()
                  : failure.getMessage());
    }

    void end() {
      var step =
          new Trace.Step(
              id,
              kind,
              slot,
              place.step(),
              List.of(),
              input,
              output,
              raw,
              sent,
              calls,
              repairs,
              error,
              startMs,
              tape.millis() - startMs);
      tape.add(step, reads.isEmpty() ? List.copyOf(input.map().values()) : reads);
      listener.stepEnded(step);
    }
  }
}
