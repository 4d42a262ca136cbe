package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Values;
import dev.hone.lm.Adapter;
import dev.hone.lm.Adapters;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelOptions;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Models;
import dev.hone.lm.RolloutSession;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Runs programs in everyday use: a model, a way to ask it, and nothing of the search. Safe for use
 * by many threads.
 *
 * {@snippet :
 * var hone = Hone.with("openai/gpt-5.4-mini");
 * Routing routing = hone.load(Path.of("router.json"), router).run(ticket);
 * }
 */
public final class Hone implements AutoCloseable {
  private final LanguageModel model;
  private final Optional<Adapter> adapter;
  private final Function<String, LanguageModel> others;
  private final Map<String, LanguageModel> opened;
  private final InstantSource clock;

  private Hone(
      LanguageModel model,
      Optional<Adapter> adapter,
      Function<String, LanguageModel> others,
      Map<String, LanguageModel> opened,
      InstantSource clock) {
    this.model = model;
    this.adapter = adapter;
    this.others = others;
    this.opened = opened;
    this.clock = clock;
  }

  /** With a model as it is; retries and limits are what {@link Models#within} puts around it. */
  public static Hone with(LanguageModel model) {
    return new Hone(
        model, Optional.empty(), Hone::open, new ConcurrentHashMap<>(), InstantSource.system());
  }

  /**
   * With a model by its specification, for example {@code openai/gpt-5.4-mini}, kept within the
   * usual limits.
   *
   * @throws BadInput when provider, model or key does not exist
   */
  public static Hone with(String spec) {
    return with(open(spec));
  }

  /** Asks in this format, whatever format a compiled file names. */
  public Hone withAdapter(Adapter next) {
    return new Hone(model, Optional.of(next), others, opened, clock);
  }

  /**
   * Asks in a format by name.
   *
   * @throws BadInput listing the known names
   */
  public Hone withFormat(String name) {
    return withAdapter(Adapters.named(name, model.capabilities()));
  }

  /** Opens the models that prompts name, for example fine-tuned ones. */
  public Hone withModels(Function<String, LanguageModel> open) {
    return new Hone(model, adapter, open, new ConcurrentHashMap<>(), clock);
  }

  /** Takes the time of rollouts from elsewhere. */
  public Hone withClock(InstantSource next) {
    return new Hone(model, adapter, others, opened, next);
  }

  /** Runs a program with the prompts it declares. */
  public <I, O> O run(Program<I, O> program, I input) {
    return runTraced(program, input).output();
  }

  /** Makes one call with the prompt it declares. */
  public <I, O> O run(Predictor<I, O> predictor, I input) {
    return run(Program.of(predictor), input);
  }

  public <I, O> Traced<O> runTraced(Program<I, O> program, I input) {
    return prepare(program, Candidate.seedOf(program)).runTraced(input);
  }

  /**
   * A program with other prompts than it declares.
   *
   * @throws BadInput when they are for another program
   */
  public <I, O> Ready<I, O> prepare(Program<I, O> program, Candidate candidate) {
    Mismatch.of(program, candidate).orThrow();
    return new Ready<>(this, program, () -> candidate, format(Optional.empty()));
  }

  /** A program whose prompts may change while it is in use. */
  public <I, O> Ready<I, O> prepare(Program<I, O> program, PromptSource prompts) {
    Mismatch.of(program, prompts.current()).orThrow();
    return new Ready<>(this, program, prompts::current, format(prompts.format()));
  }

  /**
   * A program with the prompts of a compiled file.
   *
   * @throws BadInput naming the file when it cannot be read or is for another program
   */
  public <I, O> Ready<I, O> load(Path file, Program<I, O> program) {
    var compiled = Compiled.read(file);
    Plain.at(
        file.toString(),
        () -> {
          compiled.requireFit(program);
          return program;
        });
    return ready(compiled, program);
  }

  /**
   * A declarative program with the prompts it was compiled to.
   *
   * @throws BadInput when the file cannot be read, or its program is written as code
   */
  public Ready<Values, Values> load(Path file) {
    var compiled = Compiled.read(file);
    var pipeline =
        compiled
            .pipeline()
            .orElseThrow(() ->
                new BadInput(
                    "%s: the program %s is written as code. Load it with the program: Hone.with(model).load(path, program)."
                        .formatted(
                            file,
                            compiled.slots().values().stream()
                                .map(CompiledSlot::origin)
                                .distinct()
                                .toList())));
    return ready(compiled, pipeline);
  }

  /** Closes the model and every model that prompts named. */
  @Override
  public void close() {
    model.close();
    opened.values().forEach(LanguageModel::close);
  }

  <I, O> Traced<O> run(Program<I, O> program, Candidate candidate, Adapter format, I input) {
    var session =
        new RolloutSession(
            candidate,
            format,
            (_, request) -> {
              var asked = asked(request.model());
              var addressed = request.withModel(asked.name());
              return new RolloutSession.Answer(addressed.key(), asked.complete(addressed));
            },
            clock.instant(),
            RolloutSession.Listener.NONE);
    try {
      return Traced.answered(session.run(program, input), session.trace());
    } catch (Exception e) {
      if (e instanceof InterruptedException) Thread.currentThread().interrupt();
      return Traced.failed(e, session.trace());
    }
  }

  private <I, O> Ready<I, O> ready(Compiled compiled, Program<I, O> program) {
    return new Ready<>(this, program, compiled::candidate, format(compiled.format()));
  }

  private Adapter format(Optional<String> named) {
    return adapter.orElseGet(
        () -> Adapters.named(named.orElse(Adapters.AUTO), model.capabilities()));
  }

  private LanguageModel asked(String spec) {
    return spec.isEmpty() || spec.equals(model.name())
        ? model
        : opened.computeIfAbsent(spec, others);
  }

  private static LanguageModel open(String spec) {
    return Models.open(ModelSpec.parse(spec), ModelOptions.defaults(), System.getenv());
  }
}
