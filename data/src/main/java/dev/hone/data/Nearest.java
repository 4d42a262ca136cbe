package dev.hone.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name somebody probably meant. */
final class Nearest {
  private Nearest() {}

  /** The nearest of {@code known}, when at most a third of {@code name} is wrong. */
  static Optional<String> to(String name, Collection<String> known) {
    var wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(k -> distance(wanted, k.toLowerCase(Locale.ROOT))))
        .filter(k ->
            distance(wanted, k.toLowerCase(Locale.ROOT)) <= Math.max(1, (name.length() + 2) / 3));
  }

  /** {@code Did you mean 'x'? } or nothing, for the middle of a message. */
  static String hint(String name, Collection<String> known) {
    return to(name, known).map("Did you mean '%s'? "::formatted).orElse("");
  }

  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
