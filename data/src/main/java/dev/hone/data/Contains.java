package dev.hone.data;

import dev.hone.core.Values;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** 1 when an answer occurs in the value, as it is written but for case. */
record Contains(List<String> fields, boolean matchCase) implements PerField {

  @Override
  public Verdict verdict(Reference right, Object actual) {
    var text = text(actual);
    return Verdict.of(right.answers().stream().anyMatch(a -> text.contains(text(a))));
  }

  private String text(Object value) {
    var text = Values.textOf(value).strip();
    return matchCase ? text : text.toLowerCase(Locale.ROOT);
  }

  @Override
  public Description describe() {
    return Description.of("contains", fields, matchCase ? Map.of("matchCase", true) : Map.of());
  }
}
