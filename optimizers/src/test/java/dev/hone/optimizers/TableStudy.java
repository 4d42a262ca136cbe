package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Predictor;
import dev.hone.core.Settings;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Conditions;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A study whose scores come from a function and whose teacher says what it is given to say. */
final class TableStudy implements Study {
  final List<Event.Decision> notes = new ArrayList<>();
  final List<Settings> asked = new ArrayList<>();
  final List<Values> questions = new ArrayList<>();
  final Map<String, Integer> validated = new HashMap<>();
  private final List<Predictor<?, ?>> predictors;
  private final List<Example> train;
  private final List<Example> validation;
  private final BiFunction<Candidate, Example, Double> scores;
  private final RandomGenerator random = new SplittableRandom(5);
  private final List<List<String>> replies = new ArrayList<>();
  private final Map<String, Evaluation> measured = new HashMap<>();
  private Candidate seed;
  private Candidate best;
  private long rollouts = Long.MAX_VALUE;

  TableStudy(
      List<Predictor<?, ?>> predictors,
      int train,
      int validation,
      BiFunction<Candidate, Example, Double> scores) {
    this.predictors = predictors;
    this.train = examples(0, train);
    this.validation = examples(1_000, validation);
    this.scores = scores;
    this.seed = Candidate.seedOf(predictors);
    this.best = seed;
  }

  /** One slot, {@code main}, whose instruction text alone decides the mean score. */
  static TableStudy of(int train, int validation, Function<String, Double> means) {
    Predictor<Values, Values> main = Predictor.of("main", "q: str -> a: str", "start");
    return new TableStudy(
        List.of(main),
        train,
        validation,
        (candidate, example) -> {
          double mean = means.apply(candidate.at("main").instructions().open());
          int number = Integer.parseInt(example.input().text("q")) % 1_000;
          int of = number < 0 ? 1 : example.input().text("q").length() > 3 ? validation : train;
          return number < Math.round(mean * of) ? 1.0 : 0.0;
        });
  }

  TableStudy replying(List<String> texts) {
    replies.add(texts);
    return this;
  }

  TableStudy withRollouts(long n) {
    rollouts = n;
    return this;
  }

  TableStudy withSeed(Candidate next) {
    seed = next;
    best = next;
    return this;
  }

  private static List<Example> examples(int from, int n) {
    return IntStream.range(from, from + n)
        .mapToObj(i -> Example.of(Values.of("q", "" + i), Values.of("a", "" + i)))
        .toList();
  }

  List<String> failureCodes() {
    return notes.stream()
        .filter(Event.ProposalFailed.class::isInstance)
        .map(n -> ((Event.ProposalFailed) n).code())
        .toList();
  }

  <E extends Event.Decision> List<E> noted(Class<E> kind) {
    return notes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public Candidate seed() {
    return seed;
  }

  @Override
  public List<Example> train() {
    return train;
  }

  @Override
  public List<Example> validation() {
    return validation;
  }

  @Override
  public List<Predictor<?, ?>> predictors() {
    return predictors;
  }

  @Override
  public Evaluation evaluate(Candidate candidate, List<Example> examples, Conditions conditions) {
    var rollouts =
        examples.stream()
            .map(e -> {
              double score = scores.apply(candidate, e);
              return new Rollout(
                  candidate.id(),
                  e,
                  conditions,
                  Rollout.Status.OK,
                  Values.of("a", "?"),
                  Grade.of(score, "expected " + e.expected().text("a")),
                  Trace.EMPTY,
                  Optional.empty());
            })
            .toList();
    var evaluation = new Evaluation(candidate, rollouts);
    if (examples.equals(validation)) {
      validated.merge(candidate.id(), 1, Integer::sum);
      measured.put(candidate.id(), evaluation);
      if (evaluation.mean() > bestEvaluation().mean()) best = candidate;
    }
    return evaluation;
  }

  @Override
  public <I, O> List<O> ask(Predictor<I, O> predictor, I input, int n, Settings settings) {
    asked.add(settings);
    questions.add(predictor.in().encode(input));
    var texts = replies.isEmpty() ? List.<String>of() : replies.removeFirst();
    return texts.stream().limit(n).map(t -> predictor.out().decode(said(predictor, t))).toList();
  }

  private static Values said(Predictor<?, ?> predictor, String text) {
    var said = Values.EMPTY;
    for (var field : predictor.signature().outputs()) said = said.with(field.name(), text);
    return said;
  }

  @Override
  public <A, B> List<B> map(List<A> items, Function<A, B> work) {
    return items.stream().map(work).toList();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public boolean hasBudget() {
    return rollouts > 0;
  }

  @Override
  public Budget remaining() {
    return Budget.rollouts(rollouts);
  }

  @Override
  public Candidate best() {
    return best;
  }

  @Override
  public Evaluation bestEvaluation() {
    return measured.getOrDefault(best.id(), new Evaluation(best, List.of()));
  }

  @Override
  public void note(Event.Decision decision) {
    notes.add(decision);
  }
}
