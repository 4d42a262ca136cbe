package dev.hone.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Recursive descent over the string form of a signature; every complaint names a column. */
final class SignatureReader {
  private final String text;
  private int at;

  SignatureReader(String text) {
    this.text = text;
  }

  Signature read() {
    var inputs = fields("->");
    if (!take("->")) throw wrong("'->' between inputs and outputs");
    var outputs = fields("");
    if (at < text.length()) throw wrong("the end of the signature");
    return placed(() -> new Signature(inputs, outputs));
  }

  private List<Field> fields(String end) {
    var fields = new ArrayList<Field>();
    if (ends(end)) return fields;
    do fields.add(field());
    while (take(","));
    return fields;
  }

  private Field field() {
    var name = name();
    boolean optional = take("?");
    FieldType type = FieldType.Simple.TEXT;
    if (take(":")) {
      if (take("optional[") || take("Optional[")) {
        type = type();
        if (!take("]")) throw wrong("']'");
        optional = true;
      } else {
        type = type();
      }
      while (peek("|")) {
        take("|");
        if (!word().equalsIgnoreCase("none"))
          throw wrong("'None' after '|', or quoted alternatives such as 'a'|'b'");
        optional = true;
      }
    }
    boolean missable = take("?") || optional;
    var told = type;
    return placed(() -> new Field(name, told, "", missable));
  }

  /** Builds a part whose own checks know neither the signature nor the column. */
  private <T> T placed(Supplier<T> part) {
    try {
      return part.get();
    } catch (BadInput e) {
      throw e.at("Signature \"%s\", column %d".formatted(text, at + 1));
    }
  }

  private FieldType type() {
    skip();
    if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) return choice();
    if (take("{")) {
      var fields = fields("}");
      if (!take("}")) throw wrong("'}' after the fields of a nested record");
      return placed(() -> new FieldType.Structure(fields));
    }
    int start = at;
    var word = word().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "str", "string", "text" -> FieldType.Simple.TEXT;
      case "int", "integer", "long" -> FieldType.Simple.INT;
      case "float", "double", "number", "decimal" -> FieldType.Simple.DECIMAL;
      case "bool", "boolean" -> FieldType.Simple.BOOL;
      case "date" -> FieldType.Simple.DATE;
      case "time" -> FieldType.Simple.TIME;
      case "datetime" -> FieldType.Simple.DATETIME;
      case "any", "json" -> FieldType.Simple.ANY;
      case "list", "set" -> new FieldType.ListOf(parameter(FieldType.Simple.TEXT));
      case "map", "dict" -> map();
      case "literal" -> literal();
      default -> {
        at = start;
        throw wrong(
            "a type (str, int, float, bool, date, time, datetime, any, list[T], map[T], {name: T} or 'a'|'b')");
      }
    };
  }

  private FieldType parameter(FieldType otherwise) {
    if (!take("[")) return otherwise;
    var type = type();
    if (!take("]")) throw wrong("']'");
    return type;
  }

  private FieldType map() {
    if (!take("[")) return new FieldType.MapOf(FieldType.Simple.ANY);
    var first = type();
    if (take(",")) {
      if (first != FieldType.Simple.TEXT) throw wrong("str as the key type of a map");
      first = type();
    }
    if (!take("]")) throw wrong("']'");
    return new FieldType.MapOf(first);
  }

  private FieldType choice() {
    var options = new ArrayList<String>();
    do options.add(quoted());
    while (quotedFollows());
    return placed(() -> new FieldType.Choice(options));
  }

  private boolean quotedFollows() {
    int back = at;
    if (take("|")) {
      skip();
      if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) return true;
    }
    at = back;
    return false;
  }

  private FieldType literal() {
    if (!take("[")) throw wrong("'[' after literal");
    var options = new ArrayList<String>();
    do options.add(quoted());
    while (take(","));
    if (!take("]")) throw wrong("']'");
    return placed(() -> new FieldType.Choice(options));
  }

  private String quoted() {
    skip();
    char quote = at < text.length() ? text.charAt(at) : 0;
    if (quote != '\'' && quote != '"') throw wrong("a quoted option such as 'yes'");
    var option = new StringBuilder();
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        at = i + 1;
        return option.toString();
      }
      if (c == '\\' && i + 1 < text.length() && "'\"\\".indexOf(text.charAt(i + 1)) >= 0)
        c = text.charAt(++i);
      option.append(c);
    }
    throw wrong("the closing " + quote + " of an option");
  }

  private String name() {
    var name = word();
    if (name.isEmpty()) throw wrong("a field name");
    return name;
  }

  private String word() {
    skip();
    int start = at;
    while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) at++;
    return text.substring(start, at);
  }

  private boolean ends(String end) {
    skip();
    return end.isEmpty() ? at >= text.length() : text.startsWith(end, at);
  }

  private boolean peek(String token) {
    skip();
    return text.startsWith(token, at);
  }

  private boolean take(String token) {
    if (!peek(token)) return false;
    at += token.length();
    return true;
  }

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
  }

  private BadInput wrong(String expected) {
    skip();
    var found =
        at >= text.length()
            ? "the end"
            : "'" + text.substring(at, Math.min(at + 12, text.length())) + "'";
    return new BadInput(
        "Signature \"%s\", column %d: expected %s, found %s. A signature looks like: text, tags: list[str] -> label: 'a'|'b', score: float"
            .formatted(text, at + 1, expected, found));
  }
}
