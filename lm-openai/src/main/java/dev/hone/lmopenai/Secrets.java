package dev.hone.lmopenai;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What must not be shown, and the way to take it out of a text that a server sent. */
final class Secrets {
  // Shorter ones are placeholders such as "none", which occur in honest answers.
  private static final int SHORTEST = 12;

  private final List<String> secrets;

  private Secrets(List<String> secrets) {
    this.secrets = secrets;
  }

  static Secrets of(String key, Optional<Address.Via> via) {
    var proxy = via.map(Address.Via::authorization).orElse("").replaceFirst("^Basic ", "");
    return new Secrets(Stream.of(key, proxy).filter(s -> s.length() >= SHORTEST).toList());
  }

  String hide(String text) {
    var shown = text;
    for (var secret : secrets) if (shown.contains(secret)) shown = shown.replace(secret, "[key]");
    return shown;
  }

  @Override
  public String toString() {
    return "[keys]";
  }
}
