package dev.hone.lmlocal;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Completion.Alternative;
import dev.hone.core.Completion.Finish;
import dev.hone.core.Completion.Source;
import dev.hone.core.Completion.Timing;
import dev.hone.core.Completion.Token;
import dev.hone.core.Completion.Usage;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.lm.Capabilities;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ScoringModel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * A model that runs inside this process. Any number of threads may ask at once: what their prompts
 * have in common is computed once, and their answers are computed together.
 *
 * <p>Without settings an answer is the likeliest one, token by token (temperature 0), and ends
 * after at most 512 tokens. With a temperature, the same seed and sample number draw the same
 * tokens. A wanted JSON schema is guaranteed; should the tokens run out, the JSON is closed early
 * and the answer is marked as cut off. An answer that must be one of several texts is not produced
 * but chosen by its probability. The setting {@code extra.template} with the value {@code none}
 * joins the messages without any chat marks, for prompts that are to be continued.
 *
 * <p>A thread that is interrupted while it waits gives its request up and gets a {@link
 * ModelFailure}; the interruption stays set.
 */
public final class LocalModel implements ScoringModel {
  private static final int ANSWER_TOKENS = 512;
  private static final int MOST_ALTERNATIVES = 20;

  private final String name;
  private final LlamaModel model;
  private final Engine engine;
  private final ChatTemplate template;
  private final int limit;

  private LocalModel(String name, LlamaModel model, LocalOptions options) {
    this.name = name;
    this.model = model;
    this.template = ChatTemplate.of(model.chatTemplate());
    this.limit = Math.min(model.trainedContext(), options.contextTokens());
    this.engine =
        new Engine(
            model,
            options.contextTokens(),
            options.parallel(),
            options.threads(),
            options.strict());
  }

  /**
   * Loads a model file.
   *
   * @param name under which requests know the model
   * @param cache where the native library is unpacked
   * @throws LocalModelException when the platform has no native library, a system library is
   *     missing, or the file is no model
   */
  public static LocalModel open(String name, Path file, Path cache, LocalOptions options) {
    var model = new LlamaModel(Llama.load(cache), file);
    try {
      return new LocalModel(name, model, options);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(template.chat(), true, false, true, true, limit);
  }

  /** The exact number. */
  @Override
  public long estimateTokens(Request request) {
    return prompt(request).length;
  }

  @Override
  public Completion complete(Request request) {
    refuse(request);
    var begun = System.nanoTime();
    var completion =
        request.format() instanceof ResponseFormat.OneOf(var options)
            ? choose(request, options)
            : generate(request);
    return completion.withTiming(new Timing(1, 0, (System.nanoTime() - begun) / 1_000_000, -1));
  }

  /**
   * The total natural log-probability of each option's tokens and of the end of the turn after
   * them, where the model has one.
   */
  @Override
  public double[] score(Request request, List<String> options) {
    refuse(request);
    return scores(request, options, false).logProbabilities().stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private void refuse(Request request) {
    if (!request.tools().isEmpty()) {
      throw invalid(
          "The embedded model "
              + name
              + " takes no tools. Leave them out, or describe them in the prompt.");
    }
    if (request.messages().stream()
        .anyMatch(
            message -> message.content().stream().anyMatch(Message.Media.class::isInstance))) {
      throw invalid(
          "The embedded model "
              + name
              + " reads text only. Leave images and sound out of the messages.");
    }
    for (var setting : List.of("frequencyPenalty", "presencePenalty", "reasoningEffort")) {
      var value = request.settings().get(setting);
      if (value != null && request.settings().number(setting).orElse(1) != 0) {
        throw invalid(
            "The embedded model "
                + name
                + " does not know the setting "
                + setting
                + ". Leave it out.");
      }
    }
  }

  private static ModelFailure invalid(String message) {
    return new ModelFailure(ModelFailure.Kind.INVALID_REQUEST, message);
  }

  private Completion generate(Request request) {
    var prompt = prompt(request);
    var room = limit - prompt.length;
    var wanted = request.settings().maxTokens();
    if (room < wanted.orElse(1)) {
      throw tooLong(prompt.length, wanted.orElse(1));
    }
    var alternatives = request.settings().number("logprobs");
    var answer =
        await(
            engine.submit(
                new Generation(
                    model,
                    prompt,
                    sampler(request),
                    request.settings().stop(),
                    request.format() instanceof ResponseFormat.JsonObject(_, var schema)
                        ? new JsonConstraint(
                            JsonShape.of(schema), text -> model.tokenize(text, false))
                        : null,
                    wanted.orElse(Math.min(ANSWER_TOKENS, room)),
                    alternatives.isPresent() ? (int) alternatives.getAsDouble() : -1)));
    var tokens = answer.choices().stream().map(LocalModel::token).toList();
    var usage = new Usage(answer.promptTokens(), answer.cachedTokens(), answer.outputTokens(), 0);
    var finish = answer.end() == Generation.End.STOP ? Finish.STOP : Finish.LENGTH;
    return completion(answer.text(), usage, finish, tokens);
  }

  private Completion choose(Request request, List<String> options) {
    boolean ranks = request.settings().number("logprobs").isPresent();
    boolean draws = request.settings().number("temperature").orElse(0) > 0;
    var scores = scores(request, options, !ranks && !draws);
    var totals = scores.logProbabilities();
    var row = new float[totals.size()];
    IntStream.range(0, row.length).forEach(i -> row[i] = totals.get(i).floatValue());
    var chosen = sampler(request).next(row, _ -> true);
    var tokens =
        ranks
            ? List.of(new Token(options.get(chosen), totals.get(chosen), ranked(options, totals)))
            : List.<Token>of();
    return completion(
        options.get(chosen),
        new Usage(scores.promptTokens(), scores.cachedTokens(), 0, 0),
        Finish.STOP,
        tokens);
  }

  private static List<Alternative> ranked(List<String> options, List<Double> totals) {
    return IntStream.range(0, options.size())
        .mapToObj(i -> new Alternative(options.get(i), totals.get(i)))
        .sorted(Comparator.comparingDouble(Alternative::logprob).reversed())
        .limit(MOST_ALTERNATIVES)
        .toList();
  }

  private Scoring.Scores scores(Request request, List<String> options, boolean bestOnly) {
    if (options.isEmpty()) {
      throw new BadInput("There is no answer to choose from. Name at least one.");
    }
    var end = template(request).end();
    var rendered = Rendering.of(model, template(request), request.messages());
    var answers = options.stream().map(option -> rendered.answer(model, option, end)).toList();
    var longest = answers.stream().mapToInt(answer -> answer.length).max().orElse(0);
    if (rendered.prompt().length + longest > limit) {
      throw tooLong(rendered.prompt().length, longest);
    }
    return await(engine.submit(new Scoring(rendered.prompt(), answers, bestOnly, model.size())));
  }

  private Completion completion(String text, Usage usage, Finish finish, List<Token> tokens) {
    return new Completion(
        text,
        List.of(),
        usage,
        finish,
        name,
        OptionalDouble.of(0),
        tokens,
        Source.FRESH,
        Timing.NONE);
  }

  private static Token token(Generation.Choice choice) {
    var others =
        choice.alternatives().entrySet().stream()
            .map(each -> new Alternative(each.getKey(), each.getValue()))
            .toList();
    return new Token(choice.text(), choice.logProbability(), others);
  }

  private int[] prompt(Request request) {
    var prompt = Rendering.of(model, template(request), request.messages()).prompt();
    if (prompt.length == 0) {
      throw invalid("The request has no text. Send at least one message that is not empty.");
    }
    return prompt;
  }

  private ChatTemplate template(Request request) {
    return "none".equals(request.settings().get("extra.template"))
        ? new ChatTemplate.Plain()
        : template;
  }

  private ModelFailure tooLong(int prompt, int answer) {
    return new ModelFailure(
        ModelFailure.Kind.CONTEXT_TOO_LONG,
        "The prompt has %d tokens and the answer may take %d, together more than the %d that %s takes. Use fewer or shorter demos, or lower maxTokens."
            .formatted(prompt, answer, limit, name));
  }

  private static Sampler sampler(Request request) {
    var settings = request.settings();
    var seed = settings.get("seed") instanceof Number number ? number.longValue() : 0;
    return new Sampler(
        settings.number("temperature").orElse(0),
        settings.number("topP").orElse(1),
        (int) settings.number("topK").orElse(0),
        settings.number("minP").orElse(0),
        seed * 0x9E3779B97F4A7C15L + request.sample());
  }

  private static <R> R await(CompletableFuture<R> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new ModelFailure(
          ModelFailure.Kind.TIMEOUT,
          "The embedded model's answer was given up: the caller was interrupted.",
          Optional.empty(),
          e);
    } catch (ExecutionException e) {
      throw new ModelFailure(
          ModelFailure.Kind.SERVER,
          String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          Optional.empty(),
          e);
    }
  }

  /** Gives up whatever is in work and frees the memory of the model. */
  @Override
  public void close() {
    engine.close();
    model.close();
  }
}
