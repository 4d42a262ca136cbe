package dev.hone.lmlocal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Produces an answer token by token. */
final class Generation extends Job<Generation.Answer> {
  enum End {
    /** The model ended its turn, a stop string appeared, or the constraint is satisfied. */
    STOP,
    /** The limit of tokens was reached. */
    LENGTH
  }

  /**
   * A produced token: its text, its natural log-probability before temperature, and the likeliest
   * tokens in its place, best first.
   */
  record Choice(String text, double logProbability, Map<String, Double> alternatives) {}

  /**
   * @param text without the stop string
   * @param choices empty unless asked for
   */
  record Answer(
      String text,
      List<Choice> choices,
      End end,
      int promptTokens,
      int cachedTokens,
      int outputTokens) {}

  private final LlamaModel model;
  private final Sampler sampler;
  private final AnswerText text;
  private final @Nullable JsonConstraint constraint;
  private final int limit;
  private final int alternatives;
  private final float[] scores;
  private final List<Choice> choices = new ArrayList<>();
  private int produced;
  private int last = -1;
  private int row = -1;

  /**
   * @param limit most tokens to produce, at least 1
   * @param alternatives likeliest tokens to report per produced token, or -1 to report no
   *     log-probabilities
   */
  Generation(
      LlamaModel model,
      int[] prompt,
      Sampler sampler,
      List<String> stops,
      @Nullable JsonConstraint constraint,
      int limit,
      int alternatives) {
    super(prompt);
    this.model = model;
    this.sampler = sampler;
    this.text = new AnswerText(stops);
    this.constraint = constraint;
    this.limit = limit;
    this.alternatives = alternatives;
    this.scores = new float[model.size()];
  }

  @Override
  int outstanding() {
    return prompt().length - done + limit - produced;
  }

  @Override
  void fill(LlamaContext context, Sequences sequences) {
    row = -1;
    if (prompted()) {
      if (context.count() < context.capacity()) {
        row = context.add(last, prompt().length + produced - 1, true, sequence());
      }
      return;
    }
    while (!prompted() && context.count() < context.capacity()) {
      var end = done == prompt().length - 1;
      var added = context.add(prompt()[done], done, end, sequence());
      row = end ? added : -1;
      done++;
    }
  }

  @Override
  boolean harvest(LlamaContext context, Sequences sequences) {
    if (row < 0) {
      return false;
    }
    context.logits(row, scores);
    var forced = constraint == null ? -1 : constraint.forced(limit - produced);
    var token = forced >= 0 ? forced : sampler.next(scores, this::allowed);
    produced++;
    last = token;
    if (model.ends(token) || model.controls(token)) {
      return finish(End.STOP);
    }
    var piece = model.piece(token);
    if (alternatives >= 0) {
      choices.add(Sampler.choice(model, scores, token, alternatives));
    }
    if (constraint != null) {
      constraint.accept(piece);
    }
    if (text.append(piece)) {
      return finish(End.STOP);
    }
    if (constraint != null && constraint.complete()) {
      return finish(forced >= 0 ? End.LENGTH : End.STOP);
    }
    return produced >= limit && finish(End.LENGTH);
  }

  private boolean allowed(int token) {
    if (constraint == null) {
      return true;
    }
    return !model.ends(token) && !model.controls(token) && constraint.allows(model.piece(token));
  }

  private boolean finish(End end) {
    var kept = choices.subList(0, Math.min(choices.size(), text.tokens()));
    result.complete(
        new Answer(text.toText(), List.copyOf(kept), end, prompt().length, cached(), produced));
    return true;
  }
}
