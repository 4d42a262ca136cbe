package dev.hone.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes keys out of text before it is shown or written. */
record Secrets(List<String> values) {
  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)(_.*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern BEARER =
      Pattern.compile("(?i)(bearer\\s+|x-api-key[=:]\\s*)[A-Za-z0-9._\\-]{6,}");
  private static final int SHORTEST = 6;

  /** Every value of the environment whose name sounds secret. */
  static Secrets of(Map<String, String> environment) {
    var values = new ArrayList<String>();
    environment.forEach((name, value) -> {
      if (SECRET_NAME.matcher(name).matches() && value.strip().length() >= SHORTEST)
        values.add(value.strip());
    });
    values.sort(Comparator.comparingInt(String::length).reversed());
    return new Secrets(values);
  }

  String scrub(String text) {
    var scrubbed = text;
    for (var value : values) scrubbed = scrubbed.replace(value, "***");
    return BEARER.matcher(scrubbed).replaceAll("$1***");
  }
}
