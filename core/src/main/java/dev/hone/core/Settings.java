package dev.hone.core;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sampling parameters of a request. What is not set is left to the model. Every entry is part of a
 * request's identity.
 *
 * <p>Known names: {@code temperature} (0 to 2), {@code topP} and {@code minP} (0 to 1), {@code
 * topK}, {@code maxTokens}, {@code stop} (texts), {@code seed}, {@code frequencyPenalty} and {@code
 * presencePenalty} (-2 to 2), {@code reasoningEffort}, {@code logprobs} (number of alternatives per
 * token). Names that start with {@code extra.} go to the provider as they are.
 */
public record Settings(SortedMap<String, Object> map) {
  public static final Settings NONE = new Settings(new TreeMap<>());
  public static final String EXTRA = "extra.";

  private static final Map<String, double[]> NUMBERS =
      Map.of(
          "temperature", new double[] {0, 2},
          "topP", new double[] {0, 1},
          "minP", new double[] {0, 1},
          "topK", new double[] {1, Integer.MAX_VALUE},
          "maxTokens", new double[] {1, Integer.MAX_VALUE},
          "seed", new double[] {Long.MIN_VALUE, Long.MAX_VALUE},
          "frequencyPenalty", new double[] {-2, 2},
          "presencePenalty", new double[] {-2, 2},
          "logprobs", new double[] {0, 20});

  private static final Set<String> WHOLE = Set.of("topK", "maxTokens", "seed", "logprobs");

  public Settings {
    var copy = new TreeMap<String, Object>();
    map.forEach((name, value) -> copy.put(name, checked(name, value)));
    map = Collections.unmodifiableSortedMap(copy);
  }

  public static Settings of(String name, Object value) {
    return NONE.with(name, value);
  }

  public Settings with(String name, Object value) {
    var next = new TreeMap<>(map);
    next.put(name, value);
    return new Settings(next);
  }

  /** These settings, with {@code others} where they are silent. */
  public Settings or(Settings others) {
    if (others.map.isEmpty()) return this;
    if (map.isEmpty()) return others;
    var all = new TreeMap<>(others.map);
    all.putAll(map);
    return new Settings(all);
  }

  public OptionalDouble temperature() {
    return number("temperature");
  }

  public OptionalDouble number(String name) {
    return map.get(name) instanceof Number n
        ? OptionalDouble.of(n.doubleValue())
        : OptionalDouble.empty();
  }

  public OptionalInt maxTokens() {
    return map.get("maxTokens") instanceof Number n
        ? OptionalInt.of(n.intValue())
        : OptionalInt.empty();
  }

  public List<String> stop() {
    return map.get("stop") instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  public @Nullable Object get(String name) {
    return map.get(name);
  }

  private static Object checked(String name, @Nullable Object value) {
    var range = NUMBERS.get(name);
    if (range != null) return number(name, range, value);
    if (value == null)
      throw new BadInput("Setting '%s' is null. Give it a value or leave it out.".formatted(name));
    if (name.equals("stop"))
      return value instanceof List<?> list
          ? list.stream().map(String::valueOf).toList()
          : List.of(value.toString());
    if (name.equals("reasoningEffort")) return value.toString();
    if (name.startsWith(EXTRA)) return Values.frozen(value);
    throw new BadInput(
        "There is no setting '%s'. Use one of %s, stop, reasoningEffort, or extra.NAME for something only your provider knows."
            .formatted(name, String.join(", ", new TreeMap<>(NUMBERS).keySet())));
  }

  /** One form per value, so that 1 and 1.0 are the same request. */
  private static Object number(String name, double[] range, @Nullable Object value) {
    boolean whole = WHOLE.contains(name);
    if (value instanceof Number n) {
      double d = n.doubleValue();
      if (d >= range[0] && d <= range[1] && (!whole || d == Math.rint(d)))
        return whole ? (Object) n.longValue() : (Object) Double.parseDouble(n.toString());
    }
    throw new BadInput(
        "Setting '%s' is %s. Use %s from %s to %s."
            .formatted(
                name, value, whole ? "an integer" : "a number", plain(range[0]), plain(range[1])));
  }

  private static String plain(double d) {
    return Values.textOf(d);
  }
}
