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
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * EvoPrompt with differential evolution, "Connecting Large Language Models with Evolutionary
 * Algorithms" (Guo et al. 2024, algorithm 3): what two members differ in is mutated, put into the
 * best one, and crossed with the present one, whose place the outcome takes when it is better.
 *
 * <p>Differences from the paper: the winner is chosen among the leaders by validation; trials that
 * repeat a text are not scored; several slots take turns. Racing each trial against the member it
 * would replace, failing cases in the request, and all trials of a generation at once are options.
 */
@Describe("Differences of instructions are mutated into the best one; the better one stays.")
public record EvopromptDe(
    @Describe("generations") int generations,
    @Describe("members of the population, and trials in each generation") int population,
    @Describe("build on a random member instead of the best") boolean donorRandom,
    @Describe("make all trials of a generation at once, with the best of its beginning")
        boolean atOnce,
    @Describe("which of the first instructions found the population") EvopromptGa.Start start,
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
    @Describe("drop trials early that fall behind the member they would replace") boolean racing,
    @Describe("failing cases of the member to build on that the teacher is shown") int failures)
    implements Optimizer {

  public EvopromptDe {
    startingInstructions = List.copyOf(startingInstructions);
    if (generations < 0 || scoringExamples < 0 || failures < 0)
      throw new BadInput(
          "Options generations=%d, scoringExamples=%d, failures=%d cannot be negative."
              .formatted(generations, scoringExamples, failures));
    if (maxLength < 1 || confirmEvery < 1 || confirm < 1)
      throw new BadInput(
          "Options maxLength=%d, confirmEvery=%d, confirm=%d must be at least 1."
              .formatted(maxLength, confirmEvery, confirm));
    if (population < 4)
      throw new BadInput("Option population=%d: a trial needs 4 members.".formatted(population));
  }

  public EvopromptDe() {
    this(
        10,
        10,
        false,
        false,
        EvopromptGa.Start.TOP,
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
        0);
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

  /** Goes through the members as they were when the generation began. */
  private void evolve(
      Study study, Trials trials, Offspring offspring, Members members, int generation) {
    var old = members.all();
    var all = IntStream.range(0, old.size()).boxed().toList();
    for (var turn : atOnce ? List.of(all) : all.stream().map(List::of).toList()) {
      if (trials.ended()) return;
      var crosses = turn.stream().map(j -> cross(study, trials, old, j, generation)).toList();
      var answers =
          study.map(crosses, x -> study.ask(EvopromptPrompts.EVOLVE, x.ask(this), 1, settings()));
      var children = new ArrayList<Candidate>();
      var places = new ArrayList<Integer>();
      for (int i = 0; i < crosses.size(); i++) {
        var cross = crosses.get(i);
        for (var answer : answers.get(i))
          offspring
              .rewrite(
                  cross.current().candidate(),
                  cross.parents(),
                  cross.slot(),
                  answer.instruction(),
                  "evolved",
                  generation)
              .ifPresent(children::add);
        while (places.size() < children.size()) places.add(turn.get(i));
      }
      var scored =
          trials.score(
              children,
              c ->
                  racing
                      ? Optional.of(old.get(places.get(children.indexOf(c))))
                      : Optional.empty());
      for (var child : scored) {
        int j = places.get(children.indexOf(child.candidate()));
        if (Trials.merit(child) > Trials.merit(old.get(j))) members.put(j, child);
      }
    }
  }

  private Cross cross(Study study, Trials trials, List<Evaluation> old, int j, int generation) {
    var others = new ArrayList<>(old);
    if (old.size() > 3) others.remove(j);
    Collections.shuffle(others, Random.from(study.random()));
    while (others.size() < 3) others.add(others.getFirst());
    var slots = study.predictors();
    return new Cross(
        old.get(j),
        others.get(0),
        others.get(1),
        donorRandom ? others.get(2) : trials.leader(),
        slots.get((generation + j) % slots.size()).slot());
  }

  /** A trial to be: the members it is made of, and the slot in which they are. */
  private record Cross(
      Evaluation current, Evaluation first, Evaluation second, Evaluation base, String slot) {

    private EvopromptPrompts.Four ask(EvopromptDe options) {
      return EvopromptPrompts.four(
          current.candidate(),
          first.candidate(),
          second.candidate(),
          base.candidate(),
          slot,
          Members.failures(base, slot, options.failures()));
    }

    private List<Event.Parent> parents() {
      return List.of(
          new Event.Parent(current.candidate().id(), "mutated"),
          new Event.Parent(base.candidate().id(), "donor"),
          new Event.Parent(first.candidate().id(), "donor"),
          new Event.Parent(second.candidate().id(), "donor"));
    }
  }
}
