package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Field;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Each field under its marker, {@code [[ ## name ## ]]}, as DSPy lays prompts out. Markers are
 * found anywhere in an answer, with any spacing and case, but must come in the order of the
 * outputs; the last one, {@code completed}, may be missing.
 */
public final class MarkersAdapter extends TurnsAdapter {
  private static final String COMPLETED = "completed";
  private static final Pattern MARK =
      Pattern.compile("\\[\\[\\s*(#*)\\s*([^\\[\\]#\\n]{1,80}?)\\s*#*\\s*]]");

  /** A stretch of an answer under one marker; no field for a marker that is no output's. */
  private record Section(@Nullable Field field, String text, boolean last) {}

  /** The format needs no settings. */
  public MarkersAdapter() {}

  @Override
  public String name() {
    return "markers";
  }

  @Override
  String system(Signature signature, String instructions) {
    var text = opening(signature, "");
    text.append("You answer with these fields:\n")
        .append(FieldText.lines(signature.outputs()))
        .append("\n\nEverything is laid out as follows, each field below its marker:\n\n");
    for (var field : signature.inputs()) block(text, field.name(), "{" + field.name() + "}");
    text.append(layout(signature));
    if (!instructions.isBlank()) text.append("\n\nYour task:\n").append(instructions.strip());
    return text.toString();
  }

  @Override
  void question(Signature signature, Values input, StringBuilder out) {
    blocks(signature.inputs(), input, out);
    trim(out);
  }

  @Override
  String answer(Signature signature, Values output) {
    var text = new StringBuilder();
    blocks(signature.outputs(), output, text);
    return text.append(mark(end(signature))).toString();
  }

  @Override
  String reminder(Signature signature) {
    return signature.outputs().stream()
        .map(f ->
            mark(f.name()) + (FieldText.hint(f).isEmpty() ? "" : " (" + FieldText.hint(f) + ")"))
        .collect(
            Collectors.joining(
                ", then ", "Answer with ", ", and end with " + mark(end(signature)) + "."));
  }

  @Override
  public String layout(Signature signature) {
    var text = new StringBuilder();
    for (var field : signature.outputs()) {
      var hint = FieldText.hint(field);
      block(
          text,
          field.name(),
          "{" + field.name() + "}" + (hint.isEmpty() ? "" : "        # " + hint));
    }
    return text.append(mark(end(signature))).toString();
  }

  @Override
  public Values parse(Signature signature, Completion completion) {
    var sections = sections(signature, completion.text());
    var raw = new LinkedHashMap<String, String>();
    for (var section : sections) {
      if (section.field() == null || raw.containsKey(section.field().name())) continue;
      raw.put(section.field().name(), section.text());
      if (section.last()) Typed.whole(completion, section.field());
    }
    if (raw.isEmpty())
      throw new ParseFailure(
          "No field markers were found. Begin each field with its marker, as in %s."
              .formatted(mark(signature.outputs().getFirst().name())));
    var inOrder = signature.outputs().stream().map(Field::name).filter(raw::containsKey).toList();
    if (!inOrder.equals(List.copyOf(raw.keySet())))
      throw new ParseFailure(
          "The fields came in the order %s, but should come in the order %s."
              .formatted(String.join(", ", raw.keySet()), String.join(", ", inOrder)));
    return Typed.values(signature, raw);
  }

  /**
   * What stands under the markers of outputs in any order; words before the first marker belong to
   * the first output when that has no marker and others have.
   */
  static Map<String, String> loosely(Signature signature, String text) {
    var raw = new LinkedHashMap<String, String>();
    for (var section : sections(signature, text))
      if (section.field() != null) raw.putIfAbsent(section.field().name(), section.text());
    var first = signature.outputs().getFirst().name();
    if (!raw.isEmpty() && !raw.containsKey(first)) {
      var mark = MARK.matcher(text);
      if (mark.find() && !text.substring(0, mark.start()).isBlank())
        raw.put(first, text.substring(0, mark.start()).strip());
    }
    return raw;
  }

  /** The text without a trailing {@code completed} marker. */
  static String withoutEnd(Signature signature, String text) {
    var mark = MARK.matcher(text);
    while (mark.find())
      if (Typed.alike(mark.group(2), end(signature)) && text.substring(mark.end()).isBlank())
        return text.substring(0, mark.start()).strip();
    return text;
  }

  private static List<Section> sections(Signature signature, String text) {
    var sections = new ArrayList<Section>();
    var mark = MARK.matcher(text);
    @Nullable Field field = null;
    boolean open = false;
    int from = 0;
    while (mark.find()) {
      var next = Typed.named(signature.outputs(), mark.group(2));
      boolean end = next == null && Typed.alike(mark.group(2), end(signature));
      if (next == null && !end && mark.group(1).isEmpty()) continue;
      if (open) sections.add(new Section(field, text.substring(from, mark.start()).strip(), false));
      if (end && seenAll(signature, sections)) return sections;
      field = next;
      open = true;
      from = mark.end();
    }
    if (open) sections.add(new Section(field, text.substring(from).strip(), true));
    return sections;
  }

  private static boolean seenAll(Signature signature, List<Section> sections) {
    return signature.outputs().stream()
        .allMatch(f -> f.optional() || sections.stream().anyMatch(s -> f.equals(s.field())));
  }

  private static String end(Signature signature) {
    return Typed.named(signature.outputs(), COMPLETED) == null ? COMPLETED : "all_" + COMPLETED;
  }

  private static String mark(String name) {
    return "[[ ## " + name + " ## ]]";
  }

  private static void blocks(List<Field> fields, Values values, StringBuilder out) {
    for (var field : fields) {
      var value = values.get(field.name());
      if (value != null) block(out, field.name(), FieldText.value(field, value));
    }
  }

  private static void block(StringBuilder out, String name, String value) {
    out.append("[[ ## ").append(name).append(" ## ]]\n").append(value).append("\n\n");
  }

  private static void trim(StringBuilder out) {
    while (!out.isEmpty() && out.charAt(out.length() - 1) == '\n') out.setLength(out.length() - 1);
  }
}
