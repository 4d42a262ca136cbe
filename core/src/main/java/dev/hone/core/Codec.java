package dev.hone.core;

import java.util.List;

/**
 * Carries one side of a predictor between the user's type and {@link Values}. Frameworks bring
 * their own for parameter lists and return types. Implementations are safe for use by many threads.
 */
public interface Codec<T> {

  /** The fields of this side, in order. */
  List<Field> fields();

  Values encode(T value);

  /**
   * @throws FieldMismatch when a field is missing or does not fit
   */
  T decode(Values values);

  /**
   * Records: components are fields, {@link Describe} their descriptions, {@link java.util.Optional}
   * what may be missing.
   */
  static <R extends Record> Codec<R> of(Class<R> type) {
    return RecordCodec.of(type);
  }

  /** Values as they are. */
  static Codec<Values> values(List<Field> fields) {
    var copy = List.copyOf(fields);
    AsTheyAre codec = () -> copy;
    return codec;
  }
}
