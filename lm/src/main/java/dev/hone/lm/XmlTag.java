package dev.hone.lm;

import dev.hone.core.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tag with what it encloses, by positions in a text.
 *
 * @param start of the opening tag
 * @param from of the content
 * @param to the end of the content
 * @param end behind the closing tag; equal to {@code to} when there is none
 */
record XmlTag(String name, int start, int from, int to, int end) {
  private static final Pattern OPEN =
      Pattern.compile("<([\\p{L}_$][\\w.$-]*)(\\s[^<>]*)?>", Pattern.UNICODE_CHARACTER_CLASS);

  String inside(String text) {
    return text.substring(from, to);
  }

  boolean closed() {
    return end > to;
  }

  /** The first tag named like one of the fields at or behind {@code from}. */
  static @Nullable XmlTag next(String text, List<Field> fields, int from) {
    if (text.indexOf('<', from) < 0) return null;
    var open = OPEN.matcher(text);
    for (int at = from; open.find(at); at = open.end())
      if (Typed.named(fields, open.group(1)) != null)
        return matched(text, open.group(1), open.start(), open.end());
    return null;
  }

  /** All tags at the top level of a text. */
  static List<XmlTag> children(String text) {
    var all = new ArrayList<XmlTag>();
    var open = OPEN.matcher(text);
    for (int at = 0; open.find(at); ) {
      var tag = matched(text, open.group(1), open.start(), open.end());
      if (tag.closed()) all.add(tag);
      at = tag.closed() ? tag.end() : open.end();
    }
    return all;
  }

  private static XmlTag matched(String text, String name, int start, int from) {
    var either =
        Pattern.compile(
                "<(/\\s*)?" + Pattern.quote(name) + "(\\s[^<>]*)?>", Pattern.CASE_INSENSITIVE)
            .matcher(text);
    int depth = 1;
    int begin = from;
    @Nullable XmlTag innermost = null;
    for (int at = from; either.find(at); at = either.end()) {
      boolean closing = either.group(1) != null;
      if (closing && innermost == null)
        innermost = new XmlTag(name, start, begin, either.start(), either.end());
      if (!closing) begin = either.end();
      depth += closing ? -1 : 1;
      if (depth == 0) return new XmlTag(name, start, from, either.start(), either.end());
    }
    if (innermost != null) return innermost;
    return new XmlTag(name, start, from, text.length(), text.length());
  }
}
