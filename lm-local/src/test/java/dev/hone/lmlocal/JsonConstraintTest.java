package dev.hone.lmlocal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonConstraintTest {
  private static final String SCHEMA =
      """
      {"type": "object", "$defs": {"tree": {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}},
       "properties": {
         "name": {"type": "string"},
         "count": {"type": "integer"},
         "price": {"type": "number"},
         "urgent": {"type": "boolean"},
         "team": {"enum": ["blue", "blueish", 7, null]},
         "tags": {"type": "array", "items": {"type": ["string", "null"]}, "maxItems": 3},
         "more": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "integer"}]},
         "free": {}
       },
       "required": ["name", "count", "price", "urgent", "team", "tags", "free"]}
      """;
  private static final String WHOLE =
      """
      {"name": "a\\u00e9 \\"b\\" é", "count": -12, "price": 3.50, "urgent": true, "team": "blueish", "tags": ["x", null],
        "more": {"kids": [{"kids": []}]}, "free": {"a": [1, "two", false]}}\
      """;

  private static JsonConstraint constraint(String schema) {
    return new JsonConstraint(
        JsonShape.of(Json.parseObject(schema)), text -> text.codePoints().toArray());
  }

  private static boolean accepts(String schema, String text) {
    var constraint = constraint(schema);
    for (var value : text.getBytes(UTF_8)) {
      var piece = new byte[] {value};
      if (!constraint.allows(piece)) return false;
      constraint.accept(piece);
    }
    return constraint.complete();
  }

  @Test
  void takes_json_of_the_schema() {
    assertThat(accepts(SCHEMA, WHOLE)).isTrue();
    assertThat(
            accepts(
                SCHEMA,
                "{\"name\":\"\",\"count\":0,\"price\":-0.1,\"urgent\":false,\"team\":7,\"tags\":[],\"free\":null}"))
        .isTrue();
    assertThat(accepts("{}", "{\"any\": [1, {\"thing\": \"here\"}]}")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 01}",
        "{\"a\": \"x\"}",
        "{\"a\": 1.5}",
        "{\"a\": --1}",
        "{\"b\": 1}",
        "{\"a\": 1,}",
        "{\"a\": 1, \"b\": 2}",
        "{}",
        "[1]",
        "{'a': 1}",
        "{\"a\": 1}}"
      })
  void refuses_everything_else(String text) {
    assertThat(
            accepts(
                "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}}}", text))
        .isFalse();
  }

  @Test
  void refuses_broken_strings() {
    var schema = "{\"properties\": {\"a\": {\"type\": \"string\"}}}";
    assertThat(accepts(schema, "{\"a\": \"\n\"}")).isFalse();
    assertThat(accepts(schema, "{\"a\": \"\\x\"}")).isFalse();
    assertThat(accepts(schema, "{\"a\": \"\\ud800\"}")).isFalse();
    var constraint = constraint(schema);
    constraint.accept("{\"a\": \"".getBytes(UTF_8));
    assertThat(constraint.allows(new byte[] {(byte) 0xc3})).isTrue();
    assertThat(constraint.allows(new byte[] {(byte) 0xc3, '"'})).isFalse();
    assertThat(constraint.allows(new byte[] {(byte) 0xa9})).isFalse();
  }

  @Test
  void names_an_entry_of_a_map_only_once() {
    var schema =
        """
        {"properties": {"a": {"type": "object", "additionalProperties": {"type": "integer"}}}}\
        """;
    assertThat(accepts(schema, "{\"a\": {\"x\": 1, \"y\": 2}}")).isTrue();
    assertThat(accepts(schema, "{\"a\": {\"x\": 1, \"x\": 2}}")).isFalse();
    assertThat(accepts(schema, "{\"a\": {\"\\u0078\": 1}}")).isFalse();
  }

  @Test
  void says_what_is_wrong_with_a_schema() {
    assertThatThrownBy(() -> JsonShape.of(Map.of("type", "text")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'text'")
        .hasMessageContaining("string");
    assertThatThrownBy(() -> JsonShape.of(Map.of("$ref", "#/$defs/lost")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("lost");
  }

  /** Any walk through what is allowed, closed in time, is JSON that has every required member. */
  @Property(tries = 1000)
  void every_text_it_lets_through_parses(@ForAll long seed) {
    var random = new Random(seed);
    var pieces = pieces();
    var constraint = constraint(SCHEMA);
    var text = new ByteArrayOutputStream();
    for (var left = 150 + random.nextInt(300); !constraint.complete(); left--) {
      assertThat(left).isPositive();
      var forced = constraint.forced(left);
      byte[] piece;
      if (forced >= 0) {
        piece = Character.toString(forced).getBytes(UTF_8);
        assertThat(constraint.allows(piece)).isTrue();
      } else {
        do piece = pieces.get(random.nextInt(pieces.size()));
        while (!constraint.allows(piece));
      }
      constraint.accept(piece);
      text.writeBytes(piece);
    }
    var parsed = Json.parseObject(text.toString(UTF_8));
    assertThat(parsed).containsKeys("name", "count", "price", "urgent", "team", "tags", "free");
    assertThat(parsed.get("name")).isInstanceOf(String.class);
    assertThat(parsed.get("urgent")).isInstanceOf(Boolean.class);
  }

  private static List<byte[]> pieces() {
    var pieces = new ArrayList<byte[]>();
    for (var value = 1; value < 256; value++) pieces.add(new byte[] {(byte) value});
    for (var text :
        List.of(
            "\"}", "\": ", "\", \"", "name", "{\"", "\\u00", "true", "blue", "null", "]", "],",
            "12", "é")) pieces.add(text.getBytes(UTF_8));
    return pieces;
  }
}
