package dev.hone.cli;

import dev.hone.core.BadInput;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mapping of a task file, read key by key; every complaint names file, line, key and repair.
 *
 * @param path where the mapping stands, for example {@code budget}; empty for the whole file
 */
record Section(String file, String path, Yaml.Mapping node) {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h)");

  /** The document as a section. */
  static Section of(String file, Yaml document) {
    if (document instanceof Yaml.Mapping mapping) return new Section(file, "", mapping);
    throw Yaml.complaint(
        file,
        document.line(),
        "a task is a mapping of keys such as 'program', 'data' and 'metric', but this is %s."
            .formatted(document.describe()));
  }

  /**
   * Nothing but these keys may occur.
   *
   * @throws BadInput with the nearest known key
   */
  void only(String... keys) {
    for (var key : node.entries().keySet())
      if (!Arrays.asList(keys).contains(key)) throw unknown(key, Arrays.asList(keys));
  }

  private BadInput unknown(String key, List<String> known) {
    var where = path.isEmpty() ? "" : " in '" + path + "'";
    var nearest = nearest(key, known).map(n -> " Did you mean '" + n + "'?").orElse("");
    return Yaml.complaint(
        file,
        node.keyLines().getOrDefault(key, node.line()),
        "there is no key '%s'%s.%s Known are %s."
            .formatted(key, where, nearest, String.join(", ", known)));
  }

  /** A section that was left out and that needs nothing to be said. */
  Section empty(String key) {
    return new Section(
        file, under(key), new Yaml.Mapping(node.line(), new LinkedHashMap<>(), Map.of()));
  }

  boolean has(String key) {
    return node.entries().get(key) != null
        && !(node.entries().get(key) instanceof Yaml.Scalar(_, var plain) && plain == null);
  }

  Optional<Yaml> any(String key) {
    return has(key) ? Optional.ofNullable(node.entries().get(key)) : Optional.empty();
  }

  Optional<String> text(String key) {
    return any(key)
        .map(value -> {
          if (value instanceof Yaml.Scalar(_, String text) && !text.isBlank()) return text;
          if (value instanceof Yaml.Scalar(_, Number number)) return String.valueOf(number);
          throw wrong(key, "a text");
        });
  }

  Optional<Long> whole(String key) {
    return any(key)
        .map(value -> {
          if (value instanceof Yaml.Scalar(_, Long number) && number >= 0) return number;
          throw wrong(key, "a whole number such as 200");
        });
  }

  Optional<Double> number(String key) {
    return any(key)
        .map(value -> {
          if (value instanceof Yaml.Scalar(_, Number number) && number.doubleValue() >= 0)
            return number.doubleValue();
          throw wrong(key, "a number such as 2.5");
        });
  }

  Optional<Duration> duration(String key) {
    return any(key)
        .map(value -> {
          if (value instanceof Yaml.Scalar(_, Long seconds) && seconds > 0)
            return Duration.ofSeconds(seconds);
          if (value instanceof Yaml.Scalar(_, String text))
            return durationOf(text)
                .orElseThrow(() -> wrong(key, "a duration such as 30s, 5m, 2h or PT5M"));
          throw wrong(key, "a duration such as 30s, 5m, 2h or PT5M");
        });
  }

  Optional<Section> section(String key) {
    return any(key)
        .map(value -> {
          if (value instanceof Yaml.Mapping mapping) return new Section(file, under(key), mapping);
          throw wrong(key, "a mapping of keys");
        });
  }

  String under(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  int line(String key) {
    return node.keyLines().getOrDefault(key, node.line());
  }

  /** A complaint about the value of a key. */
  BadInput wrong(String key, String expected) {
    var value = node.entries().get(key);
    return Yaml.complaint(
        file,
        line(key),
        "'%s' is %s. Write %s."
            .formatted(under(key), value == null ? "nothing" : value.describe(), expected));
  }

  /** A complaint about a key that must be there. */
  BadInput missing(String key, String example) {
    return Yaml.complaint(
        file, node.line(), "'%s' is missing. Write %s.".formatted(under(key), example));
  }

  /** Runs what reads the value of a key; its complaint gets file and line in front. */
  <T> T at(String key, java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (BadInput e) {
      throw String.valueOf(e.getMessage()).startsWith(file)
          ? e
          : e.at("%s, line %d".formatted(file, line(key)));
    }
  }

  /** Runs what reads this whole section; its complaint gets file and line in front. */
  <T> T whole(java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (BadInput e) {
      throw String.valueOf(e.getMessage()).startsWith(file)
          ? e
          : e.at("%s, line %d".formatted(file, node.line()));
    }
  }

  /** {@code 30s}, {@code 5m}, {@code 2h} or ISO 8601; empty when it is neither, or not positive. */
  static Optional<Duration> durationOf(String text) {
    var brief = SHORT_DURATION.matcher(text.strip());
    try {
      var duration =
          brief.matches()
              ? switch (brief.group(2)) {
                case "ms" -> Duration.ofMillis(Long.parseLong(brief.group(1)));
                case "s" -> Duration.ofSeconds(Long.parseLong(brief.group(1)));
                case "m" -> Duration.ofMinutes(Long.parseLong(brief.group(1)));
                default -> Duration.ofHours(Long.parseLong(brief.group(1)));
              }
              : Duration.parse(text.strip());
      return duration.isPositive() ? Optional.of(duration) : Optional.empty();
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The known word a person probably meant. */
  static Optional<String> nearest(String word, List<String> known) {
    var lower = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .map(k -> Map.entry(k, distance(lower, k.toLowerCase(Locale.ROOT))))
        .filter(e -> e.getValue() <= Math.max(1, Math.min(word.length(), 9) / 3))
        .min(Comparator.comparing(Map.Entry::getValue))
        .map(Map.Entry::getKey);
  }

  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
