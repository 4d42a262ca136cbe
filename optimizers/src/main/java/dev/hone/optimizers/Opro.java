package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.core.Example;
import dev.hone.core.Settings;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * OPRO, "Large Language Models as Optimizers" (Yang et al. 2023, section 4): the teacher sees
 * earlier instructions with their scores, the best last, and writes better ones.
 *
 * <p>Differences from the paper: several slots take turns; the winner is chosen among the leaders
 * by validation, not by its training score; repeated proposals are shown back and raise the
 * temperature; the starting instructions count as seen; proposals keep their order. Racing, failing
 * cases and the posterior mean are options. Where the instruction stands is the adapter's matter.
 */
@Describe("The teacher sees earlier instructions with their scores and writes better ones.")
public record Opro(
    @Describe("rounds of proposals") int steps,
    @Describe("instructions asked for in each round") int instructionsPerStep,
    @Describe("most earlier instructions shown, the best ones") int shown,
    @Describe("scores are shown as whole numbers up to this; 0 for decimals") int buckets,
    @Describe("instructions that score less are not shown") double scoreThreshold,
    @Describe("training examples that score an instruction; 0 for all") int scoringExamples,
    @Describe("what the teacher sees beside the scores") MetaPrompt metaPrompt,
    @Describe("examples shown to the teacher") int exemplars,
    @Describe("which examples are shown") ExemplarChoice exemplarChoice,
    @Describe("show the examples before the earlier instructions") boolean exemplarsFirst,
    @Describe("the teacher's temperature") double temperature,
    @Describe("reach this temperature in the last round, in equal steps")
        Optional<Double> finalTemperature,
    @Describe("longest answer of the teacher, in tokens") int maxTokens,
    @Describe("longest instruction, in characters") int maxLength,
    @Describe("refuse instructions with digits, as for GSM8K") boolean refuseDigits,
    @Describe("more instructions to start from, beside the seed") List<String> startingInstructions,
    @Describe("measure the leaders on validation every so many rounds") int confirmEvery,
    @Describe("how many leaders are measured on validation") int confirm,
    @Describe("drop instructions early that fall behind the worst one shown") boolean racing,
    @Describe("show one failing case with each earlier instruction") boolean showFailures,
    @Describe("show repeated proposals as such") boolean showRejected,
    @Describe("raise the temperature while proposals repeat") boolean warmUp,
    @Describe("show the posterior mean, rounded to its standard error") boolean posteriorMean,
    @Describe("end after so many rounds without a new leader; 0 for never") int patience)
    implements Optimizer {
  private static final Race RACE = new Race(8, 3, 0.1);
  private static final double WARMER = 0.2;
  private static final double HOTTEST = 1.6;

  /** What the teacher sees beside instructions and scores. */
  public enum MetaPrompt {
    EXAMPLES,
    INSTRUCTIONS_ONLY
  }

  /** Which training examples the teacher sees. */
  public enum ExemplarChoice {
    /** Other ones in each round. */
    RANDOM,
    /** The same ones in all rounds. */
    CONSTANT,
    /** At random among all that any instruction ever failed. */
    EVER_FAILED,
    /** Those that most of the instructions now shown fail. */
    MOST_FAILED
  }

  public Opro {
    startingInstructions = List.copyOf(startingInstructions);
    if (steps < 0 || instructionsPerStep < 1 || shown < 1 || confirm < 1 || confirmEvery < 1)
      throw new BadInput(
          "Options steps=%d, instructionsPerStep=%d, shown=%d, confirm=%d, confirmEvery=%d: all but steps must be at least 1."
              .formatted(steps, instructionsPerStep, shown, confirm, confirmEvery));
    if (buckets < 0 || scoringExamples < 0 || exemplars < 0 || maxLength < 1 || patience < 0)
      throw new BadInput(
          "Options buckets=%d, scoringExamples=%d, exemplars=%d, maxLength=%d, patience=%d cannot be negative."
              .formatted(buckets, scoringExamples, exemplars, maxLength, patience));
  }

  public Opro() {
    this(
        200,
        8,
        20,
        100,
        0.3,
        50,
        MetaPrompt.EXAMPLES,
        3,
        ExemplarChoice.RANDOM,
        false,
        1.0,
        Optional.empty(),
        512,
        500,
        false,
        List.of(),
        3,
        3,
        false,
        false,
        true,
        true,
        false,
        0);
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    long scoring = scoringExamples == 0 ? shape.train() : Math.min(scoringExamples, shape.train());
    if (scoring == 0) return Plan.exactly(shape.validation(), 0);
    long starts = 1L + startingInstructions.size();
    long proposals = (long) steps * instructionsPerStep;
    long confirmed =
        Math.min(starts - 1 + proposals, confirm * (1L + Math.ceilDiv(steps, confirmEvery)));
    return Plan.between(
        shape.validation() + Math.max(0, scoring - shape.shared()),
        shape.validation() * (1 + confirmed) + scoring * (starts + proposals),
        0,
        proposals);
  }

  @Override
  public Candidate optimize(Study study) {
    var examples =
        study.sample(study.train(), scoringExamples == 0 ? study.train().size() : scoringExamples);
    if (examples.isEmpty()) return study.best();
    var book = new OproBook(this, study, examples);
    var slots = study.predictors();
    study.note(new Event.PhaseStarted("start", 0, Optional.of(1L + startingInstructions.size())));
    book.start(study.evaluate(study.seed(), examples));
    score(study, book, starts(study, book), slots.getFirst().slot(), examples, -1);
    study.note(new Event.PhaseStarted("propose", 1, Optional.of((long) steps)));
    int quiet = 0;
    int repeats = 0;
    for (int step = 0; step < steps && study.hasBudget() && !finished(study, book); step++) {
      var slot = slots.get(step % slots.size()).slot();
      var leader = book.leader();
      study.note(
          new Event.ParentSelected(leader.id(), "best-on-train", 1, book.ids(book.shown(slot))));
      var settings =
          Settings.of("temperature", temperature(step, repeats)).with("maxTokens", maxTokens);
      var fresh = new ArrayList<Candidate>();
      for (var idea :
          study.ask(OproPrompt.predictor(this), book.ask(slot), instructionsPerStep, settings))
        book.admit(leader, slot, OproPrompt.clean(idea.instruction()), step).ifPresent(fresh::add);
      repeats = fresh.size() * 2 <= instructionsPerStep ? repeats + 1 : 0;
      int scored = score(study, book, fresh, slot, examples, step);
      if (scored < fresh.size()) break;
      quiet = book.leader().equals(leader) ? quiet + 1 : 0;
      if (step % confirmEvery == 0) confirm(study, book);
      if (patience > 0 && quiet >= patience) break;
    }
    confirm(study, book);
    return study.best();
  }

  private List<Candidate> starts(Study study, OproBook book) {
    var first = study.predictors().getFirst().slot();
    return startingInstructions.stream()
        .flatMap(text -> book.admit(study.seed(), first, text, -1).stream())
        .toList();
  }

  /** Scores as many as the budget admits beside a last confirmation; returns how many. */
  private int score(
      Study study,
      OproBook book,
      List<Candidate> fresh,
      String slot,
      List<Example> examples,
      int step) {
    int many = (int) Math.min(fresh.size(), affordable(study, examples.size()));
    if (many < fresh.size())
      study.note(
          new Event.Noted(
              "budget",
              "the budget ends the search",
              "%d of %d new instructions can be scored beside a last look at validation."
                  .formatted(many, fresh.size()),
              List.of()));
    var chosen = fresh.subList(0, many);
    var rival = racing ? book.worstShown(slot) : Optional.<Evaluation>empty();
    var evaluations =
        rival.isPresent()
            ? RACE.run(study, chosen, examples, rival.get())
            : study.map(chosen, c -> Optional.of(study.evaluate(c, examples)));
    for (var evaluation : evaluations) evaluation.ifPresent(e -> book.record(slot, e, step));
    return many;
  }

  /** How many evaluations of {@code size} rollouts fit before the leader must be confirmed. */
  private static long affordable(Study study, int size) {
    var left = study.remaining();
    long last = study.validation().size();
    long calls = left.calls() / study.predictors().size();
    return Math.max(0, (Math.min(left.rollouts(), calls) - last) / size);
  }

  private void confirm(Study study, OproBook book) {
    long each = study.validation().size();
    for (var leader : book.leaders(confirm)) {
      if (study.remaining().rollouts() < each) return;
      if (book.toConfirm(leader.id())) study.evaluate(leader, study.validation());
    }
  }

  private boolean finished(Study study, OproBook book) {
    return study.bestEvaluation().perfect() && book.perfect(study.best());
  }

  /** By the schedule, and warmer the longer proposals repeat. */
  double temperature(int step, int repeats) {
    double scheduled =
        temperature
            + finalTemperature.map(t -> step / (double) steps * (t - temperature)).orElse(0.0);
    if (!warmUp || repeats == 0) return scheduled;
    double warmed = Math.max(scheduled, Math.min(HOTTEST, scheduled + WARMER * repeats));
    return Math.round(warmed * 100) / 100.0;
  }

  /** What {@link #scoreText} makes of many perfect scores. */
  String perfectScore() {
    return scoreText(1, Integer.MAX_VALUE);
  }

  /** A score as the teacher reads it. */
  String scoreText(double mean, int n) {
    if (posteriorMean) {
      double posterior = (mean * n + 1) / (n + 2.0);
      double error = 100 * Math.sqrt(posterior * (1 - posterior) / (n + 3.0));
      double grain = Math.pow(10, Math.floor(Math.log10(error)));
      if (error >= 5 * grain) grain *= 5;
      else if (error >= 2 * grain) grain *= 2;
      return String.format(Locale.ROOT, "%.0f", Math.rint(100 * posterior / grain) * grain);
    }
    if (metaPrompt == MetaPrompt.INSTRUCTIONS_ONLY) return String.format(Locale.ROOT, "%.2f", mean);
    return buckets == 0
        ? String.format(Locale.ROOT, "%.3f", mean)
        : Long.toString((long) Math.rint(mean * buckets));
  }
}
