package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Event;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where a promptbreeder's units come from: the first ones, and children with all they inherit. */
final class BreederNursery {
  private final Promptbreeder options;
  private final Study study;
  private final Breeder breeder;
  private final Offspring offspring;
  private final Set<String> measured;

  BreederNursery(Promptbreeder options, Study study, Breeder breeder, Offspring offspring) {
    this.options = options;
    this.study = study;
    this.breeder = breeder;
    this.offspring = offspring;
    this.measured = study.validation().stream().map(Example::id).collect(Collectors.toSet());
  }

  /** The seed, and units made of a mutation prompt and a thinking style each, all at once. */
  List<Breeder.Unit> founders(BreederOperators operators) {
    record Birth(String mutation, String style) {}
    var random = study.random();
    var births = new ArrayList<Birth>();
    for (int i = 1; i < options.population(); i++)
      births.add(
          new Birth(
              BreederOperators.one(BreederSeeds.MUTATIONS, random),
              BreederOperators.one(BreederSeeds.STYLES, random)));
    var slots = study.predictors().stream().map(p -> p.slot()).toList();
    var texts =
        study.map(
            births,
            b -> slots.stream().map(s -> operators.found(s, b.mutation(), b.style())).toList());
    var bare = DemoSet.empty(study).bare();
    var units = new ArrayList<Breeder.Unit>();
    if (bare.equals(study.seed()) || entered(bare, study.seed(), "bare", 0))
      units.add(unit(bare, BreederOperators.one(BreederSeeds.MUTATIONS, random)));
    for (int i = 0; i < births.size(); i++) {
      var child = bare;
      for (int s = 0; s < slots.size(); s++) {
        var base = child;
        var slot = slots.get(s);
        child =
            texts
                .get(i)
                .get(s)
                .flatMap(t -> offspring.rewritten(base, slot, t, "founder"))
                .orElse(base);
      }
      if (!child.equals(bare) && entered(child, bare, "founder", 0))
        units.add(unit(child, births.get(i).mutation()));
    }
    return units;
  }

  private static Breeder.Unit unit(Candidate bare, String mutation) {
    return new Breeder.Unit(new CapoShots.Member(bare, List.of()), mutation, Optional.empty());
  }

  private boolean entered(Candidate child, Candidate parent, String operator, int generation) {
    return offspring
        .enter(child, parent, Offspring.mutated(parent), operator, generation)
        .isPresent();
  }

  /** Everybody meets one other, as far as {@code most} matches go. */
  List<Breeder.Pair> pairs(List<Breeder.Unit> units, long most) {
    var order = Draw.shuffled(IntStream.range(0, units.size()).boxed().toList(), study.random());
    var pairs = new ArrayList<Breeder.Pair>();
    for (int i = 0; i + 1 < order.size() && pairs.size() < most; i += 2)
      pairs.add(new Breeder.Pair(order.get(i), order.get(i + 1), study.random().nextBoolean()));
    return pairs;
  }

  /** The child, unless its text cannot be used or the same prompt has been there. */
  Optional<Breeder.Unit> child(
      List<Breeder.Unit> units,
      BreederOperators.Sight sight,
      Optional<BreederOperators.Brood> brood,
      int generation) {
    var parent = sight.parent();
    var operator = sight.operator().name().toLowerCase(Locale.ROOT).replace('_', '-');
    var donor = donor(units);
    var text =
        brood.flatMap(
            b -> offspring.rewritten(parent.member().bare(), sight.slot(), b.text(), operator));
    if (text.isEmpty()) return Optional.empty();
    var bare = text.get();
    var parents = new ArrayList<>(Offspring.mutated(parent.candidate()));
    if (donor.isPresent()) {
      var slot = Draw.some(study.predictors(), 1, study.random()).getFirst().slot();
      bare = bare.instruct(slot, donor.get().text(slot));
      parents.add(new Event.Parent(donor.get().candidate().id(), "donor"));
    }
    var member = new CapoShots.Member(bare, context(parent));
    return offspring
        .enter(member.candidate(), parent.candidate(), parents, operator, generation)
        .map(_ ->
            new Breeder.Unit(
                member,
                brood.map(BreederOperators.Brood::mutation).orElse(parent.mutation()),
                Optional.of(sight.operator())));
  }

  /** Who gives an instruction, drawn by merit; mostly nobody. */
  private Optional<Breeder.Unit> donor(List<Breeder.Unit> units) {
    if (study.random().nextDouble() >= options.crossover()) return Optional.empty();
    var merits = units.stream().map(u -> breeder.merit(u.candidate())).toList();
    return Optional.of(units.get(Members.drawn(merits, study.random())));
  }

  /**
   * What the parent shows with one more case that it solved, in place of a random one when the list
   * is full; now and then all of them drawn anew.
   */
  private List<CapoShots.Shot> context(Breeder.Unit parent) {
    if (options.context() == 0) return List.of();
    var shown = new ArrayList<>(parent.member().shots());
    boolean anew = study.random().nextDouble() < options.contextResampling();
    if (anew) shown.clear();
    var fresh =
        breeder.solved(parent.candidate()).stream()
            .filter(r -> !measured.contains(r.example().id()))
            .filter(r -> shown.stream().noneMatch(s -> s.example().equals(r.example())))
            .toList();
    for (var rollout : Draw.some(fresh, anew ? options.context() : 1, study.random())) {
      if (shown.size() == options.context()) shown.remove(study.random().nextInt(shown.size()));
      shown.add(CapoShots.shot(study, rollout.example(), Optional.of(rollout)));
    }
    return shown;
  }
}
