package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.core.Settings;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Optional;

/**
 * PromptBreeder, "Self-Referential Self-Improvement via Prompt Evolution" (Fernando et al. 2023,
 * section 3): units of prompt and mutation prompt meet in binary tournaments; a mutated copy of the
 * winner replaces the loser, and mutation prompts are mutated in turn.
 *
 * <p>Differences from the paper: the two of a match run on the same examples; the winner of the
 * search is chosen among the leaders by validation; the prompts of a unit are the program's slots,
 * one of which changes at a time. Racing within matches and operators chosen by success are
 * options.
 */
@Describe("Prompts evolve together with the mutation prompts that rewrite them.")
public record Promptbreeder(
    @Describe("generations") int generations,
    @Describe("units, half of which are replaced in each generation") int population,
    @Describe("training examples of a generation's matches") int batch,
    @Describe("chance that a child takes an instruction from another unit") double crossover,
    @Describe("most solved examples that a unit shows; 0 for none") int context,
    @Describe("chance that a child draws all of them anew") double contextResampling,
    @Describe("what the task is about; the seed's instruction when empty") String problem,
    @Describe("end a match once one is behind beyond chance") boolean racing,
    @Describe("prefer operators whose children win their first match") boolean adaptive,
    @Describe("the teacher's temperature") double temperature,
    @Describe("longest answer of the teacher, in tokens") int maxTokens,
    @Describe("longest instruction, in characters") int maxLength,
    @Describe("measure the leaders on validation every so many generations") int confirmEvery,
    @Describe("how many leaders are measured on validation") int confirm)
    implements Optimizer {

  /** How a child comes by its instruction. Crossover, the ninth operator, follows any of these. */
  public enum Operator {
    ZERO_ORDER,
    FIRST_ORDER,
    EDA,
    EDA_RANKED,
    LINEAGE,
    ZERO_ORDER_HYPER,
    FIRST_ORDER_HYPER,
    LAMARCKIAN;

    /** Questions to the teacher. */
    int calls() {
      return this == ZERO_ORDER_HYPER || this == FIRST_ORDER_HYPER ? 2 : 1;
    }
  }

  public Promptbreeder {
    if (generations < 0 || population < 2 || batch < 1 || context < 0)
      throw new BadInput(
          "Options generations=%d, population=%d, batch=%d, context=%d: give 0, 2, 1 and 0 or more."
              .formatted(generations, population, batch, context));
    if (!(crossover >= 0 && crossover <= 1 && contextResampling >= 0 && contextResampling <= 1))
      throw new BadInput(
          "Options crossover=%s and contextResampling=%s are chances: give 0 to 1."
              .formatted(crossover, contextResampling));
    if (maxLength < 1 || confirmEvery < 1 || confirm < 1)
      throw new BadInput(
          "Options maxLength=%d, confirmEvery=%d, confirm=%d must be at least 1."
              .formatted(maxLength, confirmEvery, confirm));
  }

  public Promptbreeder() {
    this(20, 50, 100, 0.1, 3, 0.1, "", false, false, 1.0, 1_000, 2_000, 3, 3);
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    long each = 2L * Math.min(batch, shape.train());
    if (each == 0) return Plan.exactly(shape.validation(), 0);
    long matches = (long) generations * (population / 2);
    long looks = 1L + Math.ceilDiv(generations, confirmEvery);
    return Plan.between(
        shape.validation(),
        shape.validation() * (1 + Math.min(population + matches, confirm * looks)) + each * matches,
        0,
        (population - 1L) * shape.slots() + 2 * matches);
  }

  Settings settings() {
    return Settings.of("temperature", temperature).with("maxTokens", maxTokens);
  }

  @Override
  public Candidate optimize(Study study) {
    if (study.train().isEmpty()) return study.best();
    var finals = new Finals(study, confirm);
    var breeder = new Breeder(study, racing);
    var choice = new BreederChoice(adaptive);
    var operators = new BreederOperators(study, this);
    var offspring = new Offspring(study, maxLength);
    var nursery = new BreederNursery(this, study, breeder, offspring);
    study.note(new Event.PhaseStarted("founders", 0, Optional.of((long) population)));
    var units = nursery.founders(operators);
    var elites = new ArrayList<Candidate>();
    study.note(new Event.PhaseStarted("breed", 1, Optional.of((long) generations)));
    for (int g = 1; g <= generations && study.hasBudget() && units.size() > 1; g++) {
      var examples = study.sample(study.train(), batch);
      var pairs = nursery.pairs(units, finals.affordable(2 * examples.size()));
      if (pairs.isEmpty()) break;
      var matches = study.map(pairs, p -> breeder.match(units, p, examples));
      for (var match : matches) breeder.settle(units, match, choice);
      elites.add(breeder.best(matches));
      var sights = new ArrayList<BreederOperators.Sight>();
      for (var match : matches) {
        var mutation = choice.kept(units.get(match.winner()).mutation(), study.random());
        var parent = units.get(match.winner()).copied(mutation);
        var operator = choice.next(study.random());
        sights.add(operators.look(operator, parent, units, elites, breeder));
      }
      var broods = study.map(sights, operators::apply);
      for (int i = 0; i < sights.size(); i++) {
        var sight = sights.get(i);
        var child = nursery.child(units, sight, broods.get(i), g);
        units.set(matches.get(i).loser(), child.orElse(sight.parent()));
      }
      if (g % confirmEvery == 0) finals.look(breeder.bestFirst());
      if (breeder.perfect() && study.bestEvaluation().perfect()) break;
    }
    finals.look(breeder.bestFirst());
    return study.best();
  }
}
