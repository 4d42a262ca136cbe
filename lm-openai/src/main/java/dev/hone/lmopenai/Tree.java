package dev.hone.lmopenai;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object of a provider, read without trust in its shape: what is not there is empty. */
record Tree(Map<?, ?> map) {
  static final Tree EMPTY = new Tree(Map.of());

  static Tree of(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? new Tree(map) : EMPTY;
  }

  boolean has(String name) {
    return map.get(name) != null;
  }

  Tree tree(String name) {
    return of(map.get(name));
  }

  List<Tree> trees(String name) {
    return map.get(name) instanceof List<?> list ? list.stream().map(Tree::of).toList() : List.of();
  }

  /** Text, or the texts of a list of parts one after the other. */
  String text(String name) {
    return switch (map.get(name)) {
      case String text -> text;
      case Number number -> number.toString();
      case List<?> parts -> String.join("", parts.stream().map(p -> of(p).text("text")).toList());
      case null, default -> "";
    };
  }

  long number(String name) {
    return map.get(name) instanceof Number n ? n.longValue() : 0;
  }

  double decimal(String name) {
    return map.get(name) instanceof Number n ? n.doubleValue() : 0;
  }
}
