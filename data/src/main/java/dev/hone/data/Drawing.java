package dev.hone.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.Json;
import dev.hone.core.Values;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Which rows of a set are drawn, and in what order: by the SHA-256 digest of seed, name and key, so
 * that any language can repeat it. Keys are the first input's letters and digits in lower case.
 */
record Drawing(DataSet set, long seed) {

  private record Keyed(String digest, SequencedMap<String, Object> row) {}

  /** Without twins, and without texts that occur with more than one answer. */
  List<SequencedMap<String, Object>> distinct(List<SequencedMap<String, Object>> rows) {
    var byKey = new LinkedHashMap<String, SequencedMap<String, Object>>();
    var torn = new HashSet<String>();
    for (var row : rows) {
      var key = key(row, set.inputs());
      var known = byKey.putIfAbsent(key, row);
      if (known != null && !answers(known).equals(answers(row))) torn.add(key);
    }
    torn.forEach(byKey::remove);
    return List.copyOf(byKey.values());
  }

  /** Without rows whose inputs occur among {@code others}. */
  List<SequencedMap<String, Object>> without(
      List<SequencedMap<String, Object>> rows, List<SequencedMap<String, Object>> others) {
    var known = new HashSet<String>();
    for (var row : others) known.add(key(row, set.inputs()));
    return rows.stream().filter(r -> !known.contains(key(r, set.inputs()))).toList();
  }

  /** All rows in the order in which they are drawn. */
  List<SequencedMap<String, Object>> ordered(List<SequencedMap<String, Object>> rows) {
    var keyed = new ArrayList<Keyed>();
    for (var row : rows) {
      var key = key(row, set.inputs().subList(0, Math.min(1, set.inputs().size())));
      keyed.add(new Keyed(digest("%d|%s|%s".formatted(seed, set.name(), key)), row));
    }
    keyed.sort(Comparator.comparing(Keyed::digest));
    var ordered = new ArrayList<SequencedMap<String, Object>>();
    for (var one : keyed) ordered.add(one.row());
    return set.balance().isEmpty() ? ordered : balanced(ordered, set.balance().get());
  }

  /** Each value in turn, each with its rows in their order. */
  private static List<SequencedMap<String, Object>> balanced(
      List<SequencedMap<String, Object>> rows, String column) {
    Map<String, Deque<SequencedMap<String, Object>>> groups = new LinkedHashMap<>();
    for (var row : rows)
      groups.computeIfAbsent(String.valueOf(row.get(column)), _ -> new ArrayDeque<>()).add(row);
    var all = new ArrayList<SequencedMap<String, Object>>();
    while (all.size() < rows.size())
      for (var group : groups.values()) if (!group.isEmpty()) all.add(group.removeFirst());
    return Collections.unmodifiableList(all);
  }

  private List<String> answers(Map<String, Object> row) {
    return set.outputs().stream().map(o -> Values.textOf(row.getOrDefault(o, ""))).toList();
  }

  private String key(Map<String, Object> row, List<String> columns) {
    var parts = new LinkedHashSet<String>();
    for (var column : columns) {
      var value = row.getOrDefault(column, "");
      var text = value instanceof String s ? s : Json.write(value);
      parts.add(set.literalKey() ? text : plain(text));
    }
    return String.join("\n", parts);
  }

  private static String plain(String text) {
    var plain = new StringBuilder();
    text.codePoints()
        .filter(Character::isLetterOrDigit)
        .map(Character::toLowerCase)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  static String digest(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(UTF_8)));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
