package dev.hone.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What a search tried: who descends from whom, who is best on which validation example, and who is
 * left when those are taken out that others match wherever they are best.
 *
 * @param members in the order in which they came up, the start first
 */
public record Population(List<Member> members) {

  /**
   * One candidate.
   *
   * @param operator how it was made, in the method's words
   * @param scores by validation example; empty when it was never measured on all of them
   */
  public record Member(
      String id, List<Event.Parent> parents, String operator, Map<String, Double> scores) {
    public Member {
      parents = List.copyOf(parents);
      scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }

    public boolean measured() {
      return !scores.isEmpty();
    }

    public double mean() {
      return scores.values().stream().mapToDouble(s -> s).average().orElse(0);
    }
  }

  /** A member in the tree, {@code depth} steps below the start. */
  public record Branch(int depth, Member member) {}

  public Population {
    members = List.copyOf(members);
  }

  /** The highest score on each validation example, in the order of the examples. */
  public SequencedMap<String, Double> best() {
    var best = new LinkedHashMap<String, Double>();
    for (var member : members) member.scores().forEach((e, s) -> best.merge(e, s, Math::max));
    return best;
  }

  /** The ids of the best members on each validation example, in the order of the examples. */
  public SequencedMap<String, List<String>> winners() {
    var winners = new LinkedHashMap<String, List<String>>();
    best()
        .forEach((example, score) ->
            winners.put(
                example,
                members.stream()
                    .filter(m -> score.equals(m.scores().get(example)))
                    .map(Member::id)
                    .toList()));
    return winners;
  }

  /** The mean when the best member for each example is known beforehand. */
  public double together() {
    return best().values().stream().mapToDouble(s -> s).average().orElse(0);
  }

  /**
   * How likely the best of all measured members leads the start by as much as it does although none
   * is better: choosing among many flatters. 1 when nothing leads; a test split needs no such care.
   */
  public double leadByChance() {
    if (members.isEmpty() || !members.getFirst().measured()) return 1;
    var start = members.getFirst().scores();
    return Statistics.leadByChance(
        start.values().stream().mapToDouble(s -> s).toArray(),
        members.stream()
            .skip(1)
            .filter(Member::measured)
            .map(m ->
                start.keySet().stream()
                    .mapToDouble(e -> m.scores().getOrDefault(e, Double.NaN))
                    .toArray())
            .toList());
  }

  /**
   * The Pareto front over validation examples, best mean first: starting with the worst, a member
   * goes when every example on which it is best has another winner that stays.
   */
  public List<Member> front() {
    var fronts = winners().values();
    var holders = new LinkedHashSet<String>();
    fronts.forEach(holders::addAll);
    var left =
        new LinkedHashSet<>(
            members.stream()
                .filter(m -> holders.contains(m.id()))
                .sorted(Comparator.comparingDouble(Member::mean))
                .map(Member::id)
                .toList());
    for (boolean dropped = true; dropped; ) dropped = drop(left, fronts);
    return members.stream()
        .filter(m -> left.contains(m.id()))
        .sorted(Comparator.comparingDouble(Member::mean).reversed())
        .toList();
  }

  private static boolean drop(Set<String> left, Collection<List<String>> fronts) {
    var matched = left.stream().filter(id -> isMatched(id, left, fronts)).findFirst();
    matched.ifPresent(left::remove);
    return matched.isPresent();
  }

  private static boolean isMatched(String id, Set<String> left, Collection<List<String>> fronts) {
    return fronts.stream()
        .filter(front -> front.contains(id))
        .allMatch(front -> front.stream().anyMatch(o -> !o.equals(id) && left.contains(o)));
  }

  /**
   * Each member below its first parent, as deep as it descends; those that were not measured and
   * led to nothing that was are left out.
   */
  public List<Branch> tree() {
    var known = new HashSet<String>();
    members.forEach(m -> known.add(m.id()));
    var children = new LinkedHashMap<String, List<Member>>();
    for (var member : members) {
      var parent = member.parents().stream().map(Event.Parent::id).filter(known::contains);
      children.computeIfAbsent(parent.findFirst().orElse(""), _ -> new ArrayList<>()).add(member);
    }
    var kept = new HashSet<String>();
    for (var member : members.reversed())
      if (member.measured()
          || children.getOrDefault(member.id(), List.of()).stream()
              .anyMatch(c -> kept.contains(c.id()))) kept.add(member.id());
    var tree = new ArrayList<Branch>();
    grow(tree, "", 0, children, kept);
    return tree;
  }

  private static void grow(
      List<Branch> tree,
      String parent,
      int depth,
      Map<String, List<Member>> children,
      Set<String> kept) {
    for (var child : children.getOrDefault(parent, List.of())) {
      if (!kept.contains(child.id())) continue;
      tree.add(new Branch(depth, child));
      grow(tree, child.id(), depth + 1, children, kept);
    }
  }
}
