package dev.hone.lm;

import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
  private static final Pattern TAG_LIKE = Pattern.compile("<(?=[A-Za-z/!?_])");
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

  /** A value between the tags of {@code name}. */
  static void write(String name, Field field, Object value, StringBuilder out) {
    boolean several = value instanceof List<?> || value instanceof Map<?, ?>;
    boolean text = field.type() == FieldType.Simple.TEXT || FieldText.free(field.type());
    out.append('<').append(name).append('>');
    if (several && !text) inside(value, out);
    else out.append(escape(text ? FieldText.value(field, value) : Values.textOf(value)));
    out.append("</").append(name).append('>');
  }

  private static void inside(Object value, StringBuilder out) {
    switch (value) {
      case List<?> list -> list.forEach(item -> element(ITEM, ITEM, item, out));
      case Map<?, ?> map ->
          map.forEach((key, item) -> {
            var name = String.valueOf(key);
            if (plainName(name)) element(name, name, item, out);
            else
              element(
                  ENTRY + " key=\"" + escape(name).replace("\"", "&quot;") + "\"",
                  ENTRY,
                  item,
                  out);
          });
      default -> out.append(escape(Values.textOf(value)));
    }
  }

  private static void element(String open, String close, Object value, StringBuilder out) {
    out.append('<').append(open).append('>');
    inside(value, out);
    out.append("</").append(close).append('>');
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
    int from = 0;
    while (true) {
      var tag = XmlTag.next(inner, ITEM, from);
      if (tag == null) break;
      items.add(read(element, tag.inside(inner)));
      from = tag.end();
    }
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
      var field = Typed.named(fields, tag.name().toLowerCase(Locale.ROOT));
      if (field != null) map.putIfAbsent(field.name(), read(field.type(), tag.inside(inner)));
    }
    return map.isEmpty() ? unescape(inner).strip() : map;
  }
}
