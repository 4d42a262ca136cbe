package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Settings;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The first population of EvoPrompt: the seed, given instructions and induced ones are scored, some
 * of them are taken, and paraphrases of these fill the rest. Slots take turns.
 */
record Founders(
    int population,
    EvopromptGa.Start start,
    boolean paraphrase,
    List<String> given,
    int induced,
    int demonstrations,
    Settings settings) {

  Founders {
    if (population < 2 || induced < 0 || demonstrations < 1)
      throw new BadInput(
          "Options population=%d, induced=%d, demonstrations=%d: give 2, 0 and 1 or more."
              .formatted(population, induced, demonstrations));
  }

  /** The members, the best first. There are fewer when the teacher has nothing new to say. */
  List<Evaluation> gather(Study study, Trials trials, Offspring offspring) {
    study.note(new Event.PhaseStarted("founders", 0, Optional.of((long) population)));
    var pool = new ArrayList<Evaluation>();
    pool.add(trials.leader());
    pool.addAll(trials.score(firstTexts(study, trials, offspring)));
    var order = new ArrayList<>(best(pool));
    switch (start) {
      case TOP -> {}
      case BOTTOM -> order.sort(Comparator.comparingDouble(Trials::merit));
      case RANDOM -> {
        var mixed = Draw.shuffled(order, study.random());
        order.clear();
        order.addAll(mixed);
      }
    }
    int wanted = paraphrase ? Math.ceilDiv(population, 2) : population;
    var taken = new ArrayList<>(order.subList(0, Math.min(wanted, order.size())));
    taken.addAll(trials.score(paraphrases(study, taken, offspring)));
    return best(taken);
  }

  private List<Candidate> firstTexts(Study study, Trials trials, Offspring offspring) {
    var seed = study.seed();
    var slots = study.predictors();
    var texts = new ArrayList<Candidate>();
    var first = slots.getFirst().slot();
    for (var text : given)
      offspring
          .rewrite(seed, Offspring.mutated(seed), first, text, "given", 0)
          .ifPresent(texts::add);
    for (int i = 0; i < slots.size(); i++) {
      int share = induced / slots.size() + (i < induced % slots.size() ? 1 : 0);
      var slot = slots.get(i);
      for (var text :
          Induction.texts(study, slot, trials.leader(), share, 1, demonstrations, settings))
        offspring
            .rewrite(seed, Offspring.mutated(seed), slot.slot(), text, "induced", 0)
            .ifPresent(texts::add);
    }
    return texts;
  }

  /** One request for each place that is still free, of the members in turn. */
  private List<Candidate> paraphrases(Study study, List<Evaluation> members, Offspring offspring) {
    record Place(Candidate parent, String slot) {}
    var slots = study.predictors();
    var places = new ArrayList<Place>();
    for (int i = 0; i < population - members.size(); i++) {
      int turn = i / members.size() + i % members.size();
      places.add(
          new Place(
              members.get(i % members.size()).candidate(), slots.get(turn % slots.size()).slot()));
    }
    var answers =
        study.map(
            places,
            p -> study.ask(ApeWave.RESAMPLE, ApeWave.ask(p.parent(), p.slot()), 1, settings));
    var children = new ArrayList<Candidate>();
    for (int i = 0; i < places.size(); i++) {
      var place = places.get(i);
      for (var answer : answers.get(i))
        offspring
            .rewrite(
                place.parent(),
                Offspring.mutated(place.parent()),
                place.slot(),
                answer.instruction(),
                "paraphrased",
                0)
            .ifPresent(children::add);
    }
    return children;
  }

  /** Best first, earlier ones first among equals. */
  static List<Evaluation> best(List<Evaluation> members) {
    return members.stream().sorted(Comparator.comparingDouble(Trials::merit).reversed()).toList();
  }

  /** The most that a whole search costs when {@code generations} follow. */
  Plan plan(Plan.Shape shape, int scoringExamples, int generations, int confirmEvery, int confirm) {
    long scoring = scoringExamples == 0 ? shape.train() : Math.min(scoringExamples, shape.train());
    if (scoring == 0) return Plan.exactly(shape.validation(), 0);
    long asked = induced + population + (long) generations * population;
    long scored = asked + given.size();
    long looks = 2L + Math.ceilDiv(generations, Math.max(1, confirmEvery));
    return Plan.between(
        shape.validation() + Math.max(0, scoring - shape.shared()),
        shape.validation() * (1 + Math.min(scored, confirm * looks)) + scoring * (1 + scored),
        0,
        asked);
  }
}
