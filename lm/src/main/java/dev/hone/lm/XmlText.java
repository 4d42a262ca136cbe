package dev.hone.lm;

import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values as tags and back. Text is escaped only where it would be taken for a tag or an entity, so
 * that what a model reads stays natural; a lone ampersand is an ampersand.
 */
final class XmlText {
  private static final Pattern ENTITY =
      Pattern.compile("&(lt|gt|amp|quot|apos|#\\d{1,7}|#x[0-9a-fA-F]{1,6});");
  private static final Pattern TAG_LIKE = Pattern.compile("<(?=[\\p{L}_$/!?])");
  private static final String ITEM = "item";
  private static final String ENTRY = "entry";
  private static final Pattern KEYED =
      Pattern.compile("<entry\\s+key\\s*=\\s*\"([^\"]*)\"\\s*>", Pattern.CASE_INSENSITIVE);

  private XmlText() {}

  static String escape(String text) {
    var safe = ENTITY.matcher(text).replaceAll(m -> "&amp;" + m.group(1) + ";");
    return TAG_LIKE.matcher(safe).replaceAll("&lt;");
  }

  static String unescape(String text) {
    return text.indexOf('&') < 0
        ? text
        : ENTITY.matcher(text).replaceAll(m -> Matcher.quoteReplacement(entity(m.group(1))));
  }

  private static String entity(String name) {
    return switch (name) {
      case "lt" -> "<";
      case "gt" -> ">";
      case "amp" -> "&";
      case "quot" -> "\"";
      case "apos" -> "'";
      default -> {
        int code =
            name.charAt(1) == 'x'
                ? Integer.parseInt(name, 2, name.length(), 16)
                : Integer.parseInt(name, 1, name.length(), 10);
        yield Character.isValidCodePoint(code) ? Character.toString(code) : "&" + name + ";";
      }
    };
  }

  /** A value between the tags of its field. */
  static void write(Field field, Object value, StringBuilder out) {
    boolean text = field.type() == FieldType.Simple.TEXT;
    out.append('<').append(field.name()).append('>');
    if (text) out.append(escape(FieldText.value(field, value)));
    else inside(field.type(), value, out);
    out.append("</").append(field.name()).append('>');
  }

  /** Parts of a type that is left open are written as JSON. */
  private static void inside(FieldType type, Object value, StringBuilder out) {
    if (value instanceof List<?> list && type instanceof FieldType.ListOf(var element))
      list.forEach(item -> element(ITEM, ITEM, element, item, out));
    else if (value instanceof Map<?, ?> map && type instanceof FieldType.Structure(var fields))
      fields.forEach(field -> {
        var part = map.get(field.name());
        if (part != null) element(field.name(), field.name(), field.type(), part, out);
      });
    else if (value instanceof Map<?, ?> map && type instanceof FieldType.MapOf(var element))
      map.forEach((key, item) -> entry(String.valueOf(key), element, item, out));
    else out.append(escape(Values.textOf(value)));
  }

  private static void entry(String key, FieldType type, Object value, StringBuilder out) {
    if (plainName(key)) element(key, key, type, value, out);
    else element(ENTRY + " key=\"" + attribute(key) + "\"", ENTRY, type, value, out);
  }

  private static void element(
      String open, String close, FieldType type, Object value, StringBuilder out) {
    out.append('<').append(open).append('>');
    inside(type, value, out);
    out.append("</").append(close).append('>');
  }

  private static String attribute(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static boolean plainName(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !name.equals(ITEM) && !name.equals(ENTRY);
  }

  /** What {@code inner}, the text between a field's tags, stands for, given its type. */
  static Object read(FieldType type, String inner) {
    return switch (type) {
      case FieldType.ListOf(var element) -> list(element, inner);
      case FieldType.MapOf(var value) -> map(value, inner);
      case FieldType.Structure(var fields) -> structure(fields, inner);
      case FieldType.Choice _, FieldType.Simple _ -> unescape(inner).strip();
    };
  }

  private static Object list(FieldType element, String inner) {
    var items = new ArrayList<Object>();
    for (var tag : XmlTag.children(inner))
      if (Typed.alike(tag.name(), ITEM)) items.add(read(element, tag.inside(inner)));
    return items.isEmpty() ? inner.isBlank() ? List.of() : unescape(inner).strip() : items;
  }

  private static Object map(FieldType value, String inner) {
    var map = new LinkedHashMap<String, Object>();
    for (var tag : XmlTag.children(inner)) {
      var keyed = KEYED.matcher(inner.substring(tag.start(), tag.from()));
      var key = keyed.matches() ? unescape(keyed.group(1)) : tag.name();
      map.put(key, read(value, tag.inside(inner)));
    }
    return map.isEmpty() ? inner.isBlank() ? map : unescape(inner).strip() : map;
  }

  private static Object structure(List<Field> fields, String inner) {
    var map = new LinkedHashMap<String, Object>();
    for (var tag : XmlTag.children(inner)) {
      var field = Typed.named(fields, tag.name());
      if (field != null) map.putIfAbsent(field.name(), read(field.type(), tag.inside(inner)));
    }
    return map.isEmpty() ? unescape(inner).strip() : map;
  }
}
