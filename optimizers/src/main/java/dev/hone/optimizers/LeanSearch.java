package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Comparison;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The present prompt of a lean search, what is known of it, and the races of its challengers. */
final class LeanSearch {
  private static final double OFTEN = 0.6;
  private static final int MOST_LOOKED = 16;

  private final LeanReflective options;
  private final Study study;
  private final Ledger ledger;
  private final LeanPurse purse;
  private final Set<Candidate> tried = new HashSet<>();
  private final List<Candidate> lineage = new ArrayList<>();
  private final List<NearMiss> nearMisses = new ArrayList<>();
  private final List<Candidate> rejected = new ArrayList<>();
  private final Map<String, Integer> shown = new HashMap<>();
  private final Set<String> flaky = new HashSet<>();

  /**
   * Cases on which the present prompt won its place. It was taken partly for its luck on them, so
   * they are no fair guard against its challengers.
   */
  private final Set<String> raced = new HashSet<>();

  private int relaxed;

  LeanSearch(LeanReflective options, Study study, Ledger ledger, LeanPurse purse) {
    this.options = options;
    this.study = study;
    this.purse = purse;
    this.ledger = ledger;
    lineage.add(study.seed());
    tried.add(study.seed());
  }

  /** A rejected challenger and the prompt it was derived from. */
  record NearMiss(Candidate child, Candidate parent, double probability) {}

  Candidate incumbent() {
    return lineage.getLast();
  }

  /** Challengers of the present prompt that broke what it solves, the latest last. */
  List<Candidate> rejected() {
    if (rejected.size() < 4) return List.of();
    return rejected.subList(Math.max(0, rejected.size() - options.memory()), rejected.size());
  }

  /** Notes a candidate; false when it was tried before. */
  boolean isNew(Candidate candidate) {
    return tried.add(candidate);
  }

  /**
   * What the present prompt is to be run on next, so that {@code wanted} of its failures may be
   * shown, or at least a few; nothing when enough is known or all is.
   */
  List<Example> lacking(int wanted) {
    var fresh = ledger.fresh(incumbent());
    int known = ledger.known(incumbent()).size();
    int open = open().size();
    if (open >= wanted || open >= options.failures() && known >= options.look()) return List.of();
    double rate = (ledger.failures(incumbent()).size() + 1.0) / (known + 2);
    int likely = (int) Math.ceil(OFTEN * (options.failures() - open) / rate);
    int chunk = Math.max(Math.max(2, options.look() / 2), Math.min(likely, MOST_LOOKED));
    return fresh.subList(0, purse.clip(Math.min(fresh.size(), chunk)));
  }

  /** Measures the present prompt as far as needed and chooses failures of it to show. */
  List<Rollout> look(int wanted) {
    for (var lack = lacking(wanted); !lack.isEmpty(); lack = lacking(wanted))
      ledger.measure(incumbent(), lack);
    if (open().isEmpty() && relax()) return look(wanted);
    return choose(wanted);
  }

  /**
   * Failures of the present prompt that may be shown, at most {@code wanted}, least shown first.
   */
  List<Rollout> choose(int wanted) {
    var least = Comparator.comparingInt((Rollout r) -> shown.getOrDefault(r.example().id(), 0));
    var chosen =
        Draw.shuffled(open(), study.random()).stream().sorted(least).limit(wanted).toList();
    chosen.forEach(r -> shown.merge(r.example().id(), 1, Integer::sum));
    return chosen;
  }

  /** Failures that are not resting. */
  List<Rollout> open() {
    return ledger.failures(incumbent()).stream()
        .filter(r -> !flaky.contains(r.example().id()))
        .filter(r -> shown.getOrDefault(r.example().id(), 0) < options.rest())
        .toList();
  }

  /** Wakes the cases that rest; not more often than the options say. */
  boolean relax() {
    if (relaxed >= options.relaxations() || shown.isEmpty()) return false;
    relaxed++;
    shown.clear();
    return true;
  }

  /** Whether there is, or may still be found, something to repair. */
  boolean unfinished() {
    return !ledger.fresh(incumbent()).isEmpty()
        || !open().isEmpty()
        || relaxed < options.relaxations() && !ledger.failures(incumbent()).isEmpty();
  }

  /** Cases that were shown again and again without being repaired, and not run twice yet. */
  List<Rollout> stubborn() {
    return ledger.failures(incumbent()).stream()
        .filter(r -> shown.getOrDefault(r.example().id(), 0) >= 2)
        .filter(r -> !flaky.contains(r.example().id()))
        .toList();
  }

  /** Cases that the present prompt is known to solve. */
  List<Rollout> solved() {
    return ledger.successes(incumbent());
  }

  void rest(Set<String> examples) {
    flaky.addAll(examples);
  }

  /**
   * The same change on top of the present prompt, for a challenger of an earlier one; as it is
   * where the two cannot be put together.
   */
  LeanTicket.Challenger onPresent(LeanTicket.Challenger challenger) {
    var present = incumbent();
    var base = challenger.base();
    if (base.equals(present)) return challenger;
    var child = challenger.child();
    var rebased = present;
    var shows = new HashSet<String>();
    for (var slot : present.slots().keySet()) {
      var before = base.at(slot).instructions().open();
      var now = present.at(slot).instructions().open();
      var changed = child.at(slot).instructions().open();
      if (!changed.equals(before)) {
        var text = now.equals(before) ? Optional.of(changed) : Patches.onto(before, now, changed);
        if (text.isEmpty()) return challenger;
        rebased = rebased.instruct(slot, text.get());
      }
      var shots = child.at(slot);
      if (!shots.equals(shots.withDemosOf(base.at(slot)))) {
        rebased = rebased.with(slot, p -> p.withDemosOf(shots));
        shows.addAll(ledger.shownBy(child));
      } else if (!present.at(slot).demos().isEmpty()) shows.addAll(ledger.shownBy(present));
    }
    ledger.shows(rebased, shows);
    return challenger.on(present, rebased);
  }

  /** A race of a challenger against the present prompt. */
  LeanRace race(LeanTicket.Challenger challenger) {
    return new LeanRace(options, ledger, challenger, incumbent(), raced);
  }

  /** The probability of a gain from which a challenger is taken after the last rung. */
  double lastLevel() {
    return relaxed > 0 ? Math.min(0.5, options.lastLevel()) : options.lastLevel();
  }

  void reject(LeanRace race, LeanRace.Verdict verdict) {
    var child = race.child();
    if (verdict.code().equals("raced-out"))
      nearMisses.add(new NearMiss(child, incumbent(), verdict.probability()));
    if (ledger.paired(child, solved()).lost() > 0) rejected.add(child);
    study.note(
        new Event.Rejected(child.id(), verdict.code(), verdict.sentence(), comparison(child)));
  }

  void adopt(Candidate child, String rule) {
    study.note(new Event.Accepted(child.id(), rule, comparison(child)));
    lineage.add(child);
    rejected.clear();
    shown.clear();
    flaky.clear();
    raced.clear();
    ledger.asked(child).forEach(e -> raced.add(e.id()));
    relaxed = 0;
  }

  private Optional<Comparison> comparison(Candidate child) {
    return Optional.of(
        Comparison.of(
            new Evaluation(incumbent(), ledger.known(incumbent())),
            new Evaluation(child, ledger.known(child))));
  }

  /** The likeliest rejected challenger of any prompt, taken out of the list. */
  NearMiss takeNearMiss() {
    var best =
        nearMisses.stream()
            .filter(m -> !m.child().equals(incumbent()))
            .max(Comparator.comparingDouble(NearMiss::probability))
            .orElseThrow();
    nearMisses.remove(best);
    return best;
  }

  boolean hasNearMiss() {
    return nearMisses.stream()
        .anyMatch(m -> !m.child().equals(incumbent()) && m.probability() >= options.drop());
  }

  /** The last prompts of the lineage that are most likely good: the present one, then by mean. */
  List<Candidate> finalists(int n) {
    var all = new LinkedHashSet<Candidate>();
    all.add(incumbent());
    lineage.stream()
        .skip(1)
        .sorted(Comparator.comparingDouble((Candidate c) -> ledger.mean(c, 4)).reversed())
        .forEach(all::add);
    all.remove(study.seed());
    return all.stream().limit(n).toList();
  }

  /** The finalist that does best on training, after as many further cases as may be spent. */
  Optional<Candidate> playoff(List<Candidate> finalists, long spare) {
    if (finalists.size() > 1)
      for (var finalist : finalists) {
        var fresh = ledger.fresh(finalist);
        long each = Math.min(fresh.size(), spare / finalists.size());
        ledger.measure(finalist, fresh.subList(0, (int) each));
      }
    return finalists.stream().max(Comparator.comparingDouble(c -> ledger.mean(c, 4)));
  }
}
