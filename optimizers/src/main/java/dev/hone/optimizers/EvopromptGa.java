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
import java.util.List;
import java.util.Optional;

/**
 * EvoPrompt with a genetic algorithm, "Connecting Large Language Models with Evolutionary
 * Algorithms" (Guo et al. 2024, algorithm 2): two parents are crossed and the outcome mutated by
 * the teacher, and the best of parents and children live on.
 *
 * <p>Differences from the paper: the winner is chosen among the leaders by validation; children
 * that repeat a text are not scored; parents may be drawn by rank; several slots take turns, and a
 * child inherits the others from either parent. Racing against the worst member, failing cases in
 * the request and crowding are options.
 */
@Describe("Instructions are crossed and mutated by the teacher; the best live on.")
public record EvopromptGa(
    @Describe("generations") int generations,
    @Describe("members of the population, and children in each generation") int population,
    @Describe("how parents are drawn") Parents parents,
    @Describe("who lives on") Survival survival,
    @Describe("which of the first instructions found the population") Start start,
    @Describe("found only half of it so, and fill it with paraphrases") boolean paraphrase,
    @Describe("more instructions to start from, beside the seed") List<String> startingInstructions,
    @Describe("instructions to start from that the teacher infers from solved cases") int induced,
    @Describe("solved cases shown for each of these") int demonstrations,
    @Describe("training examples that score an instruction; 0 for all") int scoringExamples,
    @Describe("the teacher's temperature") double temperature,
    @Describe("longest answer of the teacher, in tokens") int maxTokens,
    @Describe("longest instruction, in characters") int maxLength,
    @Describe("measure the leaders on validation every so many generations") int confirmEvery,
    @Describe("how many leaders are measured on validation") int confirm,
    @Describe("drop children early that fall behind the member they would replace") boolean racing,
    @Describe("failing cases of the better parent that the teacher is shown") int failures,
    @Describe("a child replaces the most similar of the members that are worse") boolean crowding)
    implements Optimizer {

  /** How parents are drawn. */
  public enum Parents {
    /** By roulette, in proportion to the score. */
    WHEEL,
    /** All alike. */
    RANDOM,
    /** The better one of two, twice. */
    TOURNAMENT,
    /** By roulette, in proportion to the rank: pressure even when all scores are close. */
    RANK
  }

  /** Who lives on. */
  public enum Survival {
    /** The best of parents and children. */
    TOP,
    /** Each child takes the place of one member, whatever its score. */
    REPLACE
  }

  /** Which of the first instructions found the population. */
  public enum Start {
    TOP,
    BOTTOM,
    RANDOM
  }

  public EvopromptGa {
    startingInstructions = List.copyOf(startingInstructions);
    if (generations < 0 || scoringExamples < 0 || failures < 0)
      throw new BadInput(
          "Options generations=%d, scoringExamples=%d, failures=%d cannot be negative."
              .formatted(generations, scoringExamples, failures));
    if (maxLength < 1 || confirmEvery < 1 || confirm < 1)
      throw new BadInput(
          "Options maxLength=%d, confirmEvery=%d, confirm=%d must be at least 1."
              .formatted(maxLength, confirmEvery, confirm));
    if (population < 2)
      throw new BadInput("Option population=%d: a crossing needs 2.".formatted(population));
  }

  public EvopromptGa() {
    this(
        10,
        10,
        Parents.WHEEL,
        Survival.TOP,
        Start.TOP,
        true,
        List.of(),
        10,
        5,
        100,
        0.5,
        1_000,
        2_000,
        3,
        3,
        false,
        0,
        false);
  }

  private Founders founders() {
    return new Founders(
        population, start, paraphrase, startingInstructions, induced, demonstrations, settings());
  }

  private Settings settings() {
    return Settings.of("temperature", temperature).with("maxTokens", maxTokens);
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    return founders().plan(shape, scoringExamples, generations, confirmEvery, confirm);
  }

  @Override
  public Candidate optimize(Study study) {
    var examples =
        study.sample(study.train(), scoringExamples == 0 ? study.train().size() : scoringExamples);
    if (examples.isEmpty()) return study.best();
    var trials = new Trials(study, examples, confirm);
    var offspring = new Offspring(study, maxLength);
    var members = new Members(founders().gather(study, trials, offspring), population);
    trials.confirm();
    study.note(new Event.PhaseStarted("evolve", 1, Optional.of((long) generations)));
    for (int g = 0; g < generations && !trials.ended(); g++) {
      evolve(study, trials, offspring, members, g + 1);
      if ((g + 1) % confirmEvery == 0) trials.confirm();
    }
    trials.confirm();
    return study.best();
  }

  /** A child to be: its parents, the better one first, and the slot in which they are crossed. */
  private record Mating(Evaluation better, Evaluation other, String slot) {}

  private void evolve(
      Study study, Trials trials, Offspring offspring, Members members, int generation) {
    var slots = study.predictors();
    var matings = new ArrayList<Mating>();
    for (var pair : members.pairs(parents, population, study.random())) {
      var slot = slots.get((generation + matings.size()) % slots.size()).slot();
      boolean first = Trials.merit(pair.getFirst()) >= Trials.merit(pair.getLast());
      matings.add(
          first
              ? new Mating(pair.getFirst(), pair.getLast(), slot)
              : new Mating(pair.getLast(), pair.getFirst(), slot));
    }
    var answers =
        study.map(
            matings,
            m ->
                study.ask(
                    EvopromptPrompts.CROSS,
                    EvopromptPrompts.pair(
                        m.better().candidate(),
                        m.other().candidate(),
                        m.slot(),
                        Members.failures(m.better(), m.slot(), failures)),
                    1,
                    settings()));
    var places = new ArrayList<Integer>();
    var children = new ArrayList<Candidate>();
    for (int i = 0; i < matings.size(); i++) {
      var mating = matings.get(i);
      for (var answer : answers.get(i))
        offspring
            .rewrite(
                mixed(study, mating),
                Offspring.crossed(mating.better().candidate(), mating.other().candidate()),
                mating.slot(),
                answer.instruction(),
                "crossed",
                generation)
            .ifPresent(children::add);
      while (places.size() < children.size()) places.add(i);
    }
    var scored = trials.score(children, c -> rival(members, places.get(children.indexOf(c))));
    for (var child : scored) {
      if (survival == Survival.REPLACE)
        members.put(places.get(children.indexOf(child.candidate())), child);
      else if (crowding) members.crowd(child);
    }
    if (survival == Survival.TOP && !crowding) members.keepBest(scored);
  }

  private Optional<Evaluation> rival(Members members, int place) {
    if (!racing) return Optional.empty();
    return survival == Survival.REPLACE ? members.at(place) : members.worst();
  }

  /** The better parent, with every other slot from either parent. */
  private static Candidate mixed(Study study, Mating mating) {
    var child = mating.better().candidate();
    for (var slot : child.slots().keySet())
      if (!slot.equals(mating.slot()) && study.random().nextBoolean())
        child = child.instruct(slot, mating.other().candidate().at(slot).instructions().open());
    return child;
  }
}
