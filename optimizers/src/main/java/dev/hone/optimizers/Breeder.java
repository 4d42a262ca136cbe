package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Comparison;
import dev.hone.engine.Conditions;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a promptbreeder's units have shown in their matches. */
final class Breeder {
  private static final Race RACE = new Race(8, 3, 0.1);

  private final Study study;
  private final boolean racing;
  private final Map<Candidate, Map<String, Rollout>> known = new HashMap<>();
  private final List<Candidate> order = new ArrayList<>();

  Breeder(Study study, boolean racing) {
    this.study = study;
    this.racing = racing;
  }

  /**
   * A prompt with the mutation prompt that goes with it.
   *
   * @param born by which operator, until its first match is over
   */
  record Unit(CapoShots.Member member, String mutation, Optional<Promptbreeder.Operator> born) {
    Candidate candidate() {
      return member.candidate();
    }

    String text(String slot) {
      return member.bare().at(slot).instructions().open();
    }

    /** The same prompt with a mutation prompt, its first match behind it. */
    Unit copied(String with) {
      return new Unit(member, with, Optional.empty());
    }
  }

  /** Two places of the population that meet; the coin decides when they are equal. */
  record Pair(int first, int second, boolean coin) {}

  /** Two places of the population and what came of their match. */
  record Match(int winner, int loser, Evaluation best, Evaluation other) {}

  /** Both run on the same examples; with racing only until one is behind beyond chance. */
  Match match(List<Unit> units, Pair pair, List<Example> batch) {
    int a = pair.first();
    int b = pair.second();
    var first = units.get(a).member().set();
    var second = units.get(b).member().set();
    int size = racing ? Math.min(RACE.first(), batch.size()) : batch.size();
    for (int look = 1; ; look++, size = Math.min(batch.size(), size * RACE.factor())) {
      var examples = batch.subList(0, size);
      var x = first.evaluate(study, examples, Conditions.USUAL);
      var y = second.evaluate(study, examples, Conditions.USUAL);
      boolean over = size == batch.size() || RACE.behind(x, y, look) || RACE.behind(y, x, look);
      if (!over) continue;
      boolean firstWins = x.mean() > y.mean() || x.mean() == y.mean() && pair.coin();
      return firstWins ? new Match(a, b, x, y) : new Match(b, a, y, x);
    }
  }

  /** Enters what a match showed, and whose first one it was. */
  void settle(List<Unit> units, Match match, BreederChoice choice) {
    enter(match.best());
    enter(match.other());
    for (int place : List.of(match.winner(), match.loser())) {
      var unit = units.get(place);
      unit.born().ifPresent(o -> choice.note(o, unit.mutation(), place == match.winner()));
      units.set(place, unit.copied(unit.mutation()));
    }
    var won = Comparison.of(match.other(), match.best());
    study.note(new Event.Accepted(won.b(), "won-match", Optional.of(won)));
    var lost = Comparison.of(match.best(), match.other());
    var sentence =
        String.format(
            Locale.ROOT,
            "%.3f on %d examples; its rival had %.3f.",
            match.other().mean(),
            match.other().rollouts().size(),
            match.best().mean());
    study.note(new Event.Rejected(lost.b(), "lost-match", sentence, Optional.of(lost)));
  }

  /** The best of the winners. */
  Candidate best(List<Match> matches) {
    return matches.stream()
        .map(m -> m.best().candidate())
        .max(Comparator.comparingDouble(this::merit))
        .orElseThrow();
  }

  private void enter(Evaluation evaluation) {
    var candidate = evaluation.candidate();
    if (!known.containsKey(candidate)) order.add(candidate);
    var row = known.computeIfAbsent(candidate, _ -> new HashMap<>());
    for (var rollout : evaluation.rollouts())
      if (rollout.status() != Rollout.Status.MISSING) row.put(rollout.example().id(), rollout);
  }

  /** The posterior mean over all matches; one half for who had none. */
  double merit(Candidate candidate) {
    var row = known.getOrDefault(candidate, Map.of());
    return (row.values().stream().mapToDouble(Rollout::score).sum() + 1) / (row.size() + 2);
  }

  /** Rollouts with a perfect score, in the order of the examples' names. */
  List<Rollout> solved(Candidate candidate) {
    return known.getOrDefault(candidate, Map.of()).values().stream()
        .filter(Rollout::perfect)
        .sorted(Comparator.comparing((Rollout r) -> r.example().id()))
        .toList();
  }

  List<Candidate> bestFirst() {
    return order.stream()
        .sorted(Comparator.comparingDouble((Candidate c) -> merit(c)).reversed())
        .toList();
  }

  /** Whether the leader never failed. */
  boolean perfect() {
    var row = known.getOrDefault(bestFirst().getFirst(), Map.of());
    return row.values().stream().allMatch(Rollout::perfect);
  }
}
