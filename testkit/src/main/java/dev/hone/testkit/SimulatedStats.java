package dev.hone.testkit;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/** What a simulated world was asked, counted where it is asked. Safe for many threads. */
final class SimulatedStats {
  private final long seed;
  private final long start = System.nanoTime();
  private final Map<SimulatedRole, Row> rows = new EnumMap<>(SimulatedRole.class);
  private final Map<String, Integer> occurrences = new HashMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private int inFlight;
  private int maxInFlight;

  private static final class Row {
    private final Set<String> distinct = new HashSet<>();
    private long calls;
    private long choices;
    private long promptTokens;
    private long completionTokens;
  }

  SimulatedStats(long seed) {
    this.seed = seed;
    for (var role : SimulatedRole.values()) rows.put(role, new Row());
  }

  /** Counts an arrival; returns how often the same was tried before. */
  synchronized int arrived(String request) {
    maxInFlight = Math.max(maxInFlight, ++inFlight);
    return attempts.merge(request, 1, Integer::sum) - 1;
  }

  synchronized void left() {
    inFlight--;
  }

  synchronized void failed(int status) {
    errors.merge(String.valueOf(status), 1, Integer::sum);
  }

  /** Counts a call that will be answered; returns how often the same was answered before. */
  synchronized int answering(SimulatedRole role, String request, int choices) {
    var row = row(role);
    row.calls++;
    row.choices += choices;
    row.distinct.add(request);
    return occurrences.merge(request, 1, Integer::sum) - 1;
  }

  synchronized void spent(SimulatedRole role, long promptTokens, long completionTokens) {
    row(role).promptTokens += promptTokens;
    row(role).completionTokens += completionTokens;
  }

  private Row row(SimulatedRole role) {
    return rows.computeIfAbsent(role, _ -> new Row());
  }

  synchronized long calls(SimulatedRole role) {
    return row(role).calls;
  }

  synchronized SequencedMap<String, Object> toMap() {
    var byRole = new LinkedHashMap<String, Object>();
    for (var role : List.of(SimulatedRole.REFLECT, SimulatedRole.TASK)) {
      var row = row(role);
      var counts = new LinkedHashMap<String, Object>();
      counts.put("calls", row.calls);
      counts.put("choices", row.choices);
      counts.put("distinct", row.distinct.size());
      counts.put("prompt_tokens", row.promptTokens);
      counts.put("completion_tokens", row.completionTokens);
      byRole.put(role.text(), counts);
    }
    var map = new LinkedHashMap<String, Object>();
    map.put("by_role", byRole);
    map.put("errors", new TreeMap<>(errors));
    map.put("max_in_flight", maxInFlight);
    map.put("seconds_since_reset", Math.floorDiv(System.nanoTime() - start, 1_000_000) / 1000.0);
    map.put("seed", seed);
    return map;
  }
}
