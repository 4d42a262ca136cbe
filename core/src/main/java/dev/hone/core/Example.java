package dev.hone.core;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A case to learn from or to judge by.
 *
 * @param id depends on content; twins within one data set are told apart by a suffix
 * @param expected the right outputs, and whatever else a metric needs to know
 * @param tags free labels, for example the source or a difficulty
 */
public record Example(String id, Values input, Values expected, SortedMap<String, String> tags) {

  public Example {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  public static Example of(Values input, Values expected) {
    return new Example(
        ContentId.of(Json.canonical(List.of(input.map(), expected.map()))),
        input,
        expected,
        new TreeMap<>());
  }

  public static Example of(Record input, Record expected) {
    return of(encode(input), encode(expected));
  }

  public Example withId(String next) {
    return new Example(next, input, expected, tags);
  }

  /** Input and expected output as {@code name: value} lines. */
  public String text() {
    return input.merge(expected).text();
  }

  @SuppressWarnings("unchecked")
  private static <R extends Record> Values encode(R record) {
    return record instanceof Values values
        ? values
        : Codec.of((Class<R>) record.getClass()).encode(record);
  }
}
