package dev.hone.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a model or a file says into a value of a field's type, or says precisely why not.
 * Forgiving about form (quotes, thousands commas, a sentence around one number), strict about
 * meaning: nothing ambiguous is accepted.
 */
public final class Coercion {
  private static final Set<String> TRUE = Set.of("true", "yes", "y", "1", "on");
  private static final Set<String> FALSE = Set.of("false", "no", "n", "0", "off");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?|[-+]?\\.\\d+");
  private static final Pattern BULLET = Pattern.compile("^\\s*(?:[-*•]|\\(?\\d+[.)]|\\[\\d+])\\s+");

  private Coercion() {}

  /**
   * All of {@code fields} from {@code raw}; names that are no field are dropped.
   *
   * @throws FieldMismatch for the first field that is missing or does not fit
   */
  public static Values coerce(List<Field> fields, Map<String, ?> raw) {
    return new Values(structure("", fields, raw));
  }

  /**
   * One value.
   *
   * @throws FieldMismatch when it does not fit
   */
  public static Object coerce(Field field, Object raw) {
    return coerce(field.name(), field.type(), raw);
  }

  private static SequencedMap<String, Object> structure(
      String prefix, List<Field> fields, Map<String, ?> raw) {
    var out = new LinkedHashMap<String, Object>();
    for (var field : fields) {
      Object value = raw.get(field.name());
      var name = prefix + field.name();
      if (absent(field, value)) {
        if (!field.optional())
          throw new FieldMismatch(name, "present (" + expectation(field.type()) + ")", "");
      } else out.put(field.name(), coerce(name, field.type(), value));
    }
    return out;
  }

  @NullUnmarked
  private static boolean absent(Field field, Object value) {
    if (value == null) return true;
    if (!field.optional() || !(value instanceof String s)) return false;
    var word = s.strip().toLowerCase(Locale.ROOT);
    return word.isEmpty() || word.equals("none") || word.equals("null") || word.equals("n/a");
  }

  static Object coerce(String name, FieldType type, @Nullable Object raw) {
    if (raw == null) throw new FieldMismatch(name, expectation(type), "");
    return switch (type) {
      case FieldType.Simple simple -> simple(name, simple, raw);
      case FieldType.Choice(var options) -> choice(name, options, raw);
      case FieldType.ListOf(var element) -> list(name, element, raw);
      case FieldType.MapOf(var value) -> {
        var out = new LinkedHashMap<String, Object>();
        object(name, type, raw).forEach((k, v) -> out.put(k, coerce(name + "." + k, value, v)));
        yield out;
      }
      case FieldType.Structure(var fields) ->
          structure(name + ".", fields, unwrapped(fields, object(name, type, raw)));
    };
  }

  /** What a type asks for, in words for a model. */
  public static String expectation(FieldType type) {
    return switch (type) {
      case FieldType.Simple simple -> simple.words();
      case FieldType.Choice choice -> "one of " + choice.text().replace("|", ", ");
      case FieldType.ListOf(var element) -> "a JSON array, each element " + expectation(element);
      case FieldType.MapOf(var value) -> "a JSON object, each value " + expectation(value);
      case FieldType.Structure structure -> "a JSON object " + structure.text();
    };
  }

  private static Object simple(String name, FieldType.Simple type, Object raw) {
    return switch (type) {
      case TEXT -> raw instanceof String s ? s.strip() : Values.textOf(raw);
      case ANY -> raw instanceof String s ? Json.find(s).orElse(s.strip()) : raw;
      case BOOL -> bool(name, raw);
      case INT -> integer(name, raw);
      case DECIMAL -> number(name, type, raw).doubleValue();
      case DATE, TIME, DATETIME ->
          Dates.read(type, bare(raw)).orElseThrow(() -> new FieldMismatch(name, type.words(), raw));
    };
  }

  private static boolean bool(String name, Object raw) {
    if (raw instanceof Boolean b) return b;
    var text = bare(raw).toLowerCase(Locale.ROOT);
    int end = 0;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) end++;
    var first = text.substring(0, end);
    if (TRUE.contains(first)) return true;
    if (FALSE.contains(first)) return false;
    throw new FieldMismatch(name, FieldType.Simple.BOOL.words(), raw);
  }

  private static long integer(String name, Object raw) {
    if (raw instanceof Long l) return l;
    try {
      return number(name, FieldType.Simple.INT, raw).longValueExact();
    } catch (ArithmeticException e) {
      throw new FieldMismatch(name, "an integer between -2^63 and 2^63-1", raw);
    }
  }

  private static BigDecimal number(String name, FieldType.Simple type, Object raw) {
    if (raw instanceof BigInteger b) return new BigDecimal(b);
    if (raw instanceof Number n) return new BigDecimal(n.toString());
    var text = bare(raw);
    var found = NUMBER.matcher(text);
    if (!(raw instanceof Boolean) && found.find()) {
      var number = found.group().replace(",", "");
      if (!found.find()) return new BigDecimal(number);
    }
    throw new FieldMismatch(name, type.words(), raw);
  }

  private static String choice(String name, List<String> options, Object raw) {
    var text = raw instanceof String s ? s : Values.textOf(raw);
    for (var option : options) if (option.equals(text)) return option;
    var bare = bare(text);
    for (var option : options) if (option.equalsIgnoreCase(bare)) return option;
    var inside = options.stream().filter(o -> mentions(bare, o)).toList();
    if (inside.size() == 1) return inside.getFirst();
    var longest =
        inside.stream().filter(o -> inside.stream().allMatch(i -> mentions(o, i))).findFirst();
    return longest.orElseThrow(
        () -> new FieldMismatch(name, expectation(new FieldType.Choice(options)), raw));
  }

  private static boolean mentions(String text, String option) {
    return Pattern.compile(
            "(?<![\\p{L}\\p{N}_])" + Pattern.quote(option) + "(?![\\p{L}\\p{N}_])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
        .matcher(text)
        .find();
  }

  private static List<Object> list(String name, FieldType element, Object raw) {
    List<?> items =
        switch (raw) {
          case List<?> list -> list;
          case String s when Json.find(s).orElse("") instanceof List<?> list -> list;
          case String s -> split(s, element);
          default -> List.of(raw);
        };
    var out = new ArrayList<Object>();
    for (var item : items) out.add(coerce(name + "[" + out.size() + "]", element, item));
    return out;
  }

  /** Bulleted or numbered lines, else lines, else commas. */
  private static List<?> split(String text, FieldType element) {
    var lines =
        text.lines()
            .map(l -> BULLET.matcher(l).replaceFirst("").strip())
            .filter(l -> !l.isEmpty())
            .toList();
    if (lines.size() != 1 || element instanceof FieldType.Structure) return lines;
    return Pattern.compile("\\s*,\\s*")
        .splitAsStream(lines.getFirst())
        .filter(l -> !l.isEmpty())
        .toList();
  }

  private static Map<String, Object> object(String name, FieldType type, Object raw) {
    if (raw instanceof Map<?, ?> map) return Json.cast(map);
    if (raw instanceof Values values) return values.map();
    if (raw instanceof String s && Json.find(s).orElse("") instanceof Map<?, ?> map)
      return Json.cast(map);
    throw new FieldMismatch(name, expectation(type), raw);
  }

  /**
   * Takes the object out of a wrapper such as {@code {"result": {…}}} when only the inner one has
   * the fields.
   */
  private static Map<String, Object> unwrapped(List<Field> fields, Map<String, Object> map) {
    boolean any = fields.stream().anyMatch(f -> map.containsKey(f.name()));
    if (!any && map.size() == 1 && map.values().iterator().next() instanceof Map<?, ?> inner)
      return Json.cast(inner);
    return map;
  }

  /** Without surrounding quotes, emphasis, backticks and a final full stop. */
  private static String bare(Object raw) {
    var text = Values.textOf(raw).strip();
    int from = 0;
    int to = text.length();
    while (from < to && "\"'`*“”‘’".indexOf(text.charAt(from)) >= 0) from++;
    while (to > from && "\"'`*“”‘’.".indexOf(text.charAt(to - 1)) >= 0) to--;
    return text.substring(from, to).strip();
  }
}
