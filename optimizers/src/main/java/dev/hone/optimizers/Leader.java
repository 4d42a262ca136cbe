package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Conditions;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Study;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The best of the demo sets offered so far, the seed included, by their mean on validation. Each
 * validation example is answered without the demos that came from it. Ties go to the earlier set.
 */
final class Leader {
  private final Study study;
  private Evaluation best;

  Leader(Study study) {
    this.study = study;
    this.best = study.evaluate(study.seed(), study.validation());
    var learnt = study.train().stream().map(Example::id).collect(Collectors.toSet());
    if (study.validation().stream().anyMatch(e -> learnt.contains(e.id())))
      study.note(
          new Event.Noted(
              "warning",
              "validation shares examples with training",
              "Each such example is scored without its own demo, but the scores remain optimistic. Give examples of their own to validation.",
              List.of()));
  }

  /** Evaluates a set and takes it when it is better. */
  Evaluation offer(DemoSet set) {
    var result = set.evaluate(study, study.validation(), Conditions.USUAL);
    var child = result.candidate();
    if (child.equals(best.candidate())) return result;
    var comparison = best.comparedWith(result);
    if (result.mean() > best.mean()) {
      if (set.leaksInto(study.validation())) study.evaluate(child, study.validation());
      best = result;
      study.note(new Event.Accepted(child.id(), "better-on-validation", Optional.of(comparison)));
    } else {
      var sentence =
          String.format(
              Locale.ROOT, "%.3f on validation; the best has %.3f.", result.mean(), best.mean());
      study.note(new Event.Rejected(child.id(), "not-better", sentence, Optional.of(comparison)));
    }
    return result;
  }

  Candidate best() {
    return best.candidate();
  }
}
