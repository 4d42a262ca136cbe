package dev.hone.testkit;

import dev.hone.core.Json;
import dev.hone.core.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * In which form a request wants its answer, as far as it is one of Hone's.
 *
 * @param fields what is asked for, in order; empty when the form is none of Hone's
 */
record AnswerForm(Kind kind, List<Asked> fields) {
  private static final Pattern ONLY =
      Pattern.compile("(?m)^Answer only with the (\\w[\\w ]*?)(?:: (.*)|\\.)$");
  private static final Pattern LISTED =
      Pattern.compile("^\\d+\\. `(\\w+)`(?: \\(([^\\n]*?)\\))?(?::.*)?$");
  private static final Pattern LINE = Pattern.compile("^(\\w+): (?:<([^\\n]*)>|\\.\\.\\.)$");
  private static final Pattern PROSE =
      Pattern.compile(
          "reason|rationale|thought|analy|criti|gradient|feedback|summar|observ|descri|diagnos|explan|lesson|reflect|comment|mutation");

  enum Kind {
    MARKERS("You answer with these fields:\n"),
    JSON("Answer with one JSON object that has exactly these keys:\n"),
    XML("Answer with these fields, each between its tags:\n"),
    LINES("Answer with these lines:\n"),
    ONLY(""),
    FREE("");

    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }
  }

  /**
   * One field.
   *
   * @param hint what its value must be, in words; empty for text
   */
  record Asked(String name, String hint) {

    /** Whether it wants words about something rather than the thing itself. */
    boolean prose() {
      return PROSE.matcher(name.toLowerCase(Locale.ROOT)).find();
    }
  }

  static AnswerForm of(List<Message> messages) {
    return of(Turns.text(messages));
  }

  /** The form that is asked for first: a request may quote others further down. */
  static AnswerForm of(String text) {
    var best = new AnswerForm(Kind.FREE, List.of());
    int first = Integer.MAX_VALUE;
    for (var kind : List.of(Kind.MARKERS, Kind.JSON, Kind.XML, Kind.LINES)) {
      int at = text.indexOf(kind.sign);
      if (at < 0 || at >= first) continue;
      var line = kind == Kind.LINES ? LINE : LISTED;
      var fields = fields(line, text.substring(at + kind.sign.length()));
      if (fields.isEmpty()) continue;
      best = new AnswerForm(kind, fields);
      first = at;
    }
    var only = ONLY.matcher(text);
    if (!only.find() || only.start() >= first) return best;
    var hint = Optional.ofNullable(only.group(2)).orElse("");
    return new AnswerForm(Kind.ONLY, List.of(new Asked(only.group(1).replace(' ', '_'), hint)));
  }

  private static List<Asked> fields(Pattern line, String text) {
    var fields = new ArrayList<Asked>();
    for (var next : text.split("\n", -1)) {
      var field = line.matcher(next);
      if (next.isBlank()) break;
      if (field.find())
        fields.add(new Asked(field.group(1), Optional.ofNullable(field.group(2)).orElse("")));
    }
    return fields;
  }

  /** The first field whose name begins so. */
  Optional<Asked> field(String beginning) {
    return fields.stream().filter(f -> f.name().startsWith(beginning)).findFirst();
  }

  /** The last field that is not prose: where the answer to a case goes. */
  Optional<Asked> target() {
    return fields.reversed().stream().filter(f -> !f.prose()).findFirst();
  }

  /** Whether a case of the world is to be answered. */
  boolean asksForCode() {
    return target()
        .filter(f ->
            f.name().equals(SimulatedWorld.OUTPUT) || f.name().startsWith(SimulatedWorld.NOTES))
        .isPresent();
  }

  /** The answer, each field with its value. */
  String write(Function<Asked, Object> values) {
    return switch (kind) {
      case MARKERS ->
          joined("", f -> "[[ ## %s ## ]]\n%s\n\n".formatted(f.name(), text(values.apply(f))))
              + "[[ ## completed ## ]]";
      case XML -> joined("\n", f -> "<%1$s>%2$s</%1$s>".formatted(f.name(), text(values.apply(f))));
      case LINES ->
          joined("\n", f -> f.name() + ": " + text(values.apply(f)).replace("\n", "\n  "));
      case JSON -> {
        var map = new LinkedHashMap<String, Object>();
        for (var field : fields) map.put(field.name(), values.apply(field));
        yield Json.write(map);
      }
      case ONLY, FREE -> joined("\n", f -> text(values.apply(f)));
    };
  }

  private String joined(String between, Function<Asked, String> part) {
    return fields.stream().map(part).collect(Collectors.joining(between));
  }

  private static String text(Object value) {
    return value instanceof String s ? s : Json.write(value);
  }
}
