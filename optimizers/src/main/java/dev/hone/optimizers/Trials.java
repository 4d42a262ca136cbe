package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Comparison;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a population search has scored, all on the same training examples in the same order, the
 * seed first. With a limit on rollouts it stops early enough for a last look at validation.
 */
final class Trials {
  private static final Race RACE = new Race(8, 3, 0.1);

  private final Study study;
  private final List<Example> examples;
  private final Finals finals;
  private final Map<Candidate, Evaluation> known = new LinkedHashMap<>();
  private Evaluation leader;
  private boolean spent;

  Trials(Study study, List<Example> examples, int confirm) {
    this.study = study;
    this.examples = examples;
    this.finals = new Finals(study, confirm);
    this.leader = study.evaluate(study.seed(), examples);
    known.put(study.seed(), leader);
  }

  /** Scores what the budget admits, at once. */
  List<Evaluation> score(List<Candidate> children) {
    return score(children, _ -> Optional.empty());
  }

  /**
   * Scores what the budget admits, at once.
   *
   * @param rival who is not caught up with is dropped early, when there is a rival
   */
  List<Evaluation> score(
      List<Candidate> children, Function<Candidate, Optional<Evaluation>> rival) {
    var scored = new ArrayList<Evaluation>();
    for (int from = 0; from < children.size(); ) {
      int many = (int) Math.min(children.size() - from, finals.affordable(examples.size()));
      if (many == 0) {
        stop(children.size() - from);
        break;
      }
      var chunk = children.subList(from, from + many);
      for (var evaluation : study.map(chunk, c -> run(c, rival.apply(c))))
        evaluation.ifPresent(e -> {
          enter(e);
          scored.add(e);
        });
      from += many;
    }
    return scored;
  }

  private Optional<Evaluation> run(Candidate child, Optional<Evaluation> rival) {
    return rival.isPresent()
        ? RACE.run(study, List.of(child), examples, rival.get()).getFirst()
        : Optional.of(study.evaluate(child, examples));
  }

  /** Enters what is known of a candidate so far, in place of what was known before. */
  void enter(Evaluation evaluation) {
    var child = evaluation.candidate();
    known.put(child, evaluation);
    var comparison = Optional.of(Comparison.of(leader, evaluation));
    if (merit(evaluation) > merit(leader)) {
      leader = evaluation;
      study.note(new Event.Accepted(child.id(), "best-on-train", comparison));
    } else {
      var sentence =
          String.format(
              Locale.ROOT,
              "%.3f on training; the best has %.3f.",
              evaluation.mean(),
              leader.mean());
      study.note(new Event.Rejected(child.id(), "not-better", sentence, comparison));
    }
  }

  /** Notes that the budget admits no more. */
  void stop(int unscored) {
    spent = true;
    study.note(
        new Event.Noted(
            "budget",
            "the budget ends the search",
            "%d new candidates cannot be scored beside a last look at validation."
                .formatted(unscored),
            List.of()));
  }

  List<Example> examples() {
    return examples;
  }

  Finals finals() {
    return finals;
  }

  Evaluation leader() {
    return leader;
  }

  Evaluation of(Candidate candidate) {
    return known.getOrDefault(candidate, new Evaluation(candidate, List.of()));
  }

  /** Measures the leaders on validation. */
  void confirm() {
    finals.look(
        known.values().stream()
            .sorted(Comparator.comparingDouble(Trials::merit).reversed())
            .map(Evaluation::candidate)
            .toList());
  }

  /** Whether nothing is left to search: no budget, or nothing to improve. */
  boolean ended() {
    return spent || !study.hasBudget() || leader.perfect() && study.bestEvaluation().perfect();
  }

  /** The posterior mean, so that few examples do not make a leader by luck. */
  static double merit(Evaluation evaluation) {
    return (evaluation.sum() + 1) / (evaluation.scores().length + 2);
  }
}
