package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The examples that CAPO's prompts show. They stand apart from those that score prompts and from
 * validation, so that no prompt is scored on what it shows.
 */
final class CapoShots {
  private final Study study;
  private final List<Example> pool;

  CapoShots(Study study, List<Example> pool) {
    this.study = study;
    this.pool = pool;
  }

  /** One example, as each slot shows it. */
  record Shot(Example example, TreeMap<String, DemoSet.Sourced> bySlot) {}

  /** A prompt: instructions without demos, and the shots to show with them. */
  record Member(Candidate bare, List<Shot> shots) {
    Member {
      shots = List.copyOf(shots);
    }

    Candidate candidate() {
      return set().candidate();
    }

    DemoSet set() {
      var set = DemoSet.of(bare);
      for (var slot : bare.slots().keySet())
        set =
            set.with(
                slot,
                shots.stream()
                    .flatMap(s -> Optional.ofNullable(s.bySlot().get(slot)).stream())
                    .toList());
      return set;
    }

    /** The size of all that a model reads before its input, in characters. */
    long length() {
      long length = 0;
      for (var prompt : candidate().slots().values()) {
        length += prompt.instructions().text().length();
        for (var demo : prompt.demos())
          if (demo instanceof Demo.Solved solved)
            length += solved.input().text().length() + solved.output().text().length();
      }
      return length;
    }
  }

  /**
   * Fresh shots, as many as there are. With {@code worked}, a shot is the student's own way to the
   * right answer where it finds it with these instructions, else the example as it is.
   */
  List<Shot> fresh(Candidate bare, int n, List<Shot> without, boolean worked, long spare) {
    var free =
        pool.stream().filter(e -> without.stream().noneMatch(s -> s.example().equals(e))).toList();
    var chosen = Draw.some(free, n, study.random());
    if (!worked || chosen.isEmpty() || chosen.size() > spare)
      return chosen.stream().map(e -> shot(e, Optional.empty())).toList();
    return study.evaluate(bare, chosen).rollouts().stream()
        .map(r -> shot(r.example(), Optional.of(r).filter(Rollout::perfect)))
        .toList();
  }

  private Shot shot(Example example, Optional<Rollout> solved) {
    return shot(study, example, solved);
  }

  /** An example as each slot solved it, else as the example tells it. */
  static Shot shot(Study study, Example example, Optional<Rollout> solved) {
    var bySlot = new TreeMap<String, DemoSet.Sourced>();
    for (var predictor : study.predictors()) {
      DemoSet.labelled(predictor, example).ifPresent(d -> bySlot.put(predictor.slot(), d));
      solved.stream()
          .flatMap(r -> r.trace().at(predictor.slot()).stream())
          .filter(s -> s.error().isEmpty())
          .findFirst()
          .ifPresent(s ->
              bySlot.put(
                  predictor.slot(),
                  new DemoSet.Sourced(new Demo.Solved(s.input(), s.output(), true), example)));
    }
    return new Shot(example, bySlot);
  }

  /** Half as many as both parents show together, drawn from these. */
  List<Shot> crossed(Member first, Member second) {
    var both = new ArrayList<>(first.shots());
    for (var shot : second.shots())
      if (both.stream().noneMatch(s -> s.example().equals(shot.example()))) both.add(shot);
    int n = (first.shots().size() + second.shots().size()) / 2;
    return Draw.some(both, n, study.random());
  }

  /** One more, one fewer, or the same; in another order. */
  List<Shot> mutated(Candidate bare, List<Shot> shots, int most, boolean worked, long spare) {
    double fate = study.random().nextDouble();
    var next = new ArrayList<>(shots);
    if (fate < 1 / 3.0 && shots.size() < most) next.addAll(fresh(bare, 1, shots, worked, spare));
    else if (fate >= 1 / 3.0 && fate < 2 / 3.0 && !shots.isEmpty())
      next.remove(study.random().nextInt(next.size()));
    return Draw.shuffled(next, study.random());
  }
}
