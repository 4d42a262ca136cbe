package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Comparison;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One GEPA search: its pool, its rounds and its account of rollouts. */
final class GepaSearch {
  /** Rounds without a new rollout after which nothing new is expected; an epoch when longer. */
  private static final int LEAST_IDLE = 20;

  private final Gepa options;
  private final Study study;
  private final GepaPool pool;
  private final List<Component> components;
  private final GepaBatches batches;
  private final GepaMerge crossing;
  private final GepaReflector reflector;
  private final long limit;

  /** What a round can cost. */
  private final long round;

  private final Map<Candidate, Set<String>> known = new HashMap<>();
  private final Map<Candidate, Set<String>> solved = new HashMap<>();
  private final Map<Candidate, List<Candidate>> rejected = new HashMap<>();
  private long spent;
  private int rounds;
  private int idle;
  private int quiet;
  private int mergesDue;
  private int merged;
  private boolean found;

  GepaSearch(Gepa options, Study study) {
    this.options = options;
    this.study = study;
    this.pool = new GepaPool(options, study);
    this.components = Component.of(study, options.descriptions());
    this.batches =
        new GepaBatches(
            study, options.minibatch(), options.batches() == Gepa.Batches.FAILURES_FIRST);
    this.reflector = new GepaReflector(options, study, components);
    this.crossing = new GepaMerge(options, study, pool, components, reflector);
    this.limit = GepaBudget.limit(options, study);
    this.round = round(options, study);
  }

  /** A rewriting of a parent, and both on the same minibatch. */
  record Proposal(int parent, Evaluation before, Evaluation after) {
    double gain() {
      return after.sum() - before.sum();
    }
  }

  private record Task(int parent, List<Example> batch) {}

  private record Rewriting(Task task, Candidate child) {}

  void start() {
    enter(measured(study.seed(), study.validation()), List.of());
  }

  /** Whether another candidate could be found and measured. */
  boolean goesOn() {
    int epoch = Math.ceilDiv(study.train().size(), batches.size());
    return study.hasBudget()
        && left() >= round
        && idle <= Math.max(epoch, LEAST_IDLE)
        && (options.maxProposals() == 0 || rounds < options.maxProposals())
        && (options.maxCandidates() == 0 || pool.size() < options.maxCandidates())
        && (options.patience() == 0 || quiet < options.patience())
        && (options.stopAtScore().isEmpty()
            || study.bestEvaluation().mean() < options.stopAtScore().get());
  }

  private static long round(Gepa options, Study study) {
    var validated = study.validation().stream().map(Example::id).collect(Collectors.toSet());
    boolean shared = study.train().stream().allMatch(e -> validated.contains(e.id()));
    return GepaBudget.round(options, study.train().size(), study.validation().size(), shared);
  }

  private long cost(Candidate candidate, List<Example> examples) {
    var ids = known.getOrDefault(candidate, Set.of());
    return examples.stream().map(Example::id).distinct().filter(e -> !ids.contains(e)).count();
  }

  private long left() {
    return Math.min(study.remaining().rollouts(), limit - spent);
  }

  /** Runs a candidate, and counts what was not known of it. */
  private Evaluation measured(Candidate candidate, List<Example> examples) {
    var evaluation = study.evaluate(candidate, examples);
    count(evaluation);
    return evaluation;
  }

  private void count(Evaluation evaluation) {
    var ids = known.computeIfAbsent(evaluation.candidate(), _ -> new HashSet<>());
    for (var rollout : evaluation.rollouts()) {
      if (ids.add(rollout.example().id())) spent++;
      if (rollout.perfect())
        solved
            .computeIfAbsent(evaluation.candidate(), _ -> new HashSet<>())
            .add(rollout.example().id());
    }
  }

  /** One round: parents, their minibatches, reflections, children on the same minibatches. */
  List<Proposal> propose() {
    rounds++;
    quiet++;
    found = false;
    long paid = spent;
    var tasks = new ArrayList<Task>();
    for (int i = 0; i < options.parents(); i++) {
      int parent = pool.parent();
      var done = solved.getOrDefault(pool.candidate(parent), Set.of());
      for (int j = 0; j < options.proposalsPerParent(); j++)
        tasks.add(new Task(parent, batches.next(e -> done.contains(e.id()))));
    }
    var before = study.map(tasks, t -> study.evaluate(pool.candidate(t.parent()), t.batch()));
    before.forEach(this::count);
    var reflections = new ArrayList<Reflection>();
    for (int i = 0; i < tasks.size(); i++) {
      var task = tasks.get(i);
      noteParent(task);
      if (options.skipPerfect()
          && before.get(i).rollouts().stream().allMatch(r -> r.score() >= options.perfectScore()))
        continue;
      reflections.add(new Reflection(task, before.get(i), pool.next(task.parent(), components)));
    }
    var texts =
        study.map(
            reflections,
            r -> {
              var parent = r.before().candidate();
              var left = rejected.getOrDefault(parent, List.of());
              return reflector.texts(r.before(), r.components(), left);
            });
    var children = new ArrayList<Rewriting>();
    var parents = new ArrayList<Evaluation>();
    for (int i = 0; i < reflections.size(); i++) {
      var reflection = reflections.get(i);
      var child = child(reflection, texts.get(i));
      if (child.isEmpty()) continue;
      children.add(new Rewriting(reflection.task(), child.get()));
      parents.add(reflection.before());
    }
    var after = study.map(children, c -> study.evaluate(c.child(), c.task().batch()));
    after.forEach(this::count);
    idle = spent == paid ? idle + 1 : 0;
    var proposals = new ArrayList<Proposal>();
    for (int i = 0; i < children.size(); i++)
      proposals.add(new Proposal(children.get(i).task().parent(), parents.get(i), after.get(i)));
    return proposals;
  }

  private void noteParent(Task task) {
    study.note(
        new Event.ParentSelected(
            pool.candidate(task.parent()).id(),
            options.candidateSelection().name().toLowerCase(Locale.ROOT),
            1,
            task.batch().stream().map(Example::id).toList()));
  }

  /** Some rollouts of a parent, and which of its texts are to be rewritten by them. */
  private record Reflection(Task task, Evaluation before, List<Component> components) {}

  private Optional<Candidate> child(Reflection reflection, List<Optional<String>> texts) {
    var parent = pool.candidate(reflection.task().parent());
    var child = reflector.child(parent, reflection.components(), texts);
    if (child.equals(parent)) return Optional.empty();
    if (!pool.isNew(child))
      return Proposals.failed(study, parent, "reflect", "duplicate", "It was tried before.");
    study.note(Event.Proposed.of(child, parent, "reflect", rounds, ""));
    return Optional.of(child);
  }

  /** Measures an accepted child on validation and enters it, when that can still be paid. */
  void take(Proposal proposal) {
    var child = proposal.after().candidate();
    if (left() < cost(child, study.validation())) return;
    study.note(
        new Event.Accepted(
            child.id(),
            "better-on-minibatch",
            Optional.of(Comparison.of(proposal.before(), proposal.after()))));
    enter(measured(child, study.validation()), List.of(proposal.parent()));
    found = true;
    if (options.useMerge() && merged < options.maxMerges()) mergesDue++;
  }

  /** Records a child that is not taken. */
  void leave(Proposal proposal, String code) {
    rejected
        .computeIfAbsent(proposal.before().candidate(), _ -> new ArrayList<>())
        .add(proposal.after().candidate());
    var sentence =
        String.format(
            Locale.ROOT,
            "Sum %.3f on the minibatch; its parent has %.3f.",
            proposal.after().sum(),
            proposal.before().sum());
    study.note(
        new Event.Rejected(
            proposal.after().candidate().id(),
            code,
            sentence,
            Optional.of(Comparison.of(proposal.before(), proposal.after()))));
  }

  private void enter(Evaluation evaluation, List<Integer> parents) {
    double best = pool.size() == 0 ? -1 : study.bestEvaluation().mean();
    var before = pool.size() == 0 ? List.<Integer>of() : pool.survivors();
    pool.add(evaluation, parents);
    var after = pool.survivors();
    if (evaluation.mean() >= best) quiet = 0;
    var entered = ids(after, before);
    var left = ids(before, after);
    if (!entered.isEmpty() || !left.isEmpty())
      study.note(
          new Event.FrontChanged(
              options.frontier().name().toLowerCase(Locale.ROOT), entered, left, pool.winners()));
  }

  private List<String> ids(List<Integer> some, List<Integer> without) {
    return some.stream()
        .filter(n -> !without.contains(n))
        .map(n -> pool.candidate(n).id())
        .toList();
  }

  /** Tries a crossing when one is due; true when one was tried. */
  boolean merge() {
    boolean due = options.useMerge() && mergesDue > 0 && found;
    if (!due || left() < study.validation().size() + GepaMerge.CASES) return false;
    found = false;
    var cross = crossing.propose();
    if (cross.isEmpty()) return false;
    var child = cross.get().child();
    var parent = pool.candidate(cross.get().first());
    study.note(
        new Event.Proposed(
            child.id(),
            List.of(
                new Event.Parent(parent.id(), "merged"),
                new Event.Parent(pool.candidate(cross.get().second()).id(), "merged")),
            "merge",
            rounds,
            child.slots().keySet().stream().filter(s -> !child.at(s).equals(parent.at(s))).toList(),
            child,
            "",
            List.of()));
    var cases = cross.get().cases();
    double score = measured(child, cases).sum();
    double rival = Math.max(sum(cross.get().first(), cases), sum(cross.get().second(), cases));
    if (score < rival) {
      var sentence =
          String.format(Locale.ROOT, "Sum %.3f; the better parent has %.3f.", score, rival);
      study.note(new Event.Rejected(child.id(), "not-better", sentence, Optional.empty()));
      return true;
    }
    study.note(new Event.Accepted(child.id(), "merge", Optional.empty()));
    enter(measured(child, study.validation()), List.of(cross.get().first(), cross.get().second()));
    mergesDue--;
    merged++;
    return true;
  }

  private double sum(int number, List<Example> cases) {
    var scores = pool.scores(number);
    return cases.stream().mapToDouble(e -> scores.getOrDefault(e.id(), 0.0)).sum();
  }
}
