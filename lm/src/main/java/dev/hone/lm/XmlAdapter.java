package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Each field between its tags. Tags are found anywhere, in any case, with attributes, nested or not
 * closed; stray ampersands and angle brackets are text.
 */
public final class XmlAdapter extends TurnsAdapter {

  /** The format needs no settings. */
  public XmlAdapter() {}

  @Override
  public String name() {
    return "xml";
  }

  @Override
  String system(Signature signature, String instructions) {
    return opening(signature, instructions)
        .append("Answer with these fields, each between its tags:\n")
        .append(FieldText.lines(signature.outputs()))
        .append("\n\nThe form of an answer is:\n")
        .append(layout(signature))
        .toString();
  }

  @Override
  void question(Signature signature, Values input, StringBuilder out) {
    tags(signature.inputs(), input, out);
  }

  @Override
  String answer(Signature signature, Values output) {
    var text = new StringBuilder();
    tags(signature.outputs(), output, text);
    return text.toString();
  }

  private static void tags(List<Field> fields, Values values, StringBuilder out) {
    for (var field : fields) {
      var value = values.get(field.name());
      if (value == null) continue;
      if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') out.append('\n');
      XmlText.write(field, value, out);
    }
  }

  @Override
  String reminder(Signature signature) {
    return signature.outputs().stream()
        .map(f -> "<" + f.name() + ">")
        .collect(Collectors.joining(", ", "Answer with the tags ", " only."));
  }

  @Override
  public String layout(Signature signature) {
    return signature.outputs().stream()
        .map(f -> "<" + f.name() + ">" + inside(f) + "</" + f.name() + ">")
        .collect(Collectors.joining("\n"));
  }

  private static String inside(Field field) {
    return switch (field.type()) {
      case FieldType.ListOf(var element) ->
          "<item>" + inside(Field.of("item", element)) + "</item>...";
      case FieldType.Structure(var fields) ->
          fields.stream()
              .map(f -> "<" + f.name() + ">" + inside(f) + "</" + f.name() + ">")
              .collect(Collectors.joining());
      case FieldType.MapOf(var value) ->
          "<entry key=\"...\">" + inside(Field.of("value", value)) + "</entry>...";
      case FieldType.Choice _, FieldType.Simple _ -> {
        var hint = FieldText.hint(field);
        yield hint.isEmpty() ? "..." : "{" + hint + "}";
      }
    };
  }

  @Override
  public Values parse(Signature signature, Completion completion) {
    var text = completion.text();
    var raw = tags(signature, text);
    if (raw.isEmpty())
      throw new ParseFailure(
          "No tags of fields were found. Put each field between its tags, as in <%1$s>...</%1$s>."
              .formatted(signature.outputs().getFirst().name()));
    for (var found : found(signature, text))
      if (!found.tag().closed()) Typed.whole(completion, found.field());
    return Typed.values(signature, raw);
  }

  /** What stands between the tags of outputs; an unclosed one ends where the next begins. */
  static Map<String, Object> tags(Signature signature, String text) {
    var raw = new LinkedHashMap<String, Object>();
    for (var found : found(signature, text))
      raw.put(
          found.field().name(),
          XmlText.read(found.field().type(), text.substring(found.tag().from(), found.to())));
    return raw;
  }

  /** The first tag of each output that is not inside another output's. */
  private static List<Found> found(Signature signature, String text) {
    var all = new ArrayList<Found>();
    var left = new ArrayList<>(signature.outputs());
    XmlTag tag;
    for (int at = 0; (tag = XmlTag.next(text, left, at)) != null; ) {
      var field = Typed.named(left, tag.name());
      if (field == null) break;
      left.remove(field);
      var following = tag.closed() ? null : XmlTag.next(text, left, tag.from());
      int to = following == null ? tag.to() : following.start();
      all.add(new Found(field, tag, to));
      at = tag.closed() ? tag.end() : to;
    }
    return all;
  }

  /**
   * @param to the end of the content
   */
  private record Found(Field field, XmlTag tag, int to) {}
}
