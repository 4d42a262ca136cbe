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
  private static final String INDENT = "  ";

  private final List<Field> outputs;
  private final SequencedMap<String, String> raw = new LinkedHashMap<>();
  private final StringBuilder value = new StringBuilder();
  private @Nullable Field open;
  private int next;

  private PlainLines(List<Field> outputs) {
    this.outputs = outputs;
  }

  /**
   * @param continued whether the text goes on behind the label of the first output
   * @return the values by output, in order; empty when there is no label
   */
  static SequencedMap<String, String> read(Signature signature, String text, boolean continued) {
    var lines = new PlainLines(signature.outputs());
    if (continued) lines.begin(signature.outputs().getFirst());
    for (var line : text.strip().split("\n", -1)) lines.line(line);
    lines.end();
    return lines.raw;
  }

  /** A multi-line value with its further lines set in, so that none of them looks like a label. */
  static String indented(String value) {
    return value.replace("\n", "\n" + INDENT);
  }

  private void line(String line) {
    var label = LABEL.matcher(line);
    var field = label.find() ? labelled(label.group(1)) : null;
    if (field == null) {
      if (open != null) value.append(line).append('\n');
      return;
    }
    if (!field.equals(open)) {
      end();
      begin(field);
    }
    value.append(line, label.end(), line.length()).append('\n');
  }

  /** The output that begins here: a later one, or the one begun when nothing was said of it yet. */
  private @Nullable Field labelled(String label) {
    if (open != null && value.isEmpty() && Typed.alike(open.name(), label)) return open;
    return Typed.named(outputs.subList(next, outputs.size()), label);
  }

  private void begin(Field field) {
    open = field;
    next = outputs.indexOf(field) + 1;
    value.setLength(0);
  }

  private void end() {
    if (open == null) return;
    var text = value.toString().strip();
    boolean setIn = text.lines().skip(1).allMatch(l -> l.isBlank() || l.startsWith(INDENT));
    raw.put(open.name(), outputs.size() > 1 && setIn ? text.replace("\n" + INDENT, "\n") : text);
  }
}
