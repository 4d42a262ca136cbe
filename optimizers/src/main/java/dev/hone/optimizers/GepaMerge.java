package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * GEPA's system-aware crossover: two candidates with a common ancestor give each of their
 * components where they changed it.
 */
final class GepaMerge {
  private static final int TRIES = 100;

  /** How many validation examples judge a crossing. */
  static final int CASES = 5;

  /** Stands for the two candidates of a crossing, where the teacher puts their texts together. */
  private static final int BOTH = -1;

  private final Gepa options;
  private final Study study;
  private final GepaPool pool;
  private final List<Component> components;
  private final GepaReflector reflector;
  private final boolean written;
  private final Set<List<Integer>> triplets = new HashSet<>();
  private final Set<List<List<Integer>>> tried = new HashSet<>();

  GepaMerge(
      Gepa options,
      Study study,
      GepaPool pool,
      List<Component> components,
      GepaReflector reflector) {
    this.options = options;
    this.study = study;
    this.pool = pool;
    this.components = components;
    this.reflector = reflector;
    this.written = options.conflicts() == Gepa.Conflicts.WRITTEN;
  }

  /**
   * How two candidates with a common ancestor are crossed.
   *
   * @param origins for each component, the candidate whose text is taken, or {@link #BOTH}
   */
  private record Build(int ancestor, int a, int b, List<Integer> origins) {}

  /** A crossed candidate, its parents, and the validation examples that judge it. */
  record Cross(Candidate child, int first, int second, List<Example> cases) {}

  /** The next possible crossing, when there is one; asks the teacher about one at most. */
  Optional<Cross> propose() {
    var survivors = pool.survivors();
    if (survivors.size() < 2) return Optional.empty();
    for (int i = 0; i < TRIES; i++) {
      var two = Draw.some(survivors, 2, study.random()).stream().sorted().toList();
      int a = two.getFirst();
      int b = two.getLast();
      if (pool.ancestors(a).contains(b) || pool.ancestors(b).contains(a)) continue;
      var common = new ArrayList<Integer>();
      for (int ancestor : pool.ancestors(a).stream().sorted().toList())
        if (pool.ancestors(b).contains(ancestor)
            && pool.mean(ancestor) <= Math.min(pool.mean(a), pool.mean(b))
            && !triplets.contains(List.of(a, b, ancestor))
            && desirable(ancestor, a, b)) common.add(ancestor);
      if (common.isEmpty()) continue;
      int ancestor = weighted(common);
      triplets.add(List.of(a, b, ancestor));
      var origins = components.stream().map(c -> origin(c, ancestor, a, b)).toList();
      var cases = cases(a, b);
      if (!tried.add(List.of(List.of(a, b), origins)) || cases.isEmpty()) continue;
      var child = child(new Build(ancestor, a, b, origins));
      if (pool.isNew(child)) return Optional.of(new Cross(child, a, b, cases));
      if (origins.contains(BOTH)) return Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * Whether some component was changed by exactly one of the two, or by both where the teacher puts
   * their texts together.
   */
  private boolean desirable(int ancestor, int a, int b) {
    return components.stream()
        .anyMatch(c -> {
          var before = c.text(pool.candidate(ancestor));
          var first = c.text(pool.candidate(a));
          var second = c.text(pool.candidate(b));
          boolean one = before.equals(first) != before.equals(second);
          return !first.equals(second) && (one || written && !before.equals(first));
        });
  }

  private int weighted(List<Integer> numbers) {
    double total = numbers.stream().mapToDouble(pool::mean).sum();
    if (total == 0) return numbers.get(study.random().nextInt(numbers.size()));
    double z = study.random().nextDouble() * total;
    for (int number : numbers) {
      z -= pool.mean(number);
      if (z < 0) return number;
    }
    return numbers.getLast();
  }

  private Candidate child(Build build) {
    var child = pool.candidate(build.ancestor());
    for (int i = 0; i < components.size(); i++) {
      var component = components.get(i);
      int origin = build.origins().get(i);
      child =
          component.taken(child, origin == BOTH ? put(component, build) : pool.candidate(origin));
    }
    return child;
  }

  /** A candidate whose text the teacher put together; the better one when it could not. */
  private Candidate put(Component component, Build build) {
    var both = List.of(pool.candidate(build.a()), pool.candidate(build.b()));
    return reflector
        .crossed(component, pool.candidate(build.ancestor()), both)
        .orElseGet(() -> pool.candidate(better(build.a(), build.b())));
  }

  /** The candidate whose text a crossing takes, or {@link #BOTH}. */
  private int origin(Component component, int ancestor, int a, int b) {
    var before = component.text(pool.candidate(ancestor));
    var first = component.text(pool.candidate(a));
    var second = component.text(pool.candidate(b));
    if (first.equals(second) || second.equals(before)) return a;
    if (first.equals(before)) return b;
    return written ? BOTH : better(a, b);
  }

  private int better(int a, int b) {
    if (pool.mean(a) == pool.mean(b)) return study.random().nextBoolean() ? a : b;
    return pool.mean(a) > pool.mean(b) ? a : b;
  }

  /** Examples where the first is better, where the second is, and where neither is. */
  private List<Example> cases(int a, int b) {
    var strata =
        List.of(new ArrayList<Example>(), new ArrayList<Example>(), new ArrayList<Example>());
    var common = new ArrayList<Example>();
    var first = new HashMap<>(pool.scores(a));
    var second = new HashMap<>(pool.scores(b));
    for (var example : study.validation()) {
      var one = first.get(example.id());
      var other = second.get(example.id());
      if (one == null || other == null) continue;
      common.add(example);
      strata.get(one > other ? 0 : one < other ? 1 : 2).add(example);
    }
    if (common.size() < options.mergeOverlap()) return List.of();
    var cases = new ArrayList<Example>();
    int each = Math.ceilDiv(CASES, strata.size());
    for (var stratum : strata)
      cases.addAll(Draw.some(stratum, Math.min(each, CASES - cases.size()), study.random()));
    for (var example : Draw.shuffled(common, study.random()))
      if (cases.size() < CASES && !cases.contains(example)) cases.add(example);
    return List.copyOf(cases);
  }
}
