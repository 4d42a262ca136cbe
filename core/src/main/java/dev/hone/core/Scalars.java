package dev.hone.core;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds the one boolean, number or option a piece of prose means; empty when it is not certain. */
final class Scalars {
  private static final Set<String> TRUE = Set.of("true", "yes", "y", "1", "on");
  private static final Set<String> FALSE = Set.of("false", "no", "n", "0", "off");
  private static final Pattern VERDICT =
      Pattern.compile(
          "(true|false|yes|no)(?:$|\\s*[*_`\"'”’]*(?:[,;:!)\\n—]|\\.(?!\\d)|\\s[-–(]).*)",
          Pattern.DOTALL);
  private static final Pattern VERDICT_AND_REASON =
      Pattern.compile("(true|false|yes)\\s+(?!(?:or|and|nor)\\b).*", Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:(?<![\\p{L}\\p{N}])([-+])[$€£¥₹]?)?((?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?|\\.\\d+)");
  private static final Pattern NEGATION =
      Pattern.compile(
          "(?<!\\p{L})(?:not|never|neither|nor|cannot|\\p{L}+n['’]t)(?!\\p{L})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern SEPARATORS = Pattern.compile("[\\s_-]+");

  private Scalars() {}

  static Optional<Boolean> bool(String bare) {
    var text = bare.toLowerCase(Locale.ROOT);
    if (TRUE.contains(text)) return Optional.of(true);
    if (FALSE.contains(text)) return Optional.of(false);
    for (var form : List.of(VERDICT, VERDICT_AND_REASON)) {
      var verdict = form.matcher(text);
      if (verdict.matches()) return Optional.of(TRUE.contains(verdict.group(1)));
    }
    return Optional.empty();
  }

  static Optional<BigDecimal> number(String bare) {
    var found = NUMBER.matcher(bare.replace('−', '-'));
    if (!found.find()) return Optional.empty();
    var sign = "-".equals(found.group(1)) ? "-" : "";
    var digits = found.group(2).replace(",", "");
    if (found.find()) return Optional.empty();
    try {
      return Optional.of(new BigDecimal(sign + digits));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  static Optional<String> choice(List<String> options, String text, String bare) {
    if (options.contains(text)) return Optional.of(text);
    if (options.contains(bare)) return Optional.of(bare);
    return only(options, o -> o.equalsIgnoreCase(bare))
        .or(() -> only(options, o -> joined(o).equalsIgnoreCase(joined(bare))))
        .or(() -> mentioned(options, bare));
  }

  /**
   * The only option a sentence names. An option inside a longer named one does not count; a denied
   * option is no answer.
   */
  private static Optional<String> mentioned(List<String> options, String text) {
    var named =
        options.stream().filter(o -> !o.isBlank() && mention(o).matcher(text).find()).toList();
    return only(named, o -> named.stream().allMatch(other -> mention(other).matcher(o).find()))
        .filter(o -> {
          var rest = mention(o).matcher(text).replaceAll(" ");
          return !NEGATION.matcher(rest).find()
              && named.stream().noneMatch(other -> mention(other).matcher(rest).find());
        });
  }

  private static Pattern mention(String option) {
    return Pattern.compile(
        "(?<![\\p{L}\\p{N}_])" + Pattern.quote(option) + "(?![\\p{L}\\p{N}_])",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static String joined(String text) {
    return SEPARATORS.matcher(text).replaceAll(" ");
  }

  private static Optional<String> only(List<String> options, Predicate<String> test) {
    var some = options.stream().filter(test).limit(2).toList();
    return some.size() == 1 ? Optional.of(some.getFirst()) : Optional.empty();
  }
}
