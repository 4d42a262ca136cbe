package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.core.Settings;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * APE, "Large Language Models Are Human-Level Prompt Engineers" (Zhou et al. 2023, algorithm 1):
 * the teacher infers instructions from solved cases in one wave; they are scored, and the best one
 * wins. Variants of the best are an option, as the paper's iterative search.
 *
 * <p>Differences from the paper: candidates are scored by the metric, all on the same examples in
 * the same order; the winner is chosen among the leaders by validation; the seed takes part; texts
 * that are nearly the same are scored once; several slots are searched one after the other. Racing
 * by successive halving is an option beside the bandit of the source.
 */
@Describe("The teacher infers instructions from solved cases; the best one wins.")
public record Ape(
    @Describe("requests for instructions, each with other cases") int queries,
    @Describe("instructions asked for in each request") int completions,
    @Describe("solved cases shown in a request") int demonstrations,
    @Describe("the teacher's temperature") double temperature,
    @Describe("the teacher's nucleus: most probability that is drawn from") double topP,
    @Describe("longest answer of the teacher, in tokens") int maxTokens,
    @Describe("longest instruction, in characters") int maxLength,
    @Describe("texts that share this much of their word pairs are scored once; above 1 for never")
        double alike,
    @Describe("training examples that score an instruction; 0 for all") int scoringExamples,
    @Describe("how instructions share the examples") Scoring scoring,
    @Describe("bandit: rounds") int rounds,
    @Describe("bandit: share of the instructions that is scored further in a round")
        double pulledShare,
    @Describe("bandit: examples by which an instruction is scored further") int pullSize,
    @Describe("bandit: weight of what is uncertain") double exploration,
    @Describe("rounds of variants of the best instructions") int resamplings,
    @Describe("share of the instructions that gets variants") double keepShare,
    @Describe("how many leaders are measured on validation, for each slot") int confirm)
    implements Optimizer {

  /** How instructions share the examples. */
  public enum Scoring {
    /** Each one is scored on all of them. */
    ALL,
    /** The most promising ones are scored further, by upper confidence bounds. */
    BANDIT,
    /** Racing: the best third of a rung is scored on three times as many. */
    RACE
  }

  public Ape {
    if (queries < 0 || completions < 1 || demonstrations < 1 || maxLength < 1 || confirm < 1)
      throw new BadInput(
          "Options queries=%d, completions=%d, demonstrations=%d, maxLength=%d, confirm=%d: all but queries must be at least 1."
              .formatted(queries, completions, demonstrations, maxLength, confirm));
    if (scoringExamples < 0 || rounds < 0 || pullSize < 1 || resamplings < 0)
      throw new BadInput(
          "Options scoringExamples=%d, rounds=%d, resamplings=%d cannot be negative, and pullSize=%d must be at least 1."
              .formatted(scoringExamples, rounds, resamplings, pullSize));
    if (!(pulledShare > 0 && pulledShare <= 1 && keepShare >= 0 && keepShare <= 1))
      throw new BadInput(
          "Options pulledShare=%s and keepShare=%s are shares: give 0 to 1, and pulledShare above 0."
              .formatted(pulledShare, keepShare));
  }

  public Ape() {
    this(5, 10, 5, 0.9, 0.9, 512, 2_000, 0.95, 50, Scoring.ALL, 20, 1.0 / 3, 5, 1.0, 0, 0.1, 3);
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    long scoring = scoringExamples == 0 ? shape.train() : Math.min(scoringExamples, shape.train());
    if (scoring == 0) return Plan.exactly(shape.validation(), 0);
    long wave = (long) queries * completions;
    long all = wave;
    for (int r = 0; r < resamplings; r++) all += kept(all);
    return Plan.between(
        shape.validation() + Math.max(0, scoring - shape.shared()),
        shape.validation() * (1 + shape.slots() * Math.min(all, confirm))
            + scoring * (1 + shape.slots() * all),
        0,
        shape.slots() * all);
  }

  @Override
  public Candidate optimize(Study study) {
    var examples =
        study.sample(study.train(), scoringExamples == 0 ? study.train().size() : scoringExamples);
    if (examples.isEmpty()) return study.best();
    var trials = new Trials(study, examples, confirm);
    var settings = settings();
    int phase = 0;
    for (var slot : study.predictors()) {
      if (trials.ended()) break;
      study.note(new Event.PhaseStarted("induce " + slot.slot(), phase++, Optional.empty()));
      var base = trials.leader();
      var wave = new ApeWave(this, study, trials, base.candidate(), slot.slot());
      var texts =
          Induction.texts(study, slot, base, queries, completions, demonstrations, settings);
      var ranked = ranked(wave.score(wave.admit(texts, "induced", 0)));
      for (int r = 0; r < resamplings && !ranked.isEmpty() && !trials.ended(); r++) {
        var best = ranked.subList(0, (int) Math.min(ranked.size(), kept(ranked.size())));
        var next = new ArrayList<>(ranked);
        next.addAll(wave.score(wave.variants(best, settings, r + 1)));
        ranked = ranked(next);
      }
      trials.confirm();
    }
    return study.best();
  }

  private long kept(long of) {
    return (long) Math.ceil(keepShare * of);
  }

  Settings settings() {
    return Settings.of("temperature", temperature).with("topP", topP).with("maxTokens", maxTokens);
  }

  private static List<Evaluation> ranked(List<Evaluation> evaluations) {
    return evaluations.stream()
        .sorted(Comparator.comparingDouble(Trials::merit).reversed())
        .toList();
  }
}
