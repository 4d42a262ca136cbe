package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Comparison;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.PairedGain;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The present prompt of a lean search, what is known of it, and the races of its challengers. */
final class LeanSearch {
  private static final PairedGain.Prior REPAIRS = new PairedGain.Prior(0.3, 1.2);
  private static final PairedGain.Prior WORSENS = new PairedGain.Prior(0.1, 3);
  private static final PairedGain.Prior BREAKS = new PairedGain.Prior(0.2, 3);

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
   * Failures of the present prompt that may be shown, at most {@code wanted}, least shown first.
   * Measures the prompt only as far as needed.
   */
  List<Rollout> look(int wanted) {
    while (true) {
      var open = open();
      var fresh = ledger.fresh(incumbent());
      int known = ledger.known(incumbent()).size();
      boolean enough =
          open.size() >= wanted || open.size() >= options.failures() && known >= options.look();
      int chunk = purse.clip(Math.min(fresh.size(), Math.max(2, options.look() / 2)));
      if (enough || chunk == 0) {
        if (open.isEmpty() && relax()) continue;
        var least = Comparator.comparingInt((Rollout r) -> shown.getOrDefault(r.example().id(), 0));
        var chosen =
            Draw.shuffled(open, study.random()).stream().sorted(least).limit(wanted).toList();
        chosen.forEach(r -> shown.merge(r.example().id(), 1, Integer::sum));
        return chosen;
      }
      ledger.measure(incumbent(), fresh.subList(0, chunk));
    }
  }

  /** Failures that are not resting. */
  private List<Rollout> open() {
    return ledger.failures(incumbent()).stream()
        .filter(r -> !flaky.contains(r.example().id()))
        .filter(r -> shown.getOrDefault(r.example().id(), 0) < options.rest())
        .toList();
  }

  /** Wakes the cases that rest; not more often than the options say. */
  private boolean relax() {
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
   * Races a challenger against the present prompt: first on the failures it was written for, then
   * on known successes and further known failures, in rungs, until it is likely better or unlikely.
   *
   * @return the gain in mean score that is expected of it; 0 when it was rejected
   */
  double race(Candidate child, List<Rollout> written, String rule) {
    return race(child, written, rule, false);
  }

  /**
   * The same.
   *
   * @param wary whether also the cases on which the present prompt won its place guard it: for
   *     changes that do not build on it
   */
  double race(Candidate child, List<Rollout> written, String rule, boolean wary) {
    var parent = incumbent();
    var known = usable(child, ledger.known(parent));
    var first = usable(child, written);
    ledger.measure(child, examples(first.subList(0, purse.clip(first.size()))));
    var repaired = ledger.paired(child, first);
    if (!first.isEmpty() && repaired.gained() - repaired.lost() <= 0)
      return reject(
          child,
          "none-repaired",
          "It repairs none of the %d failures it was written for.".formatted(first.size()));
    var shownIds = new HashSet<>(ids(first));
    var failing = ids(ledger.failures(parent));
    var others = new ArrayList<Rollout>();
    var successes = new ArrayList<Rollout>();
    for (var rollout : Draw.shuffled(known, study.random())) {
      var id = rollout.example().id();
      if (shownIds.contains(id)) continue;
      if (failing.contains(id)) others.add(rollout);
      else if (wary || !raced.contains(id)) successes.add(rollout);
    }
    double probability = 0;
    var gain = PairedGain.none();
    for (int rung = 1; rung <= options.rungs(); rung++) {
      int guards = Math.min(successes.size(), rung * options.guard());
      int probes = Math.min(others.size(), rung * options.probe());
      var batch = new ArrayList<>(examples(successes.subList(0, guards)));
      batch.addAll(examples(others.subList(0, probes)));
      batch.removeIf(ledger.asked(child)::contains);
      int admitted = purse.clip(batch.size());
      ledger.measure(child, batch.subList(0, admitted));
      gain =
          PairedGain.none()
              .withCertain(repaired.gained() - repaired.lost())
              .with(stratum(child, others, REPAIRS, worsens(others)))
              .with(stratum(child, successes, PairedGain.Prior.NEVER, BREAKS));
      probability = gain.probability(study.random());
      boolean all = guards == successes.size() && probes == others.size();
      if (probability >= options.accept() || probability <= options.drop()) break;
      if (all || admitted < batch.size()) break;
    }
    double level = relaxed > 0 ? Math.min(0.5, options.lastLevel()) : options.lastLevel();
    var mean = gain.mean() / Math.max(1, known.size());
    if (probability < level) {
      nearMisses.add(new NearMiss(child, parent, probability));
      var sentence =
          String.format(
              Locale.ROOT,
              "Better with probability %.2f; expected difference %+.3f.",
              probability,
              mean);
      return reject(child, "raced-out", sentence);
    }
    adopt(child, rule);
    return Math.max(0, mean);
  }

  /** What is worst already cannot get worse. */
  private static PairedGain.Prior worsens(List<Rollout> rollouts) {
    return rollouts.stream().allMatch(r -> r.score() == 0) ? PairedGain.Prior.NEVER : WORSENS;
  }

  private PairedGain.Stratum stratum(
      Candidate child, List<Rollout> rival, PairedGain.Prior gain, PairedGain.Prior loss) {
    var seen = ledger.paired(child, rival);
    return new PairedGain.Stratum(
        rival.size() - seen.n(), seen.n(), seen.gained(), seen.lost(), gain, loss);
  }

  private double reject(Candidate child, String code, String sentence) {
    if (ledger.paired(child, solved()).lost() > 0) rejected.add(child);
    study.note(new Event.Rejected(child.id(), code, sentence, comparison(child)));
    return 0;
  }

  private void adopt(Candidate child, String rule) {
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
  Optional<NearMiss> takeNearMiss() {
    var best =
        nearMisses.stream()
            .filter(m -> !m.child().equals(incumbent()))
            .max(Comparator.comparingDouble(NearMiss::probability));
    best.ifPresent(nearMisses::remove);
    return best;
  }

  boolean hasNearMiss() {
    return nearMisses.stream().anyMatch(m -> m.probability() >= options.drop());
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

  private List<Rollout> usable(Candidate child, List<Rollout> rollouts) {
    var shows = ledger.shownBy(child);
    return rollouts.stream().filter(r -> !shows.contains(r.example().id())).toList();
  }

  private static List<Example> examples(List<Rollout> rollouts) {
    return rollouts.stream().map(Rollout::example).toList();
  }

  private static Set<String> ids(List<Rollout> rollouts) {
    var ids = new HashSet<String>();
    rollouts.forEach(r -> ids.add(r.example().id()));
    return ids;
  }
}
