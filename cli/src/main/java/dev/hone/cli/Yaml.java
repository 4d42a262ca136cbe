package dev.hone.cli;

import dev.hone.core.BadInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** A piece of a YAML document that knows its line. */
sealed interface Yaml {

  int line();

  /** Lists, maps and scalars without their lines. */
  @Nullable Object plain();

  /** What the piece is, for a complaint. */
  String describe();

  /**
   * @param keyLines where each key stands
   */
  record Mapping(int line, SequencedMap<String, Yaml> entries, Map<String, Integer> keyLines)
      implements Yaml {
    @Override
    public SequencedMap<String, Object> plain() {
      var map = new LinkedHashMap<String, Object>();
      entries.forEach((key, value) -> {
        var plain = value.plain();
        if (plain != null) map.put(key, plain);
      });
      return map;
    }

    @Override
    public String describe() {
      return "a mapping with the keys " + entries.keySet();
    }
  }

  record Sequence(int line, List<Yaml> items) implements Yaml {
    @Override
    public List<Object> plain() {
      return items.stream().map(Yaml::plain).filter(Objects::nonNull).toList();
    }

    @Override
    public String describe() {
      return "a list of %d item%s".formatted(items.size(), items.size() == 1 ? "" : "s");
    }
  }

  record Scalar(int line, @Nullable Object plain) implements Yaml {
    @Override
    public String describe() {
      return plain == null ? "nothing" : "'" + plain + "'";
    }
  }

  /**
   * Reads one document.
   *
   * @throws BadInput naming file and line when it is not YAML, or says something twice
   */
  static Yaml parse(String file, String text) {
    try (var parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
      var token = parser.nextToken();
      if (token == null) throw new BadInput("%s is empty. Describe a task in it.".formatted(file));
      var document = new Reader(file, parser).value(token);
      if (parser.nextToken() != null)
        throw complaint(file, lineOf(parser), "a second document begins. Keep one task per file.");
      return document;
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      var said = Objects.requireNonNullElse(e.getOriginalMessage(), "").lines();
      var words = said.map(String::strip).filter(s -> !s.startsWith("in ")).limit(2).toList();
      throw complaint(
          file,
          line,
          "this is not YAML (%s). Check the indentation, and quote texts with ':' or '#'."
              .formatted(String.join("; ", words)));
    }
  }

  static BadInput complaint(String file, int line, String message) {
    return new BadInput("%s, line %d: %s".formatted(file, line, message));
  }

  private static int lineOf(JsonParser parser) {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  /** Builds the tree from the parser's tokens. */
  record Reader(String file, JsonParser parser) {

    Yaml value(JsonToken token) {
      int line = lineOf(parser);
      return switch (token) {
        case START_OBJECT -> mapping(line);
        case START_ARRAY -> sequence(line);
        case VALUE_TRUE -> new Scalar(line, true);
        case VALUE_FALSE -> new Scalar(line, false);
        case VALUE_NULL -> new Scalar(line, null);
        case VALUE_NUMBER_INT -> new Scalar(line, parser.getLongValue());
        case VALUE_NUMBER_FLOAT -> new Scalar(line, parser.getDoubleValue());
        case VALUE_STRING -> new Scalar(line, parser.getString());
        default ->
            throw complaint(
                file, line, "'%s' cannot be read. Write it out.".formatted(parser.getString()));
      };
    }

    private Mapping mapping(int line) {
      var entries = new LinkedHashMap<String, Yaml>();
      var lines = new LinkedHashMap<String, Integer>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        var key = Objects.requireNonNull(parser.currentName());
        int keyLine = lineOf(parser);
        var value = value(Objects.requireNonNull(parser.nextToken()));
        var before = lines.put(key, keyLine);
        if (before != null)
          throw complaint(
              file,
              keyLine,
              "the key '%s' stands here and on line %d. Keep one.".formatted(key, before));
        entries.put(key, value);
      }
      return new Mapping(line, entries, lines);
    }

    private Sequence sequence(int line) {
      var items = new ArrayList<Yaml>();
      for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken())
        items.add(value(Objects.requireNonNull(token)));
      return new Sequence(line, items);
    }
  }
}
