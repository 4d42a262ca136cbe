package dev.hone.engine;

import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts in the journal. What a step sent and got is not repeated: it is found again under the
 * keys of its calls.
 */
final class RolloutJson {
  private static final int USUAL = 640;

  private RolloutJson() {}

  /** A rollout and the keys of the calls its metric made. */
  record Stored(Rollout rollout, List<String> judgeCalls) {}

  static String write(Rollout rollout, Collection<String> judgeCalls) {
    var map = new LinkedHashMap<String, Object>();
    map.put("status", rollout.status());
    map.put("score", rollout.score());
    map.put("feedback", rollout.grade().feedback());
    if (!rollout.grade().parts().isEmpty()) map.put("parts", rollout.grade().parts());
    if (!rollout.grade().remarks().isEmpty()) map.put("remarks", rollout.grade().remarks());
    map.put("output", rollout.output().map());
    rollout.error().ifPresent(e -> map.put("error", e));
    map.put("steps", rollout.trace().steps().stream().map(RolloutJson::step).toList());
    if (!judgeCalls.isEmpty()) map.put("judgeCalls", judgeCalls);
    var body = new StringBuilder(USUAL);
    Json.write(map, body);
    return body.toString();
  }

  private static Map<String, Object> step(Trace.Step step) {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", step.id());
    map.put("kind", step.kind());
    map.put("slot", step.slot());
    step.parent().ifPresent(p -> map.put("parent", p));
    if (!step.readFrom().isEmpty()) map.put("readFrom", step.readFrom());
    map.put("input", step.input().map());
    map.put("output", step.output().map());
    if (step.calls().isEmpty() && !step.raw().isEmpty()) map.put("raw", step.raw());
    if (!step.calls().isEmpty()) map.put("calls", step.calls());
    if (step.repairs() > 0) map.put("repairs", step.repairs());
    step.error().ifPresent(e -> map.put("error", e));
    map.put("startMs", step.startMs());
    map.put("durationMs", step.durationMs());
    return map;
  }

  static Stored read(
      String body, String candidate, Example example, Conditions conditions, Calls calls) {
    var map = Json.parseObject(body);
    var parts = new LinkedHashMap<String, Double>();
    object(map.get("parts")).forEach((k, v) -> parts.put(k, ((Number) v).doubleValue()));
    var remarks = new LinkedHashMap<String, String>();
    object(map.get("remarks")).forEach((k, v) -> remarks.put(k, String.valueOf(v)));
    var grade =
        new Grade(
            number(map.get("score")).doubleValue(), text(map.get("feedback")), parts, remarks);
    var steps = list(map.get("steps")).stream().map(s -> step(object(s), calls)).toList();
    var rollout =
        new Rollout(
            candidate,
            example,
            conditions,
            Rollout.Status.valueOf(text(map.get("status")).toUpperCase(Locale.ROOT)),
            Values.of(object(map.get("output"))),
            grade,
            new Trace(steps),
            Optional.ofNullable(map.get("error")).map(String::valueOf));
    return new Stored(rollout, list(map.get("judgeCalls")).stream().map(String::valueOf).toList());
  }

  private static Trace.Step step(Map<String, Object> map, Calls calls) {
    var keys = list(map.get("calls")).stream().map(String::valueOf).toList();
    return new Trace.Step(
        text(map.get("id")),
        Trace.Kind.valueOf(text(map.get("kind")).toUpperCase(Locale.ROOT)),
        text(map.get("slot")),
        Optional.ofNullable(map.get("parent")).map(String::valueOf),
        list(map.get("readFrom")).stream().map(String::valueOf).toList(),
        Values.of(object(map.get("input"))),
        Values.of(object(map.get("output"))),
        keys.isEmpty() ? text(map.get("raw")) : calls.rawOf(keys.getLast()),
        sent(keys, calls),
        keys,
        map.get("repairs") instanceof Number n ? n.intValue() : 0,
        Optional.ofNullable(map.get("error")).map(String::valueOf),
        number(map.get("startMs")).longValue(),
        number(map.get("durationMs")).longValue());
  }

  private static List<Message> sent(List<String> keys, Calls calls) {
    return keys.isEmpty()
        ? List.of()
        : calls.requestOf(keys.getFirst()).map(Request::messages).orElse(List.of());
  }

  private static Map<String, Object> object(@Nullable Object value) {
    return value == null ? Map.of() : Json.object(value);
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static Number number(@Nullable Object value) {
    return value instanceof Number n ? n : 0;
  }
}
