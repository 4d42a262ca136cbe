package dev.hone.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which column a field is read from, where the names differ, and values that are the same in every
 * row.
 *
 * @param columns field name to column name
 * @param constants field name to value
 */
public record Mapping(Map<String, String> columns, Map<String, Object> constants) {
  public static final Mapping NONE = new Mapping(Map.of(), Map.of());

  public Mapping {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
  }

  String column(String field) {
    return columns.getOrDefault(field, field);
  }
}
