package dev.hone.data;

import dev.hone.core.Values;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number a text ends up with: the one after {@code ####}, in the last {@code \boxed}, after the
 * last "answer is", else the last one. Thousands commas are dropped, {@code a/b} is divided.
 */
final class FinalNumber {
  private static final String DIGITS = "(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?|\\.\\d+";
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:(?<![\\p{L}\\p{N}.)])(?<sign>[-+])\\s?)?[$€£¥₹]?(?<number>"
              + DIGITS
              + ")(?<exponent>[eE][-+]?\\d+)?(?:\\s?/\\s?(?<below>"
              + DIGITS
              + "))?");
  private static final Pattern BOXED = Pattern.compile("\\\\boxed\\{([^{}]*)\\}");
  private static final Pattern ANSWER =
      Pattern.compile("answer(?:\\s+is)?\\s*[:=]?\\s", Pattern.CASE_INSENSITIVE);

  private FinalNumber() {}

  static OptionalDouble in(Object value) {
    if (value instanceof Number n) return OptionalDouble.of(n.doubleValue());
    var text = Values.textOf(value).replace('−', '-');
    int mark = text.lastIndexOf("####");
    if (mark >= 0) {
      var marked = first(text.substring(mark + 4));
      if (marked.isPresent()) return marked;
    }
    var boxed = OptionalDouble.empty();
    for (var box = BOXED.matcher(text); box.find(); ) boxed = last(box.group(1));
    if (boxed.isPresent()) return boxed;
    var told = OptionalDouble.empty();
    for (var answer = ANSWER.matcher(text); answer.find(); ) {
      var after = first(text.substring(answer.end()).lines().findFirst().orElse(""));
      if (after.isPresent()) told = after;
    }
    return told.isPresent() ? told : last(text);
  }

  private static OptionalDouble first(String text) {
    var number = NUMBER.matcher(text);
    return number.find() ? value(number) : OptionalDouble.empty();
  }

  private static OptionalDouble last(String text) {
    var last = OptionalDouble.empty();
    for (var number = NUMBER.matcher(text); number.find(); ) last = value(number);
    return last;
  }

  private static OptionalDouble value(Matcher found) {
    var exponent = found.group("exponent");
    double above = number(found.group("number") + (exponent == null ? "" : exponent));
    var below = found.group("below");
    double value = below == null ? above : above / number(below);
    if (!Double.isFinite(value)) return OptionalDouble.empty();
    return OptionalDouble.of("-".equals(found.group("sign")) ? -value : value);
  }

  private static double number(String digits) {
    return Double.parseDouble(digits.replace(",", ""));
  }
}
