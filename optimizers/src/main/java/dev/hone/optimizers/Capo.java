package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.core.Example;
import dev.hone.core.Settings;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * CAPO, "Cost-Aware Prompt Optimization" (Zehle et al. 2025, algorithm 1): prompts of instruction
 * and examples are crossed and mutated, and race block by block under a penalty on length.
 *
 * <p>Differences from the paper: the winner is chosen among the leaders by validation; the teacher
 * infers the first instructions that are not given; a shot that a mutation adds is kept, which the
 * source loses; prompts that repeat another one do not race; several slots take turns.
 */
@Describe("Instructions and examples are bred together and race under a penalty on length.")
public record Capo(
    @Describe("rounds of crossing and racing") int steps,
    @Describe("prompts that live on from round to round") int population,
    @Describe("new prompts in each round") int crossovers,
    @Describe("most examples that a prompt shows") int maxShots,
    @Describe("share of the training examples that is kept for showing") double shotShare,
    @Describe("show the student's own way to a right answer") boolean workedShots,
    @Describe("examples by which a race goes on") int blockSize,
    @Describe("most blocks of a race") int maxBlocks,
    @Describe("go through the blocks in another order in each race") boolean shuffleBlocks,
    @Describe("drop prompts early that enough others beat") boolean racing,
    @Describe("error of the paired t-test by which one prompt beats another") double alpha,
    @Describe("what a prompt as long as the longest of the first ones loses of its score")
        double lengthPenalty,
    @Describe("more instructions to start from, beside the seed") List<String> startingInstructions,
    @Describe("solved cases from which the teacher infers each further first instruction")
        int demonstrations,
    @Describe("the teacher's temperature") double temperature,
    @Describe("longest answer of the teacher, in tokens") int maxTokens,
    @Describe("longest instruction, in characters") int maxLength,
    @Describe("measure the leaders on validation every so many rounds") int confirmEvery,
    @Describe("how many leaders are measured on validation") int confirm)
    implements Optimizer {

  public Capo {
    startingInstructions = List.copyOf(startingInstructions);
    if (steps < 0 || maxShots < 0)
      throw new BadInput(
          "Options steps=%d, maxShots=%d cannot be negative.".formatted(steps, maxShots));
    if (population < 2 || crossovers < 1 || blockSize < 1 || maxBlocks < 1 || demonstrations < 1)
      throw new BadInput(
          "Options population=%d, crossovers=%d, blockSize=%d, maxBlocks=%d, demonstrations=%d: give 2 members and 1 or more of the others."
              .formatted(population, crossovers, blockSize, maxBlocks, demonstrations));
    if (maxLength < 1 || confirmEvery < 1 || confirm < 1)
      throw new BadInput(
          "Options maxLength=%d, confirmEvery=%d, confirm=%d must be at least 1."
              .formatted(maxLength, confirmEvery, confirm));
    if (!(shotShare >= 0 && shotShare < 1 && alpha >= 0 && alpha <= 1 && lengthPenalty >= 0))
      throw new BadInput(
          "Options shotShare=%s (0 to below 1), alpha=%s (0 to 1), lengthPenalty=%s (0 or more) are out of range."
              .formatted(shotShare, alpha, lengthPenalty));
  }

  public Capo() {
    this(
        20, 10, 4, 5, 0.1, true, 30, 10, false, true, 0.2, 0.05, List.of(), 5, 0.7, 1_000, 2_000, 3,
        3);
  }

  private int shots(int train) {
    return maxShots == 0 ? 0 : (int) Math.min(train - 1, Math.ceil(shotShare * train));
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    if (shape.train() == 0) return Plan.exactly(shape.validation(), 0);
    long born = population + (long) steps * crossovers;
    long scoring = Math.min(shape.train(), (long) blockSize * maxBlocks);
    long shots = (long) population * maxShots + (long) steps * crossovers;
    long looks = 1L + Math.ceilDiv(steps, confirmEvery);
    return Plan.between(
        shape.validation(),
        shape.validation() * (1 + Math.min(born, confirm * looks))
            + scoring * (1 + born + startingInstructions.size())
            + shots,
        0,
        population + 2L * steps * crossovers);
  }

  @Override
  public Candidate optimize(Study study) {
    if (study.train().isEmpty()) return study.best();
    var mixed = Draw.shuffled(study.train(), study.random());
    var measured = study.validation().stream().map(Example::id).collect(Collectors.toSet());
    var shown =
        mixed.stream().filter(e -> !measured.contains(e.id())).limit(shots(mixed.size())).toList();
    var judging = mixed.stream().filter(e -> !shown.contains(e)).toList();
    var finals = new Finals(study, confirm);
    var race = new CapoRace(this, study, finals, judging);
    var shots = new CapoShots(study, shown);
    var offspring = new Offspring(study, maxLength);
    study.note(new Event.PhaseStarted("founders", 0, Optional.of((long) population)));
    var members = founders(study, finals, offspring, shots, judging);
    int survivors = members.size();
    race.measureBy(members);
    study.note(new Event.PhaseStarted("evolve", 1, Optional.of((long) steps)));
    for (int step = 0; step < steps && study.hasBudget() && !race.spent(); step++) {
      var all = new ArrayList<>(members);
      all.addAll(children(study, finals, offspring, shots, members, step + 1));
      members = race.run(all, survivors);
      if ((step + 1) % confirmEvery == 0) look(finals, members);
      if (race.perfect(members.getFirst()) && study.bestEvaluation().perfect()) break;
    }
    look(finals, members);
    return study.best();
  }

  private static void look(Finals finals, List<CapoShots.Member> members) {
    finals.look(members.stream().map(CapoShots.Member::candidate).toList());
  }

  private Settings settings() {
    return Settings.of("temperature", temperature).with("maxTokens", maxTokens);
  }

  /** The seed, the given instructions and inferred ones, each with a random number of shots. */
  private List<CapoShots.Member> founders(
      Study study, Finals finals, Offspring offspring, CapoShots shots, List<Example> judging) {
    var bare = DemoSet.empty(study).bare();
    var first = study.predictors().getFirst().slot();
    var instructions = new ArrayList<Candidate>(List.of(bare));
    for (var text : startingInstructions)
      offspring.rewritten(bare, first, text, "given").ifPresent(instructions::add);
    var block = judging.subList(0, Math.min(blockSize, judging.size()));
    int wanted = population - instructions.size();
    if (wanted > 0 && block.size() <= finals.spare()) {
      var known = study.evaluate(bare, block);
      var slots = study.predictors();
      for (int i = 0; i < slots.size(); i++) {
        int share = wanted / slots.size() + (i < wanted % slots.size() ? 1 : 0);
        var slot = slots.get(i);
        for (var text : Induction.texts(study, slot, known, share, 1, demonstrations, settings()))
          offspring.rewritten(bare, slot.slot(), text, "induced").ifPresent(instructions::add);
      }
    }
    var members = new ArrayList<CapoShots.Member>();
    for (var text : instructions.subList(0, Math.min(population, instructions.size()))) {
      int n = study.random().nextInt(maxShots + 1);
      var shown = shots.fresh(text, n, List.of(), workedShots, finals.spare());
      var member = new CapoShots.Member(text, shown);
      var full = member.candidate();
      if (full.equals(study.seed())
          || offspring.enter(full, bare, Offspring.mutated(bare), "founder", 0).isPresent())
        members.add(member);
    }
    return members.isEmpty() ? List.of(new CapoShots.Member(bare, List.of())) : members;
  }

  /** A child to be. */
  private record Mating(CapoShots.Member first, CapoShots.Member second, String slot) {}

  private List<CapoShots.Member> children(
      Study study,
      Finals finals,
      Offspring offspring,
      CapoShots shots,
      List<CapoShots.Member> members,
      int step) {
    var slots = study.predictors();
    var matings = new ArrayList<Mating>();
    for (int i = 0; i < crossovers; i++) {
      var two = Draw.some(members, 2, study.random());
      matings.add(
          new Mating(two.getFirst(), two.getLast(), slots.get((step + i) % slots.size()).slot()));
    }
    var texts = study.map(matings, m -> text(study, m));
    var children = new ArrayList<CapoShots.Member>();
    for (int i = 0; i < matings.size(); i++) {
      var m = matings.get(i);
      var text = texts.get(i);
      if (text.isEmpty()) continue;
      offspring
          .rewritten(m.first().bare(), m.slot(), text.get(), "crossed")
          .ifPresent(bare -> {
            var crossed = shots.crossed(m.first(), m.second());
            var shown = shots.mutated(bare, crossed, maxShots, workedShots, finals.spare());
            var child = new CapoShots.Member(bare, shown);
            var parents = Offspring.crossed(m.first().candidate(), m.second().candidate());
            if (offspring
                .enter(child.candidate(), m.first().candidate(), parents, "crossed", step)
                .isPresent()) children.add(child);
          });
    }
    return children;
  }

  /** Crossed, then mutated. */
  private Optional<String> text(Study study, Mating m) {
    var first = m.first().bare();
    var pair = CapoPrompts.pair(first, m.second().bare(), m.slot());
    return study.ask(CapoPrompts.CROSS, pair, 1, settings()).stream()
        .flatMap(c ->
            study
                .ask(
                    CapoPrompts.MUTATE,
                    CapoPrompts.one(first, m.slot(), c.instruction()),
                    1,
                    settings())
                .stream())
        .map(CapoPrompts.Written::instruction)
        .findFirst();
  }
}
