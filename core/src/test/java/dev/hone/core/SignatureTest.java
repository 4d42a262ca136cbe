package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

  @Test
  void theStringFormNamesTypesAndOptionalFields() {
    var signature =
        Signature.parse("text, tags: list[str] -> label: 'a'|\"b\", score: float, note: str?");

    assertThat(signature.inputs())
        .containsExactly(
            Field.of("text", FieldType.Simple.TEXT),
            Field.of("tags", new FieldType.ListOf(FieldType.Simple.TEXT)));
    assertThat(signature.outputs())
        .containsExactly(
            Field.of("label", new FieldType.Choice(List.of("a", "b"))),
            Field.of("score", FieldType.Simple.DECIMAL),
            new Field("note", FieldType.Simple.TEXT, "", true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "a -> b; a: str -> b: str",
        "a:int,b : Float->c:BOOL; a: int, b: float -> c: bool",
        "-> joke; -> joke: str",
        "a -> when: date, at: time, both: datetime, it: any; a: str -> when: date, at: time, both: datetime, it: any",
        "a -> m: map[int], d: dict[str, float], j: dict, l: list; a: str -> m: map[int], d: map[float], j: map[any], l: list[str]",
        "a -> s: set[int]; a: str -> s: list[int]",
        "a -> b: optional[int]; a: str -> b: int?",
        "a -> b: int | None, c: 'x' | 'y' | None; a: str -> b: int?, c: 'x'|'y'?",
        "a -> b?; a: str -> b: str?",
        "a -> b: Literal['x', \"y\"]; a: str -> b: 'x'|'y'",
        "a -> p: {name: str, ages: list[int], home: {city?, zip: int}?}; a: str -> p: {name: str, ages: list[int], home: {city: str?, zip: int}?}",
        "a -> ps: list[{x: float}]; a: str -> ps: list[{x: float}]",
      })
  void equivalentSpellingsHaveOneText(String written, String text) {
    assertThat(Signature.parse(written).text().strip()).isEqualTo(text);
    assertThat(Signature.parse(text)).isEqualTo(Signature.parse(written));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "text; column 5: expected '->'",
        "a -> b: strr; column 9: expected a type",
        "a -> b: list[str; column 17: expected ']'",
        "a -> b,; column 8: expected a field name, found the end",
        "a, , b -> c; column 4: expected a field name",
        "a -> b -> c; column 8: expected the end of the signature",
        "a -> b: 'x'|y; expected 'None' after '|'",
        "a -> b: 'x; column 9: expected the closing '",
        "a -> b: map[int, str]; expected str as the key type",
        "a -> b: {x: int; expected '}'",
        "due-date -> b; column 4: expected '->'",
        "1st -> b; '1st' is not a field name",
        "a -> b: 'x'|'x'; column 16: The choice [x, x] names an option twice",
        "a -> p: {x, x}; Field 'x' occurs twice in a nested record",
        "a -> a; Field 'a' occurs twice",
        "a ->; needs at least one output",
      })
  void whatIsWrongIsNamedWithItsColumn(String written, String complaint) {
    assertThatThrownBy(() -> Signature.parse(written))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(complaint)
        .hasMessageContaining("Signature \"" + written + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's", "say \"x\"", "it's \"x\"", "a|b", "back\\slash", "\\'", ""})
  void anyOptionSurvivesItsWrittenForm(String option) {
    var signature =
        new Signature(
            List.of(), List.of(Field.of("b", new FieldType.Choice(List.of(option, "other one")))));

    assertThat(Signature.parse(signature.text())).isEqualTo(signature);
  }

  @Property
  void writtenFormAndReadFormAreInverse(@ForAll("signatures") Signature signature) {
    assertThat(Signature.parse(signature.text())).isEqualTo(signature);
  }

  @Provide
  Arbitrary<Signature> signatures() {
    var names = Arbitraries.strings().withCharRange('a', 'f').ofMinLength(1).ofMaxLength(3);
    var types =
        Arbitraries.lazyOf(
            () -> Arbitraries.of(FieldType.Simple.values()).map(FieldType.class::cast),
            () ->
                Arbitraries.strings()
                    .ascii()
                    .ofMaxLength(5)
                    .list()
                    .uniqueElements()
                    .ofMinSize(1)
                    .ofMaxSize(3)
                    .map(FieldType.Choice::new),
            () -> types(1).map(FieldType.ListOf::new),
            () -> types(1).map(FieldType.MapOf::new));
    return Combinators.combine(names, types, Arbitraries.of(true, false))
        .as((name, type, optional) -> new Field(name, type, "", optional))
        .list()
        .uniqueElements(Field::name)
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(fields ->
            new Signature(
                fields.subList(0, fields.size() / 2),
                fields.subList(fields.size() / 2, fields.size())));
  }

  private static Arbitrary<FieldType> types(int depth) {
    var simple = Arbitraries.of(FieldType.Simple.values()).map(FieldType.class::cast);
    return depth == 0
        ? simple
        : Arbitraries.oneOf(
            simple,
            types(depth - 1)
                .map(t ->
                    new FieldType.Structure(
                        List.of(Field.of("x", t), new Field("y", t, "", true)))));
  }

  @Test
  void descriptionsComeByNameAndMayNotMissTheirField() {
    var signature = Signature.parse("text -> label").describe(Map.of("label", "the topic"));

    assertThat(signature.output("label").description()).isEqualTo("the topic");
    assertThatThrownBy(() -> signature.describe(Map.of("lable", "x")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'lable'");
    assertThatThrownBy(() -> signature.output("text")).hasMessageContaining("No output 'text'");
  }

  @Test
  void aFirstOutputGoesBeforeTheOthers() {
    var signature =
        Signature.parse("q -> a").withFirstOutput(Field.of("reasoning", FieldType.Simple.TEXT));

    assertThat(signature.text()).isEqualTo("q: str -> reasoning: str, a: str");
  }

  @Test
  void theSchemaIsStrictAndKeepsTheOrder() {
    var outputs =
        Signature.parse("t -> b: 'x'|'y', a: list[int], w: date, o: {n: float}?").outputs();

    assertThat(Json.write(FieldType.Structure.schema(outputs)))
        .isEqualTo(
            """
            {"type":"object","properties":{"b":{"type":"string","enum":["x","y"]},\
            "a":{"type":"array","items":{"type":"integer"}},"w":{"type":"string","format":"date"},\
            "o":{"type":"object","properties":{"n":{"type":"number"}},"required":["n"],\
            "additionalProperties":false}},"required":["b","a","w"],"additionalProperties":false}\
            """);
  }
}
