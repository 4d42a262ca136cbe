package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.engine.Event;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The step of a lean search that chooses examples to show: a few ways at a time, tried on the same
 * cases. To show every question the examples most like it challenges the present prompt first, then
 * the best of the sets, some of which are fresh and some like the present one.
 */
final class LeanDemos {
  /** Ways that are tried on the same cases. */
  static final int WAYS = 3;

  /** Numbers of demos that are tried: the most allowed, a half and a quarter of it. */
  private static final int SIZES = 3;

  /** Fewest examples to choose from. */
  private static final int FEWEST = 4;

  /** Most examples that a prompt carries to choose from by likeness. */
  private static final int MOST = 500;

  private final LeanReflective options;
  private final Study study;
  private final Ledger ledger;
  private final LeanSearch search;
  private final LeanPurse purse;
  private final List<Example> carried;
  private final List<Example> pool;
  private int sizesTried;

  LeanDemos(
      LeanReflective options, Study study, Ledger ledger, LeanSearch search, LeanPurse purse) {
    this.options = options;
    this.study = study;
    this.ledger = ledger;
    this.search = search;
    this.purse = purse;
    var labelled =
        study.train().stream()
            .filter(
                e -> study.predictors().stream().anyMatch(p -> DemoSet.labelled(p, e).isPresent()))
            .toList();
    var validated = study.validation().stream().map(Example::id).collect(Collectors.toSet());
    this.pool = labelled.stream().filter(e -> !validated.contains(e.id())).toList();
    this.carried = labelled.size() > MOST ? Draw.some(labelled, MOST, study.random()) : labelled;
  }

  /** Whether there are enough examples to show some and still judge by others. */
  boolean possible() {
    boolean alike = options.nearest() && sizesTried < SIZES && carried.size() >= FEWEST;
    return options.maxDemos() > 0 && (alike || pool.size() >= FEWEST);
  }

  /** A step whose challengers are demos chosen by likeness and the best of a few sets. */
  LeanTicket choose(int number, int round) {
    double before = ledger.runs();
    var challengers = best(number);
    return new LeanTicket(
        number, LeanArms.Arm.DEMOS, round, ledger.runs() - before, () -> challengers);
  }

  private List<LeanTicket.Challenger> best(int number) {
    var parent = search.incumbent();
    var failing = search.look(2 * options.failures());
    if (failing.isEmpty()) return List.of();
    var cases = new ArrayList<>(failing);
    cases.addAll(Draw.some(search.solved(), 2 * options.failures(), study.random()));
    var judged = cases.stream().map(r -> r.example().id()).collect(Collectors.toSet());
    var alike = alike(parent).filter(c -> propose(c, parent, number));
    var sets = new ArrayList<Candidate>();
    for (int i = alike.isPresent() ? 1 : 0; i < WAYS; i++)
      set(parent, judged, i).filter(c -> propose(c, parent, number)).ifPresent(sets::add);
    var ways = Stream.concat(alike.stream(), sets.stream()).toList();
    if (ways.isEmpty()) return List.of();
    int each = purse.clip(cases.size() * ways.size()) / ways.size();
    var first = cases.subList(0, each).stream().map(Rollout::example).toList();
    var wanted = new LinkedHashMap<Candidate, List<Example>>();
    for (var way : ways) wanted.put(way, first);
    ledger.measure(wanted);
    var best = sets.stream().max(Comparator.comparingDouble(c -> ledger.mean(c, 0)));
    for (var set : sets)
      if (!best.orElseThrow().equals(set))
        study.note(
            new Event.Rejected(
                set.id(), "not-better", "Another set of demos did better.", Optional.empty()));
    var written = failing.stream().map(Rollout::example).toList();
    return Stream.concat(alike.stream(), best.stream())
        .map(c -> new LeanTicket.Challenger(c, parent, written, "demos", true, true))
        .toList();
  }

  private boolean propose(Candidate child, Candidate parent, int step) {
    if (!search.isNew(child)) return false;
    study.note(Event.Proposed.of(child, parent, "demos", step, ""));
    return true;
  }

  /**
   * The present prompt, with every question shown the demos most like it. A slot that is asked
   * something else than the example says keeps its demos: what was asked of it for the example at
   * hand could be among them in other words.
   */
  private Optional<Candidate> alike(Candidate parent) {
    if (!options.nearest() || sizesTried == SIZES) return Optional.empty();
    int size = Math.max(1, options.maxDemos() >> sizesTried++);
    var known = ledger.known(parent);
    var told = study.predictors().stream().filter(p -> DemoSet.askedAsTold(p, known)).toList();
    if (told.isEmpty()) sizesTried = SIZES;
    var child = parent;
    int changed = 0;
    for (var predictor : told) {
      var demos = demos(predictor, known, carried);
      if (demos.size() <= size) continue;
      child = child.with(predictor.slot(), p -> p.withNearest(size, demos));
      changed++;
    }
    if (changed < study.predictors().size()) ledger.shows(child, ledger.shownBy(parent));
    return Optional.of(child).filter(c -> !c.equals(parent));
  }

  /**
   * The present prompt with another set of demos, none of them from the cases it will be judged by.
   */
  private Optional<Candidate> set(Candidate parent, Set<String> judged, int turn) {
    var free = pool.stream().filter(e -> !judged.contains(e.id())).toList();
    if (pool.size() < FEWEST || free.isEmpty()) return Optional.empty();
    var present = ledger.shownBy(parent);
    int size = Math.max(1, options.maxDemos() >> study.random().nextInt(SIZES));
    boolean vary = !present.isEmpty() && turn % 2 == 0;
    var chosen = new ArrayList<Example>();
    if (vary) {
      var kept = free.stream().filter(e -> present.contains(e.id())).toList();
      chosen.addAll(Draw.some(kept, Math.max(1, kept.size() * 2 / 3), study.random()));
      size = Math.max(size, Math.min(options.maxDemos(), kept.size()));
    }
    for (var example : balanced(free)) {
      if (chosen.size() >= size) break;
      if (!chosen.contains(example)) chosen.add(example);
    }
    var ordered = Draw.shuffled(chosen, study.random());
    var known = ledger.known(parent);
    var child = parent;
    for (var predictor : study.predictors())
      child = child.withDemos(predictor.slot(), demos(predictor, known, ordered));
    ledger.shows(child, chosen.stream().map(Example::id).collect(Collectors.toSet()));
    return Optional.of(child);
  }

  /** From labels, or from perfect rollouts of the present prompt. */
  private static List<Demo> demos(
      Predictor<?, ?> predictor, List<Rollout> known, List<Example> examples) {
    var perfect = new HashMap<String, Rollout>();
    for (var rollout : known)
      if (rollout.perfect()) perfect.putIfAbsent(rollout.example().id(), rollout);
    return examples.stream()
        .flatMap(e ->
            DemoSet.told(
                predictor,
                e,
                Optional.ofNullable(perfect.get(e.id())).flatMap(r -> solved(predictor.slot(), r)))
                .stream())
        .map(DemoSet.Sourced::demo)
        .toList();
  }

  private static Optional<DemoSet.Sourced> solved(String slot, Rollout rollout) {
    return rollout.trace().at(slot).stream()
        .filter(s -> s.error().isEmpty() && !s.output().map().isEmpty())
        .map(s ->
            new DemoSet.Sourced(new Demo.Solved(s.input(), s.output(), true), rollout.example()))
        .findFirst();
  }

  /** In random order, but with the different answers in turn when there are only a few. */
  private List<Example> balanced(List<Example> examples) {
    var groups = new TreeMap<String, List<Example>>();
    for (var example : Draw.shuffled(examples, study.random()))
      groups.computeIfAbsent(example.expected().text(), _ -> new ArrayList<>()).add(example);
    if (groups.size() * 2 > examples.size()) return Draw.shuffled(examples, study.random());
    var order = Draw.shuffled(List.copyOf(groups.values()), study.random());
    var out = new ArrayList<Example>();
    for (int i = 0; out.size() < examples.size(); i++)
      for (var group : order) if (i < group.size()) out.add(group.get(i));
    return out;
  }
}
