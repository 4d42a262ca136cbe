package dev.hone.lm;

import dev.hone.core.Field;
import dev.hone.core.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code name: value} lines. A label counts only at the start of a line, bare or in emphasis,
 * and only of an output that comes after the one being read; everything else belongs to the value.
 */
final class PlainLines {
  private static final Pattern LABEL =
      Pattern.compile(
          "^(?:[-*#>]+ ?)?[*_`\"]{0,3}([A-Za-z_][\\w ]{0,60}?)[*_`\"]{0,3}\\s*[:=][*_]{0,3}(?:\\s+|$)");

  private PlainLines() {}

  /**
   * @param continued whether the text goes on behind the label of the first output
   * @return the values by output, in order; empty when there is no label
   */
  static SequencedMap<String, String> read(Signature signature, String text, boolean continued) {
    var outputs = signature.outputs();
    var raw = new LinkedHashMap<String, String>();
    var value = new StringBuilder();
    int next = 0;
    @Nullable Field open = null;
    if (continued) open = outputs.get(next++);
    for (var line : text.strip().split("\n", -1)) {
      var label = LABEL.matcher(line);
      var field =
          label.find() ? Typed.named(outputs.subList(next, outputs.size()), label.group(1)) : null;
      if (continued && field == null && value.isEmpty() && label.reset().find())
        field = repeated(outputs, label.group(1), raw.isEmpty());
      if (field == null) {
        if (open != null) value.append(line).append('\n');
        continue;
      }
      if (open != null && !open.equals(field) && (!value.isEmpty() || !continued))
        raw.put(open.name(), unindented(value));
      value.setLength(0);
      value.append(line, label.end(), line.length()).append('\n');
      open = field;
      next = outputs.indexOf(field) + 1;
    }
    if (open != null) raw.put(open.name(), unindented(value));
    return raw;
  }

  /** A base model that says the label again although the prompt ended with it. */
  private static @Nullable Field repeated(List<Field> outputs, String label, boolean none) {
    var first = outputs.getFirst();
    return none && Typed.alike(first.name(), label) ? first : null;
  }

  private static String unindented(StringBuilder value) {
    return value.toString().strip().replace("\n  ", "\n");
  }
}
