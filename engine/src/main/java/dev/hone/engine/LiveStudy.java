package dev.hone.engine;

import dev.hone.core.Candidate;
import dev.hone.core.ContentId;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.core.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The study of a run in progress. */
final class LiveStudy<I, O> implements Study {
  private static final int MOST_IDLE = 200;
  private static final int MISSING_MATTERS = 5;

  private final Task<I, O> task;
  private final Meter meter;
  private final Rollouts<I, O> rollouts;
  private final Questions questions;
  private final Workers workers;
  private final Gate gate;
  private final Turnstile turnstile;
  private final Leader leader = new Leader();
  private final Fork root;
  private final Set<String> validationIds;
  private final Set<String> trainIds;
  private final Set<String> told = new HashSet<>();
  private final int asking;
  private final Recorder recorder;
  private final Map<String, Event.Proposed> proposed =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private volatile Candidate seed;
  private final Queue<Begun<?, ?>> begun = new ConcurrentLinkedQueue<>();
  private int idle;

  LiveStudy(
      Task<I, O> task,
      Candidate seed,
      long randomSeed,
      Meter meter,
      Rollouts<I, O> rollouts,
      Questions questions,
      Workers workers,
      Gate gate,
      Recorder recorder) {
    this.task = task;
    this.seed = seed;
    this.meter = meter;
    this.rollouts = rollouts;
    this.questions = questions;
    this.workers = workers;
    this.gate = gate;
    this.recorder = recorder;
    this.turnstile = new Turnstile(leader::weigh);
    this.root =
        new Fork(
            new Turnstile.Branch(null, 0),
            new SplittableRandom(randomSeed),
            new Outbox(this::decide, true),
            true);
    this.validationIds = ids(task.validation());
    this.trainIds = ids(task.train());
    this.asking = (int) task.program().predictors().stream().filter(p -> !p.isText()).count();
  }

  @Override
  public Candidate seed() {
    return seed;
  }

  /** The search starts from these prompts instead of those the run was given. */
  void startFrom(Candidate start) {
    seed = start;
  }

  @Override
  public List<Example> train() {
    return task.train();
  }

  @Override
  public List<Example> validation() {
    return task.validation();
  }

  @Override
  public List<Predictor<?, ?>> predictors() {
    return task.program().predictors();
  }

  @Override
  public RandomGenerator random() {
    return fork().random();
  }

  @Override
  public boolean hasBudget() {
    return turnstile.pass(fork().place(), () -> gate.open() && meter.hasBudget());
  }

  @Override
  public Budget remaining() {
    return turnstile.pass(fork().place(), meter::remaining);
  }

  @Override
  public Candidate best() {
    return leader.isEmpty() ? seed : leader.best().candidate();
  }

  @Override
  public Evaluation bestEvaluation() {
    return leader.isEmpty() ? new Evaluation(seed, List.of()) : leader.best();
  }

  @Override
  public void note(Event.Decision decision) {
    fork().outbox().note(decision);
  }

  private void decide(Event.Decision decision) {
    if (decision instanceof Event.Proposed p) proposed.putIfAbsent(p.id(), p);
    recorder.decide(decision);
  }

  /** The start, all proposals in their order, and whatever else was measured. */
  Population population() {
    var scores = new LinkedHashMap<String, Map<String, Double>>();
    for (var evaluation : leader.measured()) {
      var byExample = new LinkedHashMap<String, Double>();
      for (var rollout : evaluation.rollouts())
        if (rollout.status() != Rollout.Status.MISSING)
          byExample.put(rollout.example().id(), rollout.score());
      scores.put(evaluation.candidate().id(), byExample);
    }
    var start = seed.id();
    var ids = new LinkedHashSet<>(List.of(start));
    ids.addAll(proposed.keySet());
    ids.addAll(scores.keySet());
    var members = new ArrayList<Population.Member>();
    for (var id : ids) {
      var made = proposed.get(id);
      members.add(
          new Population.Member(
              id,
              made == null ? List.of() : made.parents(),
              made != null ? made.operator() : id.equals(start) ? "seed" : "",
              scores.getOrDefault(id, Map.of())));
    }
    return new Population(members);
  }

  /** Every candidate measured on the whole validation set, in order. */
  List<Evaluation> measured() {
    return leader.measured();
  }

  @Override
  public Evaluation evaluate(Candidate candidate, List<Example> examples, Conditions conditions) {
    boolean full = conditions.equals(Conditions.USUAL) && validationIds.equals(ids(examples));
    var purpose = full ? leader.isEmpty() ? "baseline" : "full" : "minibatch";
    return evaluate(candidate, examples, conditions, splitOf(examples), purpose, true);
  }

  /** Measures on examples that no optimizer sees. */
  Evaluation test(Candidate candidate) {
    return evaluate(candidate, task.test(), Conditions.USUAL, "test", "test", false);
  }

  /**
   * What was admitted: the evaluation's name, which rollouts are to be run here, and whether the
   * log knows it.
   */
  private record Admitted(String evaluation, Set<String> claimed, boolean news) {}

  private Evaluation evaluate(
      Candidate candidate,
      List<Example> examples,
      Conditions conditions,
      String split,
      String purpose,
      boolean counted) {
    var id = candidate.id();
    var fork = fork();
    var admitted = turnstile.pass(fork.place(), () -> admit(id, examples, conditions, counted));
    if (admitted.news())
      note(
          new Event.EvaluationStarted(
              admitted.evaluation(), id, split, purpose, examples.size(), digest(examples)));
    var where = new Rollouts.Purpose(admitted.evaluation(), split, purpose);
    var evaluation =
        new Evaluation(
            candidate, run(candidate, id, examples, conditions, where, admitted.claimed()));
    requireAnswers(evaluation, purpose.equals("minibatch") ? MISSING_MATTERS : 1);
    if (admitted.news()) note(finished(admitted.evaluation(), evaluation, split, purpose));
    if (purpose.equals("full") || purpose.equals("baseline"))
      leader.offer(fork.place(), evaluation);
    settle(fork);
    return evaluation;
  }

  private Admitted admit(
      String candidate, List<Example> examples, Conditions conditions, boolean counted) {
    gate.pass();
    var claimed = new HashSet<String>();
    for (var example : examples) {
      var key = Rollout.key(candidate, example.id(), conditions);
      if (rollouts.claim(key)) claimed.add(key);
    }
    try {
      if (claimed.isEmpty() && ++idle > MOST_IDLE)
        throw gate.halted(
            StopReason.STALLED, MOST_IDLE + " evaluations in a row were already known.");
      if (!claimed.isEmpty()) {
        idle = 0;
        meter.admitRollouts(claimed.size(), counted, asking);
      }
    } catch (BudgetExhausted e) {
      claimed.forEach(rollouts::unclaim);
      throw gate.halted(e);
    }
    var evaluation =
        ContentId.of(candidate + examples.stream().map(Example::id).toList() + conditions);
    return new Admitted(evaluation, claimed, told.add(evaluation));
  }

  private List<Rollout> run(
      Candidate candidate,
      String id,
      List<Example> examples,
      Conditions conditions,
      Rollouts.Purpose purpose,
      Set<String> claimed) {
    var mine =
        examples.stream()
            .filter(e -> claimed.contains(Rollout.key(id, e.id(), conditions)))
            .distinct()
            .toList();
    try {
      workers.all(mine, example -> rollouts.run(candidate, id, example, conditions, purpose));
    } catch (BudgetExhausted e) {
      claimed.forEach(key -> rollouts.abandon(key, e));
      throw gate.halted(e);
    } catch (RuntimeException | Error e) {
      claimed.forEach(key -> rollouts.abandon(key, e));
      throw e;
    }
    var found =
        examples.stream().map(e -> rollouts.await(Rollout.key(id, e.id(), conditions))).toList();
    rollouts.settle();
    return found;
  }

  /** A single rollout without answer, as searches run them, says nothing about the provider yet. */
  private static void requireAnswers(Evaluation evaluation, int least) {
    long missing = evaluation.missing();
    if (missing >= least && missing * 2 > evaluation.rollouts().size()) {
      var example =
          evaluation.rollouts().stream()
              .filter(r -> r.status() == Rollout.Status.MISSING)
              .findFirst()
              .orElseThrow();
      throw new RunFailed(
          "%d of %d rollouts came to no score, in spite of all retries; the first: %s"
              .formatted(missing, evaluation.rollouts().size(), example.error().orElse("")));
    }
  }

  @Override
  public <A, B> List<B> ask(Predictor<A, B> predictor, A input, int n, Settings settings) {
    return send(predictor, input, n, settings).answers();
  }

  @Override
  public <A, B> Pending<B> begin(Predictor<A, B> predictor, A input, int n, Settings settings) {
    var sent = send(predictor, input, n, settings);
    if (meter.limitsCalls()) sent.answers();
    else begun.add(sent);
    return sent;
  }

  private <A, B> Begun<Questions.Answer<B>, B> send(
      Predictor<A, B> predictor, A input, int n, Settings settings) {
    var question = questions.prepare(predictor, input, settings);
    int first =
        turnstile.pass(
            fork().place(),
            () -> {
              gate.pass();
              idle = 0;
              try {
                meter.admitCalls(n);
              } catch (BudgetExhausted e) {
                throw gate.halted(e);
              }
              return questions.number(question, n);
            });
    return new Begun<Questions.Answer<B>, B>(() -> answers(question, first, n), this::readable)
        .start();
  }

  private <A, B> List<Questions.Answer<B>> answers(
      Questions.Question<A, B> question, int first, int n) {
    try {
      return workers.all(
          IntStream.range(first, first + n).boxed().toList(),
          sample -> questions.ask(question, sample));
    } catch (BudgetExhausted e) {
      throw gate.halted(e);
    }
  }

  private <B> List<B> readable(List<Questions.Answer<B>> answers) {
    answers.forEach(a -> a.failure().ifPresent(this::note));
    questions.requireAnswers(answers);
    return answers.stream().flatMap(a -> a.value().stream()).toList();
  }

  /** Returns when nothing that was begun is on its way any more. */
  void settle() {
    begun.forEach(Begun::settle);
  }

  @Override
  public <A, B> List<B> map(List<A> items, Function<A, B> work) {
    if (items.isEmpty()) return List.of();
    var fork = fork();
    var group = new Fork.Group(fork, items.size());
    var results = new ArrayList<@Nullable B>(Collections.nCopies(items.size(), null));
    var failures = new ArrayList<@Nullable Throwable>(Collections.nCopies(items.size(), null));
    turnstile.forked(items.size());
    var threads =
        IntStream.range(0, items.size())
            .mapToObj(i ->
                Thread.ofVirtual()
                    .start(() ->
                        branch(group, i, () -> results.set(i, work.apply(items.get(i))), failures)))
            .toList();
    threads.forEach(Workers::join);
    settle(fork);
    failures.forEach(Workers::rethrow);
    return Workers.filled(results);
  }

  private void branch(
      Fork.Group group, int index, Runnable work, List<@Nullable Throwable> failures) {
    try {
      ScopedValue.where(Fork.CURRENT, group.forks.get(index)).run(work);
    } catch (RuntimeException | Error e) {
      failures.set(index, e);
    } finally {
      turnstile.ended(group.end(index));
    }
  }

  /** Outside every {@link #map}, a better candidate is known, and told, at once. */
  private void settle(Fork fork) {
    if (!fork.root()) return;
    leader.weigh();
    leader.takeChanges().forEach(this::note);
    if (!leader.isEmpty()) gate.reached(leader.best().mean());
  }

  private Fork fork() {
    return Fork.CURRENT.isBound() ? Fork.CURRENT.get() : root;
  }

  private String splitOf(List<Example> examples) {
    if (examples.stream().allMatch(e -> validationIds.contains(e.id()))) return "validation";
    return examples.stream().allMatch(e -> trainIds.contains(e.id())) ? "train" : "mixed";
  }

  private static Event.EvaluationFinished finished(
      String id, Evaluation evaluation, String split, String purpose) {
    var interval = evaluation.interval();
    int n = evaluation.rollouts().size();
    return new Event.EvaluationFinished(
        id,
        evaluation.candidate().id(),
        split,
        purpose,
        n,
        n - (int) evaluation.missing(),
        interval.mean(),
        interval.low(),
        interval.high(),
        interval.method(),
        evaluation.failed(),
        evaluation.missing(),
        evaluation.parts(),
        evaluation.missing() == 0);
  }

  private static String digest(List<Example> examples) {
    return ContentId.of(examples.stream().map(Example::id).collect(Collectors.joining("\n")));
  }

  private static Set<String> ids(List<Example> examples) {
    return examples.stream().map(Example::id).collect(Collectors.toUnmodifiableSet());
  }
}
