package dev.hone.core;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records to {@link Values} and back, driven by their components. */
record RecordCodec<R extends Record>(
    Class<R> type, List<Field> fields, List<RecordComponent> components, Constructor<R> constructor)
    implements Codec<R> {

  private static final ClassValue<RecordCodec<?>> CODECS =
      new ClassValue<>() {
        @Override
        protected RecordCodec<?> computeValue(Class<?> type) {
          return create(type.asSubclass(Record.class));
        }
      };

  @SuppressWarnings("unchecked")
  static <R extends Record> RecordCodec<R> of(Class<R> type) {
    return (RecordCodec<R>) CODECS.get(type);
  }

  static List<Field> fields(Class<? extends Record> type) {
    return of(type).fields();
  }

  private static <R extends Record> RecordCodec<R> create(Class<R> type) {
    refuseCycle(type, List.of());
    var components = List.of(type.getRecordComponents());
    try {
      var constructor =
          type.getDeclaredConstructor(
              components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      for (var component : components) component.getAccessor().setAccessible(true);
      return new RecordCodec<>(
          type, components.stream().map(RecordCodec::field).toList(), components, constructor);
    } catch (NoSuchMethodException | InaccessibleObjectException e) {
      throw new BadInput(
          "Cannot use record %s. Open its package to dev.hone.core in module-info.java: opens %s to dev.hone.core;"
              .formatted(type.getName(), type.getPackageName()),
          e);
    }
  }

  @Override
  public Values encode(R record) {
    var map = new LinkedHashMap<String, Object>();
    for (var component : components) {
      var value = shaped(read(component, record));
      if (value != null) map.put(component.getName(), value);
    }
    return new Values(map);
  }

  @Override
  public R decode(Values values) {
    return build(fits(fields, values.map()) ? values.map() : coerced(values));
  }

  /** Values that are right already stay as they are, to the last space. */
  private Map<String, Object> coerced(Values values) {
    var map = new LinkedHashMap<>(Coercion.coerce(fields, values.map()).map());
    for (var field : fields) {
      var value = values.get(field.name());
      if (value != null && fits(field.type(), value)) map.put(field.name(), value);
    }
    return map;
  }

  private static boolean fits(List<Field> fields, Map<?, ?> map) {
    return fields.stream()
        .allMatch(f -> {
          var value = map.get(f.name());
          return value == null ? f.optional() : fits(f.type(), value);
        });
  }

  private static boolean fits(FieldType type, Object value) {
    return switch (type) {
      case FieldType.Simple simple ->
          switch (simple) {
            case TEXT -> value instanceof String;
            case BOOL -> value instanceof Boolean;
            case INT -> value instanceof Long;
            case DECIMAL -> value instanceof Double;
            case DATE, TIME, DATETIME -> false;
            case ANY -> true;
          };
      case FieldType.Choice(var options) -> value instanceof String s && options.contains(s);
      case FieldType.ListOf(var element) ->
          value instanceof List<?> list && list.stream().allMatch(v -> fits(element, v));
      case FieldType.MapOf(var inner) ->
          value instanceof Map<?, ?> map && map.values().stream().allMatch(v -> fits(inner, v));
      case FieldType.Structure(var fields) -> value instanceof Map<?, ?> map && fits(fields, map);
    };
  }

  private R build(Map<String, Object> map) {
    @Nullable Object[] arguments = new @Nullable Object[components.size()];
    for (int i = 0; i < arguments.length; i++) {
      var component = components.get(i);
      var value = map.get(component.getName());
      try {
        arguments[i] = javaValue(component.getGenericType(), value);
      } catch (ArithmeticException e) {
        throw new FieldMismatch(
            component.getName(), "an integer between -2^31 and 2^31-1", String.valueOf(value));
      }
    }
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new FieldMismatch(
          type.getSimpleName(), "accepted by its constructor (" + cause.getMessage() + ")", map);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Cannot build %s from %s.".formatted(type.getName(), map.keySet()), e);
    }
  }

  private static void refuseCycle(Type type, List<Class<?>> inside) {
    if (type instanceof ParameterizedType p)
      for (var argument : p.getActualTypeArguments()) refuseCycle(argument, inside);
    if (!(type instanceof Class<?> c) || !c.isRecord() || c == Values.class) return;
    if (inside.contains(c))
      throw new BadInput(
          "Record %s contains itself, so its form has no end. Use a list of identifiers or Object for the inner part."
              .formatted(c.getName()));
    var deeper = Stream.concat(inside.stream(), Stream.of(c)).toList();
    for (var component : c.getRecordComponents()) refuseCycle(component.getGenericType(), deeper);
  }

  private static Field field(RecordComponent component) {
    var described = component.getAnnotation(Describe.class);
    var generic = component.getGenericType();
    boolean optional = raw(generic) == Optional.class;
    var type = typeOf(component, optional ? argument(generic, 0) : generic);
    return new Field(
        component.getName(), type, described == null ? "" : described.value(), optional);
  }

  private static FieldType typeOf(RecordComponent component, Type generic) {
    var type = raw(generic);
    if (type == String.class) return FieldType.Simple.TEXT;
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class)
      return FieldType.Simple.INT;
    if (type == double.class
        || type == Double.class
        || type == float.class
        || type == Float.class
        || type == BigDecimal.class) return FieldType.Simple.DECIMAL;
    if (type == boolean.class || type == Boolean.class) return FieldType.Simple.BOOL;
    if (type == LocalDate.class) return FieldType.Simple.DATE;
    if (type == LocalTime.class) return FieldType.Simple.TIME;
    if (type == LocalDateTime.class) return FieldType.Simple.DATETIME;
    if (type == Object.class || type == Values.class) return FieldType.Simple.ANY;
    if (type.isEnum())
      return new FieldType.Choice(
          Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList());
    if (type == List.class || type == Set.class)
      return new FieldType.ListOf(typeOf(component, argument(generic, 0)));
    if (type == Map.class && argument(generic, 0) == String.class)
      return new FieldType.MapOf(typeOf(component, argument(generic, 1)));
    if (type.isRecord()) return new FieldType.Structure(fields(type.asSubclass(Record.class)));
    throw new BadInput(
        "Component '%s' of %s has type %s, which Hone cannot show to a model. Use text, numbers, booleans, enums, dates, lists, sets, maps from String, records or Optional."
            .formatted(
                component.getName(),
                component.getDeclaringRecord().getName(),
                generic.getTypeName()));
  }

  private static @Nullable Object shaped(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Optional<?> some -> shaped(some.orElse(null));
      case Record record -> encoded(record);
      case List<?> list -> list.stream().map(RecordCodec::shaped).toList();
      case Set<?> set -> set.stream().map(RecordCodec::shaped).toList();
      case Map<?, ?> map -> {
        var out = new LinkedHashMap<String, Object>();
        map.forEach((k, v) -> {
          var shaped = shaped(v);
          if (shaped != null) out.put(String.valueOf(k), shaped);
        });
        yield out;
      }
      case Enum<?> constant -> constant.toString();
      default -> value;
    };
  }

  @SuppressWarnings("unchecked")
  private static Object encoded(Record record) {
    return record instanceof Values values
        ? values.map()
        : ((Codec<Record>) CODECS.get(record.getClass())).encode(record).map();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable Object javaValue(Type generic, @Nullable Object value) {
    var type = raw(generic);
    if (type == Optional.class)
      return Optional.ofNullable(value == null ? null : javaValue(argument(generic, 0), value));
    if (value == null) return null;
    if (type == int.class || type == Integer.class) return Math.toIntExact((Long) value);
    if (type == float.class || type == Float.class) return ((Double) value).floatValue();
    if (type == BigDecimal.class) return BigDecimal.valueOf((Double) value);
    if (type == LocalDate.class) return LocalDate.parse((String) value);
    if (type == LocalTime.class) return LocalTime.parse((String) value);
    if (type == LocalDateTime.class) return LocalDateTime.parse((String) value);
    if (type.isEnum()) return constant(type, (String) value);
    if (type == Values.class) return new Values(Json.cast((Map<?, ?>) value));
    if (type.isRecord())
      return ((RecordCodec) CODECS.get(type)).build(Json.cast((Map<?, ?>) value));
    if (type == List.class || type == Set.class) {
      Stream<Object> items =
          ((List<?>) value).stream().map(v -> javaValue(argument(generic, 0), v));
      if (type == List.class) return items.toList();
      return Collections.unmodifiableSet(new LinkedHashSet<>(items.toList()));
    }
    if (type == Map.class) {
      var out = new LinkedHashMap<String, @Nullable Object>();
      ((Map<String, Object>) value)
          .forEach((k, v) -> out.put(k, javaValue(argument(generic, 1), v)));
      return Collections.unmodifiableMap(out);
    }
    return value;
  }

  private static Object constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> String.valueOf(c).equals(text))
        .findFirst()
        .orElseThrow();
  }

  private static @Nullable Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Cannot read %s of %s.".formatted(component.getName(), record.getClass().getName()), e);
    }
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> c -> c;
      case ParameterizedType p -> (Class<?>) p.getRawType();
      default -> Object.class;
    };
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType p ? p.getActualTypeArguments()[index] : Object.class;
  }
}
