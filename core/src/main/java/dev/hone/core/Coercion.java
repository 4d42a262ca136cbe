package dev.hone.core;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a model or a file says into a value of a field's type, or says precisely why not.
 * Forgiving about form (quotes, thousands commas, a sentence around one number), strict about
 * meaning: nothing ambiguous is accepted.
 */
public final class Coercion {
  private static final Pattern BULLET = Pattern.compile("^\\s*(?:[-*•]|\\(?\\d+[.)]|\\[\\d+])\\s+");

  private static final Pattern BEFORE_LIST = Pattern.compile("(?:^|[:=`\\n])[ \\t]*$");
  private static final Pattern AFTER_LIST = Pattern.compile("^[ \\t]*(?:$|[.;`\\n])");
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

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
    return field.optional()
        && value instanceof String s
        && saysNothing(s)
        && !(field.type() instanceof FieldType.Choice(var options)
            && options.stream().anyMatch(o -> o.equalsIgnoreCase(s.strip())));
  }

  private static boolean saysNothing(String text) {
    var word = text.strip().toLowerCase(Locale.ROOT);
    return word.isEmpty() || word.equals("none") || word.equals("null") || word.equals("n/a");
  }

  private static Object coerce(String name, FieldType type, @Nullable Object raw) {
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
      case FieldType.Choice(var options) ->
          "one of " + options.stream().map(FieldType.Choice::quoted).collect(joining(", "));
      case FieldType.ListOf(var element) -> "a JSON array, each element " + expectation(element);
      case FieldType.MapOf(var value) -> "a JSON object, each value " + expectation(value);
      case FieldType.Structure structure -> "a JSON object " + structure.text();
    };
  }

  private static Object simple(String name, FieldType.Simple type, Object raw) {
    return switch (type) {
      case TEXT -> raw instanceof String s ? s.strip() : Values.textOf(raw);
      case ANY ->
          raw instanceof String s ? JsonReader.whole(s).orElse(s.strip()) : Values.frozen(raw);
      case BOOL -> bool(name, raw);
      case INT -> integer(name, raw);
      case DECIMAL -> decimal(name, raw);
      case DATE, TIME, DATETIME ->
          scalar(raw)
              .flatMap(text -> Dates.read(type, text))
              .orElseThrow(() -> new FieldMismatch(name, type.words(), raw));
    };
  }

  private static boolean bool(String name, Object raw) {
    if (raw instanceof Boolean b) return b;
    return scalar(raw)
        .flatMap(Scalars::bool)
        .orElseThrow(() -> new FieldMismatch(name, FieldType.Simple.BOOL.words(), raw));
  }

  private static long integer(String name, Object raw) {
    if (raw instanceof Long l) return l;
    var number = number(name, FieldType.Simple.INT, raw);
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      boolean whole = number.stripTrailingZeros().scale() <= 0;
      throw new FieldMismatch(
          name, whole ? "an integer between -2^63 and 2^63-1" : FieldType.Simple.INT.words(), raw);
    }
  }

  private static double decimal(String name, Object raw) {
    double d = number(name, FieldType.Simple.DECIMAL, raw).doubleValue();
    if (Double.isFinite(d)) return d;
    throw new FieldMismatch(name, "a number up to 1.7e308", raw);
  }

  private static BigDecimal number(String name, FieldType.Simple type, Object raw) {
    if (raw instanceof Number n && Double.isFinite(n.doubleValue()))
      return new BigDecimal(n.toString());
    return (raw instanceof Boolean ? Optional.<String>empty() : scalar(raw))
        .flatMap(Scalars::number)
        .orElseThrow(() -> new FieldMismatch(name, type.words(), raw));
  }

  private static String choice(String name, List<String> options, Object raw) {
    var text = Values.textOf(raw);
    return Scalars.choice(options, text, bare(text))
        .orElseThrow(
            () -> new FieldMismatch(name, expectation(new FieldType.Choice(options)), raw));
  }

  /** Lists and structures say nothing that a scalar field could take. */
  private static Optional<String> scalar(Object raw) {
    return switch (raw) {
      case List<?> _, Map<?, ?> _, Values _ -> Optional.empty();
      default -> Optional.of(bare(raw));
    };
  }

  private static List<Object> list(String name, FieldType element, Object raw) {
    List<?> items =
        switch (raw) {
          case List<?> list -> list;
          case String s when jsonList(s).isPresent() -> jsonList(s).get();
          case String s -> split(s, element);
          default -> List.of(raw);
        };
    var out = new ArrayList<Object>();
    for (var item : items) out.add(coerce(name + "[" + out.size() + "]", element, item));
    return out;
  }

  /** A list that stands by itself: brackets within a sentence are a remark, not a list. */
  private static Optional<List<?>> jsonList(String text) {
    int from = text.indexOf('[');
    int to = text.lastIndexOf(']');
    if (from < 0
        || !BEFORE_LIST.matcher(text.substring(0, from)).find()
        || !AFTER_LIST.matcher(text.substring(to + 1)).find()) return Optional.empty();
    return JsonReader.between(text, '[', ']')
        .flatMap(v -> v instanceof List<?> list ? Optional.of(list) : Optional.empty());
  }

  /** Bulleted or numbered lines, else lines, else commas; "none" is no element. */
  private static List<?> split(String text, FieldType element) {
    var lines =
        text.lines()
            .map(l -> BULLET.matcher(l).replaceFirst("").strip())
            .filter(l -> !l.isEmpty())
            .toList();
    if (lines.size() != 1 || element instanceof FieldType.Structure) return lines;
    boolean option =
        element instanceof FieldType.Choice(var options)
            && options.stream().anyMatch(o -> o.equalsIgnoreCase(lines.getFirst()));
    if (saysNothing(lines.getFirst()) && !option) return List.of();
    return COMMA.splitAsStream(lines.getFirst()).filter(l -> !l.isEmpty()).toList();
  }

  private static Map<String, Object> object(String name, FieldType type, Object raw) {
    if (raw instanceof Map<?, ?> map) return Json.cast(map);
    if (raw instanceof Values values) return values.map();
    if (raw instanceof String s
        && JsonReader.between(s, '{', '}').or(() -> Json.find(s)).orElse("")
            instanceof Map<?, ?> map) return Json.cast(map);
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
