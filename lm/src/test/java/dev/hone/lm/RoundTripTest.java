package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Completion;
import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.FieldType.Simple;
import dev.hone.core.Prompt;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A perfect answer is read as exactly what it says, in every format, for any signature. */
class RoundTripTest {
  private static final Capabilities BASE = new Capabilities(false, false, false, false, false, 0);
  private static final Capabilities ALL = new Capabilities(true, true, true, true, true, 0);
  private static final List<TurnsAdapter> FORMATS =
      List.of(
          new MarkersAdapter(),
          new JsonAdapter(Capabilities.CHAT),
          new JsonAdapter(ALL),
          new XmlAdapter(),
          new PlainAdapter(Capabilities.CHAT),
          new PlainAdapter(ALL),
          new PlainAdapter(BASE));
  private static final List<String> NAMES =
      List.of("answer", "due_date", "score", "itemList", "completed", "x", "key", "reasoning");
  private static final List<String> PIECES =
      List.of(
          "a",
          "Zürich",
          " ",
          "\n",
          "\n\n",
          "  ",
          "<b>",
          "</x>",
          "<",
          ">",
          "&",
          "&amp;",
          "&#38;",
          "\"",
          "'",
          "{",
          "}",
          "[1]",
          "{\"k\": 1}",
          "#",
          "---",
          "**",
          "- ",
          "1. ",
          ":",
          "=",
          "\\",
          "\t",
          "日本",
          "😀",
          "12",
          "-3.5",
          "yes",
          "label",
          "```",
          "$",
          "\\n",
          "R&D",
          "a < b");

  private Random random = new Random(0);

  @Property(tries = 400)
  void a_perfect_answer_is_read_as_it_was_meant(@ForAll long seed) {
    random = new Random(seed);
    var signature = new Signature(List.of(Field.of("text", Simple.TEXT)), outputs());
    var output = structure(signature.outputs());
    for (var format : FORMATS) {
      var said = format.answer(signature, output);
      assertThat(format.parse(signature, completion(said)))
          .as("%s of %s from:%n%s", format.name(), signature.text(), said)
          .isEqualTo(output);
    }
  }

  @Property(tries = 200)
  void everything_can_be_rendered(@ForAll long seed) {
    random = new Random(seed);
    var inputs = List.of(Field.of("in_one", type(2)), Field.of("in_two", type(2)));
    var signature = new Signature(inputs, outputs());
    for (var format : FORMATS) {
      var request = format.render(signature, Prompt.of("Do it."), structure(signature.inputs()));
      assertThat(request.messages()).isNotEmpty();
      assertThat(request.messages().getFirst().text()).contains("Do it.");
    }
  }

  private static Completion completion(String text) {
    return Completion.of(text, Completion.Usage.NONE, "m");
  }

  private List<Field> outputs() {
    var names = new ArrayList<>(NAMES);
    int n = 1 + random.nextInt(4);
    var fields = new ArrayList<Field>();
    for (int i = 0; i < n; i++)
      fields.add(
          new Field(names.remove(random.nextInt(names.size())), type(2), "", i > 0 && chance(4)));
    return fields;
  }

  private FieldType type(int depth) {
    int kind = random.nextInt(depth == 0 ? 9 : 12);
    return switch (kind) {
      case 9 -> new FieldType.ListOf(type(depth - 1));
      case 10 -> new FieldType.MapOf(type(depth - 1));
      case 11 ->
          new FieldType.Structure(
              List.of(Field.of("name", type(depth - 1)), Field.of("item", type(depth - 1))));
      case 7, 8 -> new FieldType.Choice(List.of("billing", "shipping", "not sure", "C++"));
      default ->
          List.of(
                  Simple.TEXT,
                  Simple.TEXT,
                  Simple.BOOL,
                  Simple.INT,
                  Simple.DECIMAL,
                  Simple.DATE,
                  random.nextBoolean() ? Simple.TIME : Simple.DATETIME)
              .get(kind);
    };
  }

  private Values structure(List<Field> fields) {
    var map = new LinkedHashMap<String, Object>();
    for (var field : fields)
      if (!field.optional() || chance(2)) map.put(field.name(), value(field.type()));
    return new Values(map);
  }

  private Object value(FieldType type) {
    return switch (type) {
      case FieldType.Choice(var options) -> options.get(random.nextInt(options.size()));
      case FieldType.ListOf(var element) -> {
        var list = new ArrayList<Object>();
        for (int i = random.nextInt(4); i > 0; i--) list.add(value(element));
        yield list;
      }
      case FieldType.MapOf(var element) -> {
        var map = new LinkedHashMap<String, Object>();
        for (var key : List.of("k", "item", "a b", "<\"&>", "Key"))
          if (chance(3)) map.put(key, value(element));
        yield map;
      }
      case FieldType.Structure(var fields) -> structure(fields).map();
      case FieldType.Simple simple -> scalar(simple);
    };
  }

  private Object scalar(Simple type) {
    var day =
        LocalDate.of(1990 + random.nextInt(60), 1 + random.nextInt(12), 1 + random.nextInt(28));
    var hour = LocalTime.of(random.nextInt(24), random.nextInt(60), random.nextInt(60));
    return switch (type) {
      case TEXT, ANY -> text();
      case BOOL -> random.nextBoolean();
      case INT -> chance(3) ? random.nextLong() : (long) random.nextInt(100) - 50;
      case DECIMAL -> chance(2) ? random.nextGaussian() * 1e6 : random.nextInt(100) / 4.0;
      case DATE -> day.toString();
      case TIME -> hour.format(DateTimeFormatter.ofPattern("HH:mm:ss"));
      case DATETIME ->
          LocalDateTime.of(day, hour).format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss"));
    };
  }

  private String text() {
    while (true) {
      var text = new StringBuilder();
      for (int i = 1 + random.nextInt(8); i > 0; i--)
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      var stripped = text.toString().strip();
      if (!stripped.isEmpty() && !Set.of("none", "null").contains(stripped)) return stripped;
    }
  }

  private boolean chance(int in) {
    return random.nextInt(in) == 0;
  }
}
