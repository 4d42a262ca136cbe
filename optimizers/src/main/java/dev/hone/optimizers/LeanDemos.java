package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.engine.Event;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The step of a lean search that chooses examples to show: a few sets at a time, some fresh, some
 * like the present one, tried on the same cases; the best of them challenges the present prompt.
 */
final class LeanDemos {
  /** Sets that are tried on the same cases. */
  static final int SETS = 3;

  private final LeanReflective options;
  private final Study study;
  private final Ledger ledger;
  private final LeanSearch search;
  private final LeanPurse purse;
  private final List<Example> pool;

  LeanDemos(
      LeanReflective options, Study study, Ledger ledger, LeanSearch search, LeanPurse purse) {
    this.options = options;
    this.study = study;
    this.ledger = ledger;
    this.search = search;
    this.purse = purse;
    var validated = study.validation().stream().map(Example::id).collect(Collectors.toSet());
    var free =
        study.train().stream()
            .filter(e -> !validated.contains(e.id()))
            .filter(
                e -> study.predictors().stream().anyMatch(p -> DemoSet.labelled(p, e).isPresent()))
            .toList();
    this.pool = options.maxDemos() == 0 ? List.of() : free;
  }

  /** Whether there are enough examples to show some and still judge by others. */
  boolean possible() {
    return pool.size() >= 4;
  }

  /** A step whose challenger is the best of a few sets. */
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
    var children = new LinkedHashMap<Candidate, List<Example>>();
    for (int i = 0; i < SETS; i++)
      child(parent, judged, i)
          .filter(c -> propose(c, parent, number))
          .ifPresent(c -> children.put(c, List.of()));
    if (children.isEmpty()) return List.of();
    int each = purse.clip(cases.size() * children.size()) / children.size();
    var first = cases.subList(0, each).stream().map(Rollout::example).toList();
    children.replaceAll((_, _) -> first);
    ledger.measure(children);
    var best =
        children.keySet().stream()
            .max(Comparator.comparingDouble(c -> ledger.mean(c, 0)))
            .orElseThrow();
    for (var child : children.keySet())
      if (!child.equals(best))
        study.note(
            new Event.Rejected(
                child.id(), "not-better", "Another set of demos did better.", Optional.empty()));
    var written = failing.stream().map(Rollout::example).toList();
    return List.of(new LeanTicket.Challenger(best, parent, written, "demos", true, true));
  }

  private boolean propose(Candidate child, Candidate parent, int step) {
    if (!search.isNew(child)) return false;
    study.note(Event.Proposed.of(child, parent, "demos", step, ""));
    return true;
  }

  /**
   * The present prompt with another set of demos, none of them from the cases it will be judged by.
   */
  private Optional<Candidate> child(Candidate parent, Set<String> judged, int number) {
    var free = pool.stream().filter(e -> !judged.contains(e.id())).toList();
    if (free.isEmpty()) return Optional.empty();
    var present = ledger.shownBy(parent);
    int size = Math.max(1, options.maxDemos() >> study.random().nextInt(3));
    boolean vary = !present.isEmpty() && number % 2 == 0;
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
    var child = parent;
    for (var predictor : study.predictors()) {
      var demos = new ArrayList<Demo>();
      for (var example : ordered)
        solved(predictor.slot(), parent, example)
            .or(() -> DemoSet.labelled(predictor, example).map(DemoSet.Sourced::demo))
            .ifPresent(demos::add);
      child = child.withDemos(predictor.slot(), demos);
    }
    ledger.shows(child, chosen.stream().map(Example::id).collect(Collectors.toSet()));
    return Optional.of(child);
  }

  /** A demo from a perfect rollout, for slots that the example itself tells nothing of. */
  private Optional<Demo> solved(String slot, Candidate parent, Example example) {
    var predictor =
        study.predictors().stream().filter(p -> p.slot().equals(slot)).findFirst().orElseThrow();
    if (DemoSet.labelled(predictor, example).isPresent()
        && predictor.signature().outputs().stream().allMatch(f -> example.expected().has(f.name())))
      return Optional.empty();
    return ledger.known(parent).stream()
        .filter(r -> r.perfect() && r.example().equals(example))
        .flatMap(r -> r.trace().at(slot).stream())
        .filter(s -> s.error().isEmpty() && !s.output().map().isEmpty())
        .map(s -> (Demo) new Demo.Solved(s.input(), s.output(), true))
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
