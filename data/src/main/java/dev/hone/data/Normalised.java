package dev.hone.data;

import dev.hone.core.Values;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** 1 when the value equals an answer but for case, punctuation, articles and space. */
record Normalised(List<String> fields) implements PerField {
  private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");
  private static final Pattern ARTICLES =
      Pattern.compile("(?<![\\p{L}\\p{M}\\p{N}_])(?:a|an|the)(?![\\p{L}\\p{M}\\p{N}_])");
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * Decomposes (NFD), lowers, deletes ASCII punctuation, replaces the words a, an and the by a
   * space, and collapses space.
   */
  static String text(Object value) {
    var text = Normalizer.normalize(Values.textOf(value), Normalizer.Form.NFD);
    text = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    text = ARTICLES.matcher(text).replaceAll(" ");
    return SPACE.matcher(text).replaceAll(" ").strip();
  }

  @Override
  public Verdict verdict(Reference right, Object actual) {
    var text = text(actual);
    return Verdict.of(right.answers().stream().anyMatch(a -> text(a).equals(text)));
  }

  @Override
  public Description describe() {
    return Description.of("normalised", fields, Map.of());
  }
}
