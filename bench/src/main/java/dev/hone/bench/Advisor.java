package dev.hone.bench;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses a method for a task by rules that are data and by measured rows. Asks no model.
 *
 * @param known the methods there are, by name
 */
public record Advisor(Map<String, Optimizer> known, List<Measured> measured) {
  private static final AdviceRules RULES = AdviceRules.shipped();

  public Advisor {
    known = Map.copyOf(known);
    measured = List.copyOf(measured);
  }

  /** With all registered methods and the rows that come with Hone. */
  public static Advisor usual() {
    return new Advisor(Optimizers.all(), Measured.shipped());
  }

  /** With further rows, which count where they are nearer to the task. */
  public Advisor with(Measured rows) {
    return new Advisor(known, Stream.concat(Stream.of(rows), measured.stream()).toList());
  }

  /** Whether to optimize, and how. */
  public Advice advise(Situation situation) {
    return RULES
        .skip(situation)
        .map(s ->
            not(
                situation,
                "skip/" + s.id(),
                reason(s.reason(), situation),
                s.source(),
                s.instead()))
        .orElseGet(() -> choose(situation));
  }

  /** How to optimize, taking for granted that it is wanted. */
  public Advice choose(Situation situation) {
    var rule = RULES.rule(situation);
    var wanted = registered(rule.methods());
    var others = registered(RULES.otherwise()).stream().filter(m -> !wanted.contains(m)).toList();
    var all = Stream.concat(wanted.stream(), others.stream()).toList();
    var fitting = all.stream().filter(m -> lack(m, situation).isEmpty()).toList();
    if (fitting.isEmpty()) return nothing(situation, all);
    var ranked = ranked(situation, rule, wanted, others, fitting);
    var first = ranked.getFirst();
    return new Advice(
        situation,
        "rule/" + rule.id(),
        rule.reason(),
        rule.source(),
        "",
        Optional.of(first),
        preferred(rule, first.method()),
        ranked.stream().skip(1).findFirst(),
        rollouts(situation, rule, first.method()),
        power(situation));
  }

  /** Those the rule names before the others; among themselves by what was measured. */
  private List<Advice.Choice> ranked(
      Situation situation,
      AdviceRules.Rule rule,
      List<String> wanted,
      List<String> others,
      List<String> fitting) {
    var evidence =
        Evidence.of(
            fitting.stream().map(Advisor::method).toList(),
            situation,
            rollouts(situation, rule, fitting.getFirst()),
            measured);
    var ranked = new ArrayList<Advice.Choice>();
    for (var part : List.of(wanted, others))
      part.stream()
          .filter(fitting::contains)
          .map(m -> new Advice.Choice(m, Optional.ofNullable(evidence.get(m))))
          .sorted(
              Comparator.comparingDouble(
                      (Advice.Choice c) -> c.evidence().map(e -> e.gain().mean()).orElse(0.0))
                  .reversed())
          .forEach(ranked::add);
    return ranked;
  }

  private List<String> registered(List<String> methods) {
    return methods.stream()
        .flatMap(m -> known.keySet().stream().sorted().filter(n -> AdviceRules.named(m, n)))
        .distinct()
        .toList();
  }

  private static AdviceRules.Method method(String name) {
    return RULES
        .method(name)
        .map(m ->
            new AdviceRules.Method(name, m.train(), m.labels(), m.passes(), m.demos(), m.source()))
        .orElse(new AdviceRules.Method(name, false, false, 0, false, ""));
  }

  /** What a method would need and the task does not have. */
  private static Optional<String> lack(String name, Situation situation) {
    var method = method(name);
    if (method.train() && situation.shape().train() == 0) return Optional.of("training examples");
    if (method.labels() && !situation.labels()) return Optional.of("labels");
    if (situation.passes() < method.passes())
      return Optional.of("a budget of %d rollouts".formatted(budget(method.passes(), situation)));
    return Optional.empty();
  }

  private List<String> preferred(AdviceRules.Rule rule, String chosen) {
    return rule.methods().stream()
        .takeWhile(m -> !AdviceRules.named(m, chosen))
        .filter(m -> registered(List.of(m)).isEmpty())
        .toList();
  }

  /** The person's budget, else the rule's or the usual one; never less than the method needs. */
  private long rollouts(Situation situation, AdviceRules.Rule rule, String method) {
    double passes = Math.max(rule.passes().orElse(RULES.passes()), method(method).passes());
    return situation
        .rollouts()
        .orElseGet(() ->
            Math.min(
                budget(passes, situation),
                Optional.ofNullable(known.get(method))
                    .map(o -> o.plan(situation.shape()).maxRollouts())
                    .orElse(Long.MAX_VALUE)));
  }

  private static long budget(double passes, Situation situation) {
    return (long) Math.ceil(passes * Math.max(1, situation.shape().validation()));
  }

  private static Advice nothing(Situation situation, List<String> methods) {
    var lacks =
        methods.stream()
            .map(m -> m + " needs " + lack(m, situation).orElse(""))
            .collect(Collectors.joining("; "));
    return not(
        situation,
        "skip/nothing-fits",
        "No method that is there can work on this task: %s.".formatted(lacks),
        "the methods' needs in advice.json",
        "Add what is missing, or raise the budget.");
  }

  private static Advice not(
      Situation situation, String rule, String reason, String source, String instead) {
    return new Advice(
        situation,
        rule,
        reason,
        source,
        instead,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        0,
        power(situation));
  }

  private static String reason(String text, Situation situation) {
    return text.replace(
            "{baseline}", situation.baseline().map(Text::interval).orElse("not measured"))
        .replace("{validation}", Text.plural(situation.shape().validation(), "validation example"));
  }

  private static String power(Situation situation) {
    int n = situation.shape().validation();
    return n == 0 ? "" : Power.sentence(n, Power.USUAL_SPREAD);
  }
}
