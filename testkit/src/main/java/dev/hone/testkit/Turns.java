package dev.hone.testkit;

import dev.hone.core.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request as the student of a simulated world reads it.
 *
 * @param system all system turns together
 * @param whole all turns together
 * @param question the turn that asks
 */
record Turns(Optional<String> system, String whole, String question) {
  private static final Pattern CARRIED = Pattern.compile("NOTES\\{[^{}]*\\}");

  static Turns of(List<Message> messages) {
    var system = new ArrayList<String>();
    var question = "";
    for (var message : messages) {
      if (message.role() == Message.Role.SYSTEM) system.add(message.text());
      if (message.role() == Message.Role.USER && SimulatedWorld.CASE.matcher(message.text()).find())
        question = message.text();
    }
    return new Turns(
        system.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", system)),
        text(messages),
        question);
  }

  static String text(List<Message> messages) {
    return messages.stream().map(Message::text).collect(Collectors.joining("\n"));
  }

  /** The tag of the case that is asked about: the last one. */
  Optional<String> lastCase() {
    var tag = SimulatedWorld.CASE.matcher(whole);
    String last = null;
    while (tag.find()) last = tag.group(1);
    return Optional.ofNullable(last);
  }

  /**
   * What the student was told: the system turns with what earlier steps handed on, or, without a
   * system turn, all that stands before the case.
   */
  String instruction(String about) {
    if (system.isEmpty()) return whole.substring(0, whole.lastIndexOf("[case " + about + "]"));
    return system.get() + carried(question);
  }

  /** The notes in a text, each on a line of its own. */
  static String carried(String text) {
    return CARRIED.matcher(text).results().map(n -> "\n" + n.group()).collect(Collectors.joining());
  }

  /** Without white space at both ends, non-breaking spaces included. */
  static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) from++;
    while (from < to && isSpace(text.charAt(to - 1))) to--;
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }
}
