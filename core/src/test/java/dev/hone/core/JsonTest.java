package dev.hone.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {
  private static final ObjectMapper JACKSON =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.USE_LONG_FOR_INTS,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  @Property
  void jacksonReadsWhatWeWrite(@ForAll("trees") Object value) {
    assertThat(JACKSON.readValue(Json.write(value), Object.class)).isEqualTo(value);
    assertThat(JACKSON.readValue(Json.pretty(value), Object.class)).isEqualTo(value);
    assertThat(JACKSON.readValue(Json.canonical(value), Object.class)).isEqualTo(value);
  }

  @Property
  void weReadWhatJacksonWrites(@ForAll("trees") Object value) {
    assertThat(Json.parse(JACKSON.writeValueAsString(value))).isEqualTo(value);
    assertThat(Json.parse(JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(value)))
        .isEqualTo(value);
  }

  @Property
  void everyStringSurvivesEvenHalfACharacter(@ForAll String text) {
    assertThat(Json.parse(Json.write(text))).isEqualTo(text);
    assertThat(new String(Json.write(text).getBytes(UTF_8), UTF_8)).isEqualTo(Json.write(text));
  }

  @Property
  void everyFiniteNumberSurvives(@ForAll double d, @ForAll long l, @ForAll BigInteger b) {
    assertThat(Json.parse(Json.write(d))).isEqualTo(d == 0 ? 0.0 : d);
    assertThat(Json.parse(Json.write(l))).isEqualTo(l);
    assertThat(((Number) Json.parse(Json.write(b))).toString()).isEqualTo(b.toString());
  }

  @Property
  void damagedTextIsJudgedAsJacksonJudgesIt(
      @ForAll("trees") Object value,
      @ForAll("positions") int place,
      @ForAll("pieces") String piece) {
    var text = Json.write(value);
    int at = place % (text.length() + 1);
    var damaged = text.substring(0, at) + piece + text.substring(Math.min(text.length(), at + 1));

    // Jackson reads what no double can hold as infinity.
    Assume.that(!damaged.matches(".*[eE]\\+?\\d{3}.*"));
    // It looks at the low byte only of what stands in the place of a hexadecimal digit.
    Assume.that(!damaged.matches("(?s).*\\\\u[0-9a-fA-F]{0,3}[^\\x00-\\x7f].*"));
    assertThat(accepted(damaged)).as(damaged).isEqualTo(acceptedByJackson(damaged));
  }

  private static boolean accepted(String text) {
    try {
      Json.parse(text);
      return true;
    } catch (BadInput e) {
      return false;
    }
  }

  private static boolean acceptedByJackson(String text) {
    try {
      return !JACKSON.readTree(text).isMissingNode();
    } catch (JacksonException e) {
      return false;
    }
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, 10_000);
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
        "", ",", "\"", "{", "]", ":", "-", "0", "1.", "e", "\\", "'", "t", "null", " ", "\n",
        "\u0001", "//", "\\u12", "\\u+123");
  }

  @Provide
  Arbitrary<Object> trees() {
    return Arbitraries.oneOf(tree(2).list().ofMaxSize(4).map(l -> (Object) l), maps(2))
        .withoutEdgeCases();
  }

  private static Arbitrary<@Nullable Object> tree(int depth) {
    Arbitrary<@Nullable Object> leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(8).filter(JsonTest::paired).map(s -> s),
            Arbitraries.longs().map(l -> l),
            Arbitraries.doubles().filter(d -> d != 0).map(d -> d),
            Arbitraries.of(true, false).map(b -> b),
            Arbitraries.just(null));
    return depth == 0
        ? leaves
        : Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, leaves),
            net.jqwik.api.Tuple.of(1, tree(depth - 1).list().ofMaxSize(4).map(l -> l)),
            net.jqwik.api.Tuple.of(1, maps(depth - 1)));
  }

  private static Arbitrary<Object> maps(int depth) {
    return Arbitraries.maps(
            Arbitraries.strings().ofMaxLength(4).filter(JsonTest::paired), tree(depth))
        .ofMaxSize(4)
        .map(m -> new LinkedHashMap<>(m));
  }

  private static boolean paired(String s) {
    return s.equals(new String(s.getBytes(UTF_8), UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{\"a\":1,}; line 1, column 8: expected a key in double quotes, found '}'",
        "[1,]; column 4: expected a value",
        "[1 2]; column 4: expected ',' or ']'",
        "{a: 1}; column 2: expected a key in double quotes",
        "{'a': 1}; column 2: expected a key in double quotes",
        "{\"a\" 1}; expected ':' after \"a\"",
        "{\"a\":1,\"a\":2}; expected key \"a\" only once",
        "{\"a\":null,\"a\":2}; expected key \"a\" only once",
        "\"abc; expected the closing \"",
        "\"\\x\"; expected one of",
        "\"\\u+123\"; four hexadecimal digits",
        "\"\\u12\"; four hexadecimal digits",
        "01; expected a number",
        "-; expected a number",
        "1.; a digit after the decimal point",
        "1e; a digit in the exponent",
        "1e999; a number up to",
        "True; expected a value",
        "1 2; expected the end of the text",
        "nulls; expected a value",
      })
  void strictReadingNamesThePlace(String text, String complaint) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("JSON, line 1, column ")
        .hasMessageContaining(complaint);
  }

  @Test
  void theLineIsCounted() {
    assertThatThrownBy(() -> Json.parse("{\n  \"a\": 1,\n  b: 2\n}"))
        .hasMessageContaining("line 3, column 3");
    assertThatThrownBy(() -> Json.parse("")).hasMessageContaining("found the end");
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).hasMessageContaining("512 levels");
    assertThatThrownBy(() -> Json.parseObject("[1]"))
        .hasMessage("Expected a JSON object {…}, found '[1]'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "Sure! {\"a\": 1} Hope it helps; {\"a\":1}",
        "{'it's': 1} {'a': 'b'}; {\"a\":\"b\"}",
        "{a: True, b: None, c_d: False}; {\"a\":true,\"b\":null,\"c_d\":false}",
        "use {x} or [y]: [1]; [1]",
        "[[ ## a ## ]] {\"x\": 007}; {\"x\":7}",
        "{\"p\": \"C:\\dir\"}; {\"p\":\"C:\\\\dir\"}",
        "{\"a\": {\"b\": 1}; {\"b\":1}",
      })
  void whatAModelMeantIsFound(String text, String json) {
    assertThat(Json.find(text).map(Json::write)).contains(json);
  }

  @Test
  void everythingThatIsMeantIsFound() {
    assertThat(Json.findAll("{\"a\": [1]} then [2] {broken [3, {b: 4}]"))
        .containsExactly(Map.of("a", List.of(1L)), List.of(2L), List.of(3L, Map.of("b", 4L)));
    assertThat(Json.findAll("none")).isEmpty();
  }

  @Test
  void fencesCommentsAndRawLineBreaksAreForgiven() {
    assertThat(Json.find("```json\n{\"a\": [1, 2,],}\n```")).contains(Map.of("a", List.of(1L, 2L)));
    assertThat(Json.find("{\"a\": 1 // one\n, /* two */ \"b\": 2}"))
        .contains(Map.of("a", 1L, "b", 2L));
    assertThat(Json.find("{\"a\": \"line\nbreak\"}")).contains(Map.of("a", "line\nbreak"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no json", "{", "[a, b]", "{\"a\": }", "5", "\"x\""})
  void nothingIsFoundWhereNothingIs(String text) {
    assertThat(Json.find(text)).isEmpty();
  }

  @Property
  void lenientReadingAgreesOnStrictText(@ForAll("trees") Object value) {
    assertThat(Json.find("text before " + Json.write(value) + " and after")).contains(value);
  }

  record Leaf(String name, Optional<Integer> size, OptionalDouble share, OptionalInt count) {}

  enum Shade {
    DARK_BLUE
  }

  @Test
  void recordsEnumsAndTimesAreWritten() {
    assertThat(
            Json.write(
                new Leaf("x", Optional.empty(), OptionalDouble.of(0.5), OptionalInt.empty())))
        .isEqualTo("{\"name\":\"x\",\"share\":0.5}");
    assertThat(Json.write(new Leaf("x", Optional.of(3), OptionalDouble.empty(), OptionalInt.of(2))))
        .isEqualTo("{\"name\":\"x\",\"size\":3,\"count\":2}");
    assertThat(
            Json.write(
                Arrays.asList(
                    Shade.DARK_BLUE,
                    LocalDate.of(2024, 1, 5),
                    Duration.ofSeconds(5),
                    null,
                    Path.of("a", "b"))))
        .isEqualTo("[\"dark_blue\",\"2024-01-05\",\"PT5S\",null,\"a/b\"]");
    assertThatThrownBy(() -> Json.write(Double.NaN)).hasMessageContaining("NaN has no JSON form");
    assertThatThrownBy(() -> Json.write(new Object())).hasMessageContaining("java.lang.Object");
  }

  @Test
  void theCanonicalFormSortsKeysAtEveryDepth() {
    var one = Json.parse("{\"b\": {\"y\": 1, \"x\": 2.0}, \"a\": [3]}");
    var two = Json.parse("{\"a\": [3], \"b\": {\"x\": 2.0, \"y\": 1}}");

    assertThat(Json.canonical(one))
        .isEqualTo(Json.canonical(two))
        .isEqualTo("{\"a\":[3],\"b\":{\"x\":2.0,\"y\":1}}");
  }

  @Test
  void theReadableFormIsIndented() {
    assertThat(Json.pretty(Values.of("a", List.of(1, 2), "b", Map.of())))
        .isEqualTo("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}\n");
  }
}
