package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import dev.hone.core.Settings;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One slot's instructions in APE: which of the teacher's texts are tried, and on how much. */
final class ApeWave {
  private static final int FIRST_RUNG = 8;
  private static final int FACTOR = 3;

  private final Ape options;
  private final Study study;
  private final Trials trials;
  private final Candidate base;
  private final String slot;
  private final Offspring offspring;
  private final List<String> texts = new ArrayList<>();

  ApeWave(Ape options, Study study, Trials trials, Candidate base, String slot) {
    this.options = options;
    this.study = study;
    this.trials = trials;
    this.base = base;
    this.slot = slot;
    this.offspring = new Offspring(study, options.maxLength());
    texts.add(base.at(slot).instructions().open());
  }

  record Ask(
      @Describe("the instruction as it stands") String current,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record Variant(
      @Describe("the other wording alone, without comment or quotation marks")
          String instruction) {}

  static final Predictor<Ask, Variant> RESAMPLE =
      Predictor.of(
          "resample",
          Ask.class,
          Variant.class,
          """
          Say the given instruction in other words. Keep its meaning: whoever follows the new wording \
          must do the same as before in every case.\
          """);

  static Ask ask(Candidate candidate, String slot) {
    var text = candidate.at(slot).instructions().open();
    return new Ask(text, Rewrites.variables(text), Rewrites.fixed(candidate, slot));
  }

  /** Candidates for the texts, without those that are nearly the same as an earlier one. */
  List<Candidate> admit(List<String> proposed, String operator, int iteration) {
    var admitted = new ArrayList<Candidate>();
    for (var text : proposed) {
      var twin = texts.stream().filter(t -> Likeness.of(t, text) >= options.alike()).findFirst();
      if (twin.isPresent()) {
        Proposals.failed(
            study, base, operator, "duplicate", "It is nearly the text: " + twin.get());
        continue;
      }
      texts.add(text);
      offspring
          .rewrite(base, Offspring.mutated(base), slot, text, operator, iteration)
          .ifPresent(admitted::add);
    }
    return admitted;
  }

  /** A variant of each, all asked for at once. */
  List<Candidate> variants(List<Evaluation> best, Settings settings, int iteration) {
    var found =
        study.map(best, e -> study.ask(RESAMPLE, ask(e.candidate(), slot), 1, settings)).stream()
            .flatMap(List::stream)
            .map(Variant::instruction)
            .toList();
    return admit(found, "resampled", iteration);
  }

  /** What came of each candidate, as far as it was scored. */
  List<Evaluation> score(List<Candidate> candidates) {
    return switch (options.scoring()) {
      case ALL -> trials.score(candidates);
      case BANDIT -> bandit(candidates);
      case RACE -> race(candidates);
    };
  }

  /**
   * Successive halving on growing prefixes, of as many as the budget takes to the end; only who
   * reaches the last rung counts as scored.
   */
  private List<Evaluation> race(List<Candidate> candidates) {
    int racing = candidates.size();
    while (racing > 0 && cost(racing) > trials.finals().spare()) racing--;
    if (racing < candidates.size()) trials.stop(candidates.size() - racing);
    var left = candidates.subList(0, racing);
    for (int size = FIRST_RUNG; size < size() && left.size() > 1; size *= FACTOR) {
      var prefix = trials.examples().subList(0, size);
      var order =
          study.map(left, c -> study.evaluate(c, prefix)).stream()
              .sorted(Comparator.comparingDouble(Evaluation::mean).reversed())
              .toList();
      int on = Math.ceilDiv(order.size(), FACTOR);
      for (var out : order.subList(on, order.size()))
        racedOut(out, order.size() - on, order.size());
      left = order.subList(0, on).stream().map(Evaluation::candidate).toList();
    }
    return trials.score(left);
  }

  /** The rollouts of a race, those of the last rung counted in full. */
  private long cost(int candidates) {
    long cost = 0;
    int left = candidates;
    for (int size = FIRST_RUNG; size < size() && left > 1; size *= FACTOR) {
      cost += (long) left * (size == FIRST_RUNG ? size : size - size / FACTOR);
      left = Math.ceilDiv(left, FACTOR);
    }
    return cost + (long) left * size();
  }

  private void racedOut(Evaluation out, int losers, int racing) {
    var sentence =
        String.format(
            Locale.ROOT,
            "%.3f after %d of %d examples, among the last %d of %d.",
            out.mean(),
            out.rollouts().size(),
            size(),
            losers,
            racing);
    study.note(new Event.Rejected(out.candidate().id(), "raced-out", sentence, Optional.empty()));
  }

  /** Upper confidence bounds; who was never scored comes first. */
  private List<Evaluation> bandit(List<Candidate> candidates) {
    var known = new HashMap<Candidate, Evaluation>();
    int pulled = (int) Math.ceil(options.pulledShare() * candidates.size());
    for (int round = 0; round < options.rounds(); round++) {
      var open = candidates.stream().filter(c -> pulls(known, c) < size()).toList();
      var chosen =
          Draw.shuffled(open, study.random()).stream()
              .sorted(Comparator.comparingDouble((Candidate c) -> bound(known, c)).reversed())
              .limit(Math.min(pulled, trials.finals().affordable(options.pullSize())))
              .toList();
      if (chosen.isEmpty()) break;
      for (var e : study.map(chosen, c -> pull(known, c))) known.put(e.candidate(), e);
    }
    if (trials.finals().affordable(options.pullSize()) == 0) trials.stop(0);
    var scored =
        candidates.stream().filter(known::containsKey).map(c -> evaluation(known, c)).toList();
    scored.forEach(trials::enter);
    return scored;
  }

  private Evaluation pull(Map<Candidate, Evaluation> known, Candidate candidate) {
    int next = Math.min(size(), pulls(known, candidate) + options.pullSize());
    return study.evaluate(candidate, trials.examples().subList(0, next));
  }

  private double bound(Map<Candidate, Evaluation> known, Candidate candidate) {
    int n = pulls(known, candidate);
    if (n == 0) return Double.POSITIVE_INFINITY;
    int all = known.values().stream().mapToInt(e -> e.rollouts().size()).sum();
    return evaluation(known, candidate).mean()
        + options.exploration() * Math.sqrt(Math.log(all) / n);
  }

  private static int pulls(Map<Candidate, Evaluation> known, Candidate candidate) {
    return evaluation(known, candidate).rollouts().size();
  }

  private static Evaluation evaluation(Map<Candidate, Evaluation> known, Candidate candidate) {
    return known.getOrDefault(candidate, new Evaluation(candidate, List.of()));
  }

  private int size() {
    return trials.examples().size();
  }
}
