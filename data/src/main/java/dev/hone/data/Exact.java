package dev.hone.data;

import java.util.List;
import java.util.Map;

/** 1 when the value equals an answer. */
record Exact(List<String> fields, boolean ignoreCase) implements PerField {

  @Override
  public Verdict verdict(Reference right, Object actual) {
    var same = new Same(ignoreCase);
    return Verdict.of(right.answers().stream().anyMatch(a -> same.test(a, actual)));
  }

  @Override
  public Description describe() {
    return Description.of("exact", fields, ignoreCase ? Map.of("ignoreCase", true) : Map.of());
  }
}
