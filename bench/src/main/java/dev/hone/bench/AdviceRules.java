package dev.hone.bench;

import dev.hone.core.Codec;
import dev.hone.core.Json;
import dev.hone.core.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules by which methods are chosen, as data. Of skips and of rules the first one counts whose
 * conditions all hold.
 *
 * @param passes the usual budget, in passes over the validation examples
 * @param otherwise methods for when none of a rule's is there, in order of preference
 */
record AdviceRules(
    long v,
    double passes,
    List<Skip> skips,
    List<Rule> rules,
    List<Method> methods,
    List<String> otherwise) {

  private static final Pattern CONDITION = Pattern.compile("(\\w+) (=|!=|>=|<=|<|>) ([\\w.-]+)");

  /** When not to optimize, and what to do instead. */
  record Skip(String id, List<String> when, String reason, String instead, String source) {}

  /**
   * Which methods suit, the first one best unless measured rows say otherwise.
   *
   * @param passes the budget, where it is another one than usual
   */
  record Rule(
      String id,
      List<String> when,
      List<String> methods,
      Optional<Double> passes,
      String reason,
      String source) {}

  /**
   * What a method needs.
   *
   * @param name also of all methods whose name begins with it and a dash
   * @param train whether it learns from training examples
   * @param labels whether it shows their answers
   * @param passes over the validation examples below which it cannot do its work
   * @param demos whether it changes demos alone, of which simulated worlds know nothing
   */
  record Method(
      String name, boolean train, boolean labels, double passes, boolean demos, String source) {}

  static AdviceRules shipped() {
    try (var in = Objects.requireNonNull(AdviceRules.class.getResourceAsStream("advice.json"))) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Codec.of(AdviceRules.class).decode(Values.of(Json.parseObject(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Skip> skip(Situation situation) {
    var facts = situation.facts();
    return skips.stream().filter(s -> holds(s.when(), facts)).findFirst();
  }

  Rule rule(Situation situation) {
    var facts = situation.facts();
    return rules.stream().filter(r -> holds(r.when(), facts)).findFirst().orElseThrow();
  }

  /** What a registered method needs; nothing is known of one that is not listed. */
  Optional<Method> method(String name) {
    return methods.stream().filter(m -> named(m.name(), name)).findFirst();
  }

  /** Whether a rule that says {@code rule} means the method {@code name}. */
  static boolean named(String rule, String name) {
    return name.equals(rule) || name.startsWith(rule + "-");
  }

  private static boolean holds(List<String> conditions, Map<String, Object> facts) {
    return conditions.stream().allMatch(c -> holds(c, facts));
  }

  private static boolean holds(String condition, Map<String, Object> facts) {
    var match = CONDITION.matcher(condition);
    if (!match.matches() || !facts.containsKey(match.group(1)))
      throw new IllegalStateException("'%s' is no condition.".formatted(condition));
    var fact = facts.get(match.group(1));
    if (!(fact instanceof Double number)) {
      boolean equal = match.group(3).equals(fact);
      return match.group(2).equals("=") ? equal : !equal;
    }
    double bound = Double.parseDouble(match.group(3));
    return switch (match.group(2)) {
      case "=" -> number == bound;
      case "!=" -> number != bound;
      case ">=" -> number >= bound;
      case "<=" -> number <= bound;
      case "<" -> number < bound;
      default -> number > bound;
    };
  }
}
