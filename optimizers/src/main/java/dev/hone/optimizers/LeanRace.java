package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.PairedGain;
import dev.hone.engine.Rollout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The race of one challenger against the present prompt: first on the failures it was written for,
 * then on known successes and further known failures, in rungs, until it is likely better or
 * unlikely.
 */
final class LeanRace {
  private static final PairedGain.Prior REPAIRS = new PairedGain.Prior(0.3, 1.2);
  private static final PairedGain.Prior WORSENS = new PairedGain.Prior(0.1, 3);
  private static final PairedGain.Prior BREAKS = new PairedGain.Prior(0.2, 3);

  private final LeanReflective options;
  private final Ledger ledger;
  private final LeanTicket.Challenger challenger;
  private final Candidate rival;
  private final Set<String> unfair;
  private List<Rollout> first = List.of();
  private List<Rollout> others = List.of();
  private List<Rollout> successes = List.of();
  private int rung;
  private double mean;

  /**
   * @param unfair cases on which the rival won its place; it was taken partly for its luck on them
   */
  LeanRace(
      LeanReflective options,
      Ledger ledger,
      LeanTicket.Challenger challenger,
      Candidate rival,
      Set<String> unfair) {
    this.options = options;
    this.ledger = ledger;
    this.challenger = challenger;
    this.rival = rival;
    this.unfair = challenger.wary() ? Set.of() : Set.copyOf(unfair);
  }

  /**
   * What a round said of a challenger.
   *
   * @param code why it was dropped; empty when it was not
   */
  record Verdict(boolean ended, boolean taken, String code, String sentence, double probability) {
    static final Verdict ON = new Verdict(false, false, "", "", 0);
  }

  LeanTicket.Challenger challenger() {
    return challenger;
  }

  Candidate child() {
    return challenger.child();
  }

  /** The expected gain in mean score over what is known of the rival. */
  double mean() {
    return mean;
  }

  /**
   * What the rival has yet to be run on, for the comparison: nothing when it wrote its failures.
   */
  List<Example> unknown() {
    if (rung > 0) return List.of();
    return ledger.unknown(rival, challenger.written());
  }

  /** What the challenger is to be run on in this round. */
  List<Example> next() {
    if (rung == 0) return ledger.unknown(child(), challenger.written());
    var batch = new ArrayList<>(examples(successes.subList(0, guards())));
    batch.addAll(examples(others.subList(0, probes())));
    return ledger.unknown(child(), batch);
  }

  private int guards() {
    return Math.min(successes.size(), rung * options.guard());
  }

  private int probes() {
    return Math.min(others.size(), rung * options.probe());
  }

  /**
   * Judges by what was measured since {@link #next}.
   *
   * @param whole whether all of it was
   * @param level probability from which the challenger is taken when no more can be measured
   */
  Verdict judge(boolean whole, double level, RandomGenerator random) {
    if (rung == 0) return start(random);
    boolean all = guards() == successes.size() && probes() == others.size();
    var repaired = ledger.paired(child(), first);
    var gain =
        PairedGain.none()
            .withCertain(repaired.gained() - repaired.lost())
            .with(stratum(others, REPAIRS, worsens(others)))
            .with(stratum(successes, PairedGain.Prior.NEVER, BREAKS));
    double probability = gain.probability(random);
    mean = gain.mean() / Math.max(1, ledger.known(rival).size());
    boolean sure = probability >= options.accept() || probability <= options.drop();
    if (!sure && !all && whole && rung < options.rungs()) {
      rung++;
      return Verdict.ON;
    }
    if (probability >= level) return new Verdict(true, true, "", "", probability);
    var sentence =
        String.format(
            Locale.ROOT,
            "Better with probability %.2f; expected difference %+.3f.",
            probability,
            mean);
    return new Verdict(true, false, "raced-out", sentence, probability);
  }

  private Verdict start(RandomGenerator random) {
    var written = new HashSet<String>();
    challenger.written().forEach(e -> written.add(e.id()));
    var known = usable(ledger.known(rival));
    first = known.stream().filter(r -> written.contains(r.example().id())).toList();
    var repaired = ledger.paired(child(), first);
    if (!first.isEmpty() && repaired.gained() - repaired.lost() <= 0)
      return new Verdict(
          true,
          false,
          "none-repaired",
          "It repairs none of the %d failures it was written for.".formatted(first.size()),
          0);
    var failing = ids(ledger.failures(rival));
    var further = new ArrayList<Rollout>();
    var solved = new ArrayList<Rollout>();
    for (var rollout : Draw.shuffled(known, random)) {
      var id = rollout.example().id();
      if (written.contains(id)) continue;
      if (failing.contains(id)) further.add(rollout);
      else if (!unfair.contains(id)) solved.add(rollout);
    }
    others = List.copyOf(further);
    successes = List.copyOf(solved);
    rung = 1;
    return Verdict.ON;
  }

  /** What is worst already cannot get worse. */
  private static PairedGain.Prior worsens(List<Rollout> rollouts) {
    return rollouts.stream().allMatch(r -> r.score() == 0) ? PairedGain.Prior.NEVER : WORSENS;
  }

  private PairedGain.Stratum stratum(
      List<Rollout> rollouts, PairedGain.Prior gain, PairedGain.Prior loss) {
    var seen = ledger.paired(child(), rollouts);
    return new PairedGain.Stratum(
        rollouts.size() - seen.n(), seen.n(), seen.gained(), seen.lost(), gain, loss);
  }

  private List<Rollout> usable(List<Rollout> rollouts) {
    var shows = ledger.shownBy(child());
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
