package dev.hone.programs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/** Takes passwords and keys out of addresses before they reach a file. */
final class Secrets {
  private static final Pattern LOGIN = Pattern.compile("(?<=://)[^/@\\s]+@");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?i)(?<=[?&](?:key|apikey|api_key|api-key|token|access_token|secret|password)=)[^&\\s\"']+");

  private Secrets() {}

  static String without(String text) {
    return PARAMETER.matcher(LOGIN.matcher(text).replaceAll("")).replaceAll("hidden");
  }

  static SequencedMap<String, Object> without(Map<String, Object> map) {
    var clean = new LinkedHashMap<String, Object>();
    map.forEach((key, value) -> clean.put(key, without(value)));
    return clean;
  }

  private static Object without(Object value) {
    return switch (value) {
      case String text -> without(text);
      case List<?> list -> list.stream().map(Secrets::without).toList();
      case Map<?, ?> map -> {
        var clean = new LinkedHashMap<String, Object>();
        map.forEach((key, inner) -> clean.put(String.valueOf(key), without(inner)));
        yield clean;
      }
      default -> value;
    };
  }
}
