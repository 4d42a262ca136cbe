package dev.hone.lmlocal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All the ways in which a text read so far can go on to be JSON of a shape: a set of stacks of
 * parts still to come. A value; reading a byte gives the next state, or none when no way is left.
 */
final class JsonState {
  private static final int BLANKS = 12;
  private static final int WHOLE_DIGITS = 15;
  private static final int FRACTION_DIGITS = 12;

  /** Something still to come. */
  private sealed interface Part {}

  @SuppressWarnings("ArrayRecordComponent") // shared, never changed
  private record Exact(byte[] text, int at) implements Part {}

  /** White space, up to a number of characters and one line break. */
  private record Blank(int left, boolean breaks) implements Part {
    static final Blank FRESH = new Blank(BLANKS, true);
  }

  /**
   * The rest of a string and its closing quote.
   *
   * @param open bytes still missing of the current character
   * @param escape 0 outside an escape, 1 after the backslash, 5 to 2 before each of the four
   *     hexadecimal digits
   */
  private record Body(int open, int escape) implements Part {
    static final Body FRESH = new Body(0, 0);
  }

  /** A number from where it stands. */
  private record Digits(boolean whole, At at, int count) implements Part {
    enum At {
      START,
      SIGN,
      ZERO,
      WHOLE,
      POINT,
      FRACTION
    }

    boolean enough() {
      return at == At.ZERO || at == At.WHOLE || at == At.FRACTION;
    }
  }

  private record Value(JsonShape shape) implements Part {}

  /** Members from one on, and the closing brace. */
  private record Fields(JsonShape.Members shape, int next, boolean first) implements Part {}

  /** More entries of a dictionary, and the closing brace; the names used already, byte by byte. */
  private record Entries(JsonShape value, Set<String> used) implements Part {}

  /** The rest of an entry's name, which is new and has no escapes, and the entry's value. */
  private record Name(Entries entries, String text, int open) implements Part {
    boolean isNew() {
      return open == 0 && !entries.used.contains(text);
    }

    Entries after() {
      var used = new HashSet<>(entries.used);
      used.add(text);
      return new Entries(entries.value, Set.copyOf(used));
    }
  }

  /** More items of an array, and the closing bracket. */
  private record Items(JsonShape.Array shape, int count) implements Part {}

  /** The parts to come, the nearest first; null is the end of the text. */
  private record Stack(Part head, @Nullable Stack rest) {
    /** The next part needs no more bytes before {@code rest}. */
    static Stack of(@Nullable Stack rest, Part... parts) {
      var stack = rest;
      for (var i = parts.length - 1; i >= 0; i--) {
        stack = new Stack(parts[i], stack);
      }
      if (stack == null) {
        throw new IllegalArgumentException("no parts");
      }
      return stack;
    }
  }

  private final Set<Stack> stacks;
  private final boolean complete;

  private JsonState(Set<Stack> stacks, boolean complete) {
    this.stacks = stacks;
    this.complete = complete;
  }

  static JsonState start(JsonShape shape) {
    return new JsonState(Set.of(Stack.of(null, new Value(shape))), false);
  }

  /** Whether the text is whole and nothing may follow. */
  boolean complete() {
    return complete && stacks.isEmpty();
  }

  /** The state after a byte, or null when the byte cannot stand here. */
  @Nullable JsonState after(byte next) {
    var found = new LinkedHashSet<@Nullable Stack>();
    for (var stack : stacks) {
      step(stack, next, found);
    }
    if (found.isEmpty()) {
      return null;
    }
    var ends = found.remove(null);
    var open = new LinkedHashSet<Stack>();
    for (var stack : found) {
      if (stack != null) {
        open.add(stack);
      }
    }
    return new JsonState(open, ends);
  }

  private static void step(@Nullable Stack stack, byte next, Set<@Nullable Stack> found) {
    if (stack == null) {
      return;
    }
    var rest = stack.rest;
    switch (stack.head) {
      case Exact(var text, var at) -> {
        if (text[at] == next) {
          found.add(at + 1 == text.length ? rest : new Stack(new Exact(text, at + 1), rest));
        }
      }
      case Blank(var left, var breaks) -> {
        if (left > 0 && (next == ' ' || (next == '\n' && breaks))) {
          found.add(new Stack(new Blank(left - 1, breaks && next != '\n'), rest));
        }
        step(rest, next, found);
      }
      case Body body -> text(body, next, rest, found);
      case Digits digits -> digits(digits, next, rest, found);
      case Value(var shape) -> {
        for (var way : ways(shape, rest)) {
          step(way, next, found);
        }
      }
      case Fields fields -> {
        for (var way : ways(fields, rest)) {
          step(way, next, found);
        }
      }
      case Entries entries -> {
        step(Stack.of(rest, Blank.FRESH, exact("}")), next, found);
        var entry = Stack.of(rest, exact("\""), new Name(entries, "", 0));
        step(separated(entries.used.isEmpty(), entry), next, found);
      }
      case Name name -> name(name, next, rest, found);
      case Items(var shape, var count) -> {
        if (count >= shape.least()) {
          step(Stack.of(rest, Blank.FRESH, exact("]")), next, found);
        }
        if (count < shape.most()) {
          step(
              separated(
                  count == 0, Stack.of(rest, new Value(shape.item()), new Items(shape, count + 1))),
              next,
              found);
        }
      }
    }
  }

  private static Stack separated(boolean first, Stack item) {
    return first ? Stack.of(item, Blank.FRESH) : Stack.of(item, exact(","), Blank.FRESH);
  }

  private static List<Stack> ways(JsonShape shape, @Nullable Stack rest) {
    return switch (shape) {
      case JsonShape.Text() -> List.of(Stack.of(rest, exact("\""), Body.FRESH));
      case JsonShape.Numeral(var whole) ->
          List.of(Stack.of(rest, new Digits(whole, Digits.At.START, 0)));
      case JsonShape.Choice(var values) ->
          values.stream().map(value -> Stack.of(rest, new Exact(value, 0))).toList();
      case JsonShape.Array array -> List.of(Stack.of(rest, exact("["), new Items(array, 0)));
      case JsonShape.Members members ->
          List.of(Stack.of(rest, exact("{"), new Fields(members, 0, true)));
      case JsonShape.Dictionary(var value) ->
          List.of(Stack.of(rest, exact("{"), new Entries(value, Set.of())));
      case JsonShape.Either(var shapes) ->
          shapes.stream().map(each -> Stack.of(rest, new Value(each))).toList();
      case JsonShape.Reference reference -> List.of(Stack.of(rest, new Value(reference.target())));
      case JsonShape.Anything() ->
          List.of(
              Stack.of(rest, new Value(new JsonShape.Text())),
              Stack.of(rest, new Value(new JsonShape.Numeral(false))),
              Stack.of(rest, exact("true")),
              Stack.of(rest, exact("false")),
              Stack.of(rest, exact("null")),
              Stack.of(rest, new Value(new JsonShape.Array(shape, 0, Integer.MAX_VALUE))),
              Stack.of(rest, new Value(new JsonShape.Dictionary(shape))));
    };
  }

  /** Each member that may come next, and the end when only optional ones are left. */
  private static List<Stack> ways(Fields fields, @Nullable Stack rest) {
    var ways = new ArrayList<Stack>();
    var members = fields.shape.members();
    for (var i = fields.next; i < members.size(); i++) {
      var member = members.get(i);
      var name = exact(dev.hone.core.Json.write(member.name()) + ":");
      var after = new Fields(fields.shape, i + 1, false);
      ways.add(
          separated(
              fields.first, Stack.of(rest, name, Blank.FRESH, new Value(member.shape()), after)));
      if (member.required()) {
        return ways;
      }
    }
    ways.add(Stack.of(rest, Blank.FRESH, exact("}")));
    return ways;
  }

  private static void text(Body body, byte next, @Nullable Stack rest, Set<@Nullable Stack> found) {
    var value = next & 0xff;
    var after =
        switch (body.escape) {
          case 0 -> plain(body.open, value);
          case 1 ->
              value == 'u' ? new Body(0, 5) : "\"\\/bfnrt".indexOf(value) >= 0 ? Body.FRESH : null;
          // The first digit of D would begin half a character.
          case 5 -> hexadecimal(value) && value != 'd' && value != 'D' ? new Body(0, 4) : null;
          default ->
              hexadecimal(value) ? new Body(0, body.escape == 2 ? 0 : body.escape - 1) : null;
        };
    if (after != null) {
      found.add(new Stack(after, rest));
    } else if (value == '"' && body.escape == 0 && body.open == 0) {
      found.add(rest);
    }
  }

  private static void name(Name name, byte next, @Nullable Stack rest, Set<@Nullable Stack> found) {
    var value = next & 0xff;
    if (value == '"' && name.isNew()) {
      var entries = name.entries;
      found.add(Stack.of(rest, exact(":"), Blank.FRESH, new Value(entries.value), name.after()));
    } else if (plain(name.open, value) instanceof Body(var open, var escape) && escape == 0) {
      found.add(new Stack(new Name(name.entries, name.text + (char) value, open), rest));
    }
  }

  private static @Nullable Body plain(int open, int value) {
    if (open > 0) {
      return (value & 0xc0) == 0x80 ? new Body(open - 1, 0) : null;
    }
    if (value >= 0x80) {
      return value >= 0xc2 && value < 0xe0
          ? new Body(1, 0)
          : value > 0xe0 && value < 0xf0 && value != 0xed
              ? new Body(2, 0)
              : value > 0xf0 && value < 0xf4 ? new Body(3, 0) : null;
    }
    if (value == '\\') {
      return new Body(0, 1);
    }
    return value >= 0x20 && value != '"' && value != 0x7f ? Body.FRESH : null;
  }

  private static boolean hexadecimal(int value) {
    return Character.digit(value, 16) >= 0;
  }

  private static void digits(
      Digits digits, byte next, @Nullable Stack rest, Set<@Nullable Stack> found) {
    var digit = next >= '0' && next <= '9';
    var whole = digits.whole;
    var count = digits.count + 1;
    @Nullable Digits after =
        switch (digits.at) {
          case START ->
              next == '-' ? new Digits(whole, Digits.At.SIGN, 0) : digit ? lead(whole, next) : null;
          case SIGN -> digit ? lead(whole, next) : null;
          case ZERO -> point(whole, next);
          case WHOLE ->
              digit && count <= WHOLE_DIGITS
                  ? new Digits(whole, Digits.At.WHOLE, count)
                  : point(whole, next);
          case POINT -> digit ? new Digits(false, Digits.At.FRACTION, 1) : null;
          case FRACTION ->
              digit && count <= FRACTION_DIGITS
                  ? new Digits(false, Digits.At.FRACTION, count)
                  : null;
        };
    if (after != null) {
      found.add(new Stack(after, rest));
    }
    if (digits.enough()) {
      step(rest, next, found);
    }
  }

  private static Digits lead(boolean whole, byte next) {
    return new Digits(whole, next == '0' ? Digits.At.ZERO : Digits.At.WHOLE, 1);
  }

  private static @Nullable Digits point(boolean whole, byte next) {
    return next == '.' && !whole ? new Digits(false, Digits.At.POINT, 0) : null;
  }

  private static Exact exact(String text) {
    return new Exact(text.getBytes(StandardCharsets.UTF_8), 0);
  }

  /** A short text that makes the whole complete from here, or null within a character or escape. */
  @Nullable String ending() {
    @Nullable String best = null;
    for (var stack : stacks) {
      var text = new StringBuilder();
      if (end(stack, text, 0) && (best == null || text.length() < best.length())) {
        best = text.toString();
      }
    }
    return best;
  }

  private static boolean end(@Nullable Stack start, StringBuilder text, int depth) {
    for (var stack = start; stack != null; stack = stack.rest) {
      switch (stack.head) {
        case Exact(var exact, var at) ->
            text.append(new String(exact, at, exact.length - at, StandardCharsets.UTF_8));
        case Blank _ -> {}
        case Body body -> {
          if (body.open > 0 || body.escape > 0) {
            return false;
          }
          text.append('"');
        }
        case Digits digits -> text.append(digits.enough() ? "" : "0");
        case Value(var shape) -> {
          var way = shape instanceof JsonShape.Anything ? exact("null") : null;
          if (depth > 50
              || !end(way != null ? Stack.of(null, way) : shortest(shape), text, depth + 1)) {
            return false;
          }
        }
        case Fields fields -> end(ways(fields, null).getLast(), text, depth + 1);
        case Entries _ -> text.append('}');
        case Name name -> {
          if (name.open > 0) {
            return false;
          }
          var whole = name;
          while (!whole.isNew()) {
            text.append('_');
            whole = new Name(name.entries, whole.text + '_', 0);
          }
          text.append("\":");
          end(Stack.of(null, new Value(name.entries.value)), text, depth + 1);
          text.append('}');
        }
        case Items(var shape, var count) -> {
          for (var i = count; i < shape.least(); i++) {
            text.append(i == 0 ? "" : ",");
            end(Stack.of(null, new Value(shape.item())), text, depth + 1);
          }
          text.append(']');
        }
      }
    }
    return true;
  }

  private static Stack shortest(JsonShape shape) {
    return ways(shape, null).getLast();
  }
}
