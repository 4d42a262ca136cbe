package dev.hone.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text with named holes, {@code {{name}}}. Filling is one pass: what is filled in is never read
 * for holes again.
 *
 * @param parts literals and variables in order of appearance
 */
public record Template(List<Part> parts) {
  private static final Pattern HOLE = Pattern.compile("\\{\\{\\s*([A-Za-z_][A-Za-z0-9_.]*)\\s*}}");

  public Template {
    parts = List.copyOf(parts);
  }

  /** A stretch of text, or the name of a hole. */
  public sealed interface Part {}

  public record Literal(String text) implements Part {}

  public record Variable(String name) implements Part {}

  public static Template of(String text) {
    var parts = new ArrayList<Part>();
    var hole = HOLE.matcher(text);
    int from = 0;
    while (hole.find()) {
      if (hole.start() > from) parts.add(new Literal(text.substring(from, hole.start())));
      parts.add(new Variable(hole.group(1)));
      from = hole.end();
    }
    if (from < text.length()) parts.add(new Literal(text.substring(from)));
    return new Template(parts);
  }

  /** The names of all holes, sorted; a name that occurs twice is listed twice. */
  public List<String> variables() {
    return parts.stream()
        .filter(Variable.class::isInstance)
        .map(p -> ((Variable) p).name())
        .sorted()
        .toList();
  }

  /** Fills the holes that {@code values} knows; others are written back as {@code {{name}}}. */
  public String render(Map<String, ?> values) {
    return parts.stream().map(p -> text(p, values)).collect(Collectors.joining());
  }

  private static String text(Part part, Map<String, ?> values) {
    return switch (part) {
      case Literal(var text) -> text;
      case Variable(var name) -> {
        var value = values.get(name);
        yield value == null ? "{{" + name + "}}" : Values.textOf(value);
      }
    };
  }
}
