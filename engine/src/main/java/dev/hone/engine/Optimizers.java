package dev.hone.engine;

import dev.hone.core.BadInput;
import dev.hone.core.Codec;
import dev.hone.core.Describe;
import dev.hone.core.Field;
import dev.hone.core.FieldMismatch;
import dev.hone.core.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The optimizers on the class path or module path, by name, with their options as data. */
public final class Optimizers {
  private Optimizers() {}

  /** All optimizers with their defaults, by name. */
  public static Map<String, Optimizer> all() {
    var found = new TreeMap<String, Optimizer>();
    for (var optimizer : ServiceLoader.load(Optimizer.class))
      found.put(optimizer.name(), optimizer);
    return found;
  }

  /**
   * An optimizer with some options changed.
   *
   * @param options option name to value; text is read as the option's type
   * @throws BadInput for an unknown name, an unknown option or a value that does not fit
   */
  public static Optimizer of(String name, Map<String, ?> options) {
    var known = all();
    var defaults = known.get(name);
    if (defaults == null)
      throw new BadInput(
          "There is no optimizer '%s'. Known are %s."
              .formatted(name, String.join(", ", known.keySet())));
    return with(defaults, options);
  }

  /** The options of an optimizer: name, type and description. */
  public static List<Field> options(Optimizer optimizer) {
    return codec(optimizer).fields();
  }

  /** The options' present values. */
  public static Values values(Optimizer optimizer) {
    return codec(optimizer).encode((Record) optimizer);
  }

  /** What the optimizer does, in a sentence. */
  public static String summary(Optimizer optimizer) {
    var described = optimizer.getClass().getAnnotation(Describe.class);
    return Optional.ofNullable(described).map(Describe::value).orElse("");
  }

  private static Optimizer with(Optimizer defaults, Map<String, ?> options) {
    var codec = codec(defaults);
    var known = codec.fields().stream().map(Field::name).toList();
    var all = new LinkedHashMap<String, Object>(codec.encode((Record) defaults).map());
    options.forEach((option, value) -> {
      if (!known.contains(option))
        throw new BadInput(
            "Optimizer '%s' has no option '%s'. It has %s."
                .formatted(defaults.name(), option, known));
      all.put(option, value);
    });
    try {
      return (Optimizer) codec.decode(Values.of(all));
    } catch (FieldMismatch e) {
      throw new BadInput("Optimizer '%s': %s".formatted(defaults.name(), e.getMessage()), e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Codec<Record> codec(Optimizer optimizer) {
    if (!(optimizer instanceof Record record))
      throw new BadInput(
          "Optimizer %s must be a record.".formatted(optimizer.getClass().getName()));
    return Codec.of((Class<Record>) record.getClass());
  }

  static String nameOf(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
