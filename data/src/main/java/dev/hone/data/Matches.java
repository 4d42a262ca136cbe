package dev.hone.data;

import dev.hone.core.BadInput;
import dev.hone.core.Grade;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * 1 when a regular expression is found in the value: one for all examples, or each example's
 * expected value.
 */
record Matches(List<String> fields, Optional<Pattern> pattern) implements PerField {
  private static final int MOST_STEPS = 20_000_000;

  static Pattern compile(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new BadInput(
          "The pattern '%s' is no regular expression: %s near index %d. In YAML, put it in single quotes."
              .formatted(regex, e.getDescription(), e.getIndex()),
          e);
    }
  }

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace) {
    var wanted = expected;
    if (pattern.isPresent())
      for (var field : fields) wanted = wanted.with(field, pattern.get().pattern());
    return PerField.super.grade(input, wanted, actual, trace);
  }

  @Override
  public Verdict verdict(Reference right, Object actual) {
    var text = new Watched(Values.textOf(actual));
    try {
      return Verdict.of(
          right.answers().stream()
              .map(a -> pattern.orElseGet(() -> compile(Values.textOf(a))))
              .anyMatch(p -> p.matcher(text).find()));
    } catch (TooLong e) {
      return new Verdict(0, "The pattern took too long on this text.");
    }
  }

  @Override
  public Description describe() {
    return pattern.isPresent()
        ? Description.of(
            "regex", List.of(), Map.of("pattern", pattern.get().pattern(), "of", fields))
        : Description.of("regex", fields, Map.of());
  }

  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("too many steps", null, false, false);
    }
  }

  /** Ends a search that would go on for years. */
  private static final class Watched implements CharSequence {
    private final CharSequence text;
    private int steps;

    Watched(CharSequence text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MOST_STEPS) throw new TooLong();
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
