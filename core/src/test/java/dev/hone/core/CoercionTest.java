package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoercionTest {

  private static Object read(String type, Object raw) {
    return Coercion.coerce(Signature.parse("-> x: " + type).output("x"), raw);
  }

  private static void refused(String type, Object raw) {
    assertThatExceptionOfType(FieldMismatch.class)
        .as("%s as %s", raw, type)
        .isThrownBy(() -> read(type, raw))
        .satisfies(e -> assertThat(e.field()).startsWith("x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "true; true",
        "True; true",
        "YES; true",
        "y; true",
        "1; true",
        "on; true",
        "false; false",
        "No; false",
        "n; false",
        "0; false",
        "off; false",
        "**Yes**; true",
        "\"false\"; false",
        "No.; false",
        "Yes, it is urgent; true",
        "No, it is not; false",
        "No: nothing burns; false",
        "True because it says so; true",
        "yes (see above); true",
        "**No**, thanks; false",
        "no - never; false",
      })
  void booleansAreAccepted(String text, boolean value) {
    assertThat(read("bool", text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "maybe",
        "n/a",
        "0.5",
        "1.7",
        "100",
        "true or false",
        "true/false",
        "no doubt it is",
        "not true",
        "y-axis",
        "on the other hand",
        "yesterday",
        "[true]",
        "1 of them",
        "off you go"
      })
  void unclearBooleansAreRefused(String text) {
    refused("bool", text);
  }

  @Test
  void booleansAlsoComeTyped() {
    assertThat(read("bool", true)).isEqualTo(true);
    assertThat(read("bool", 0L)).isEqualTo(false);
    refused("bool", 2L);
    refused("bool", 0.5);
    refused("bool", List.of(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "5; 5",
        "-5; -5",
        "+5; 5",
        "−5; -5",
        "1,234; 1234",
        "1,234,567; 1234567",
        "5.0; 5",
        "1e3; 1000",
        "The answer is 42.; 42",
        "#### 18; 18",
        "$1,200; 1200",
        "-$3; -3",
        "\\boxed{7}; 7",
        "3 apples; 3",
        "1st; 1",
        "Covid-19; 19",
        "'8'; 8",
        "007; 7",
        "9223372036854775807; 9223372036854775807",
      })
  void integersAreAccepted(String text, long value) {
    assertThat(read("int", text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "five",
        "5.5",
        "5 or 6",
        "10-20",
        "1/2",
        "1,23",
        "12,5",
        "1.234,56",
        "3.14.15",
        "2024-01-05",
        "9223372036854775808",
        "1e30",
        "true",
        "1 234",
        "0x1F"
      })
  void unclearIntegersAreRefused(String text) {
    refused("int", text);
  }

  @Test
  void integersAlsoComeTyped() {
    assertThat(read("int", 3L)).isEqualTo(3L);
    assertThat(read("int", 3)).isEqualTo(3L);
    assertThat(read("int", 3.0)).isEqualTo(3L);
    assertThat(read("int", BigInteger.TEN)).isEqualTo(10L);
    refused("int", 3.5);
    refused("int", true);
    refused("int", List.of(3));
    refused("int", Map.of("value", 3));
    refused("int", Double.NaN);
    assertThatThrownBy(() -> read("int", 3.5))
        .hasMessage("Field 'x' should be an integer, but is '3.5'.");
    assertThatThrownBy(() -> read("int", new BigInteger("9223372036854775808")))
        .hasMessageContaining("an integer between -2^63 and 2^63-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0.5; 0.5",
        ".5; 0.5",
        "-0.25; -0.25",
        "1,234.5; 1234.5",
        "95%; 95",
        "about 3.2 km; 3.2",
        "€9.99; 9.99",
        "2e-3; 0.002",
        "7; 7",
        "score: 0.8; 0.8",
      })
  void decimalsAreAccepted(String text, double value) {
    assertThat(read("float", text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", "Infinity", "1e999", "0.5-0.7", "1,5", "high", "8/10"})
  void unclearDecimalsAreRefused(String text) {
    refused("float", text);
  }

  @Test
  void decimalsAlsoComeTyped() {
    assertThat(read("float", 3L)).isEqualTo(3.0);
    assertThat(read("float", 0.1)).isEqualTo(0.1);
    refused("float", Double.POSITIVE_INFINITY);
    refused("float", false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2024-01-05; 2024-01-05",
        "2024-1-5; 2024-01-05",
        "2024/01/05; 2024-01-05",
        "5.1.2024; 2024-01-05",
        "13/01/2024; 2024-01-13",
        "01/13/2024; 2024-01-13",
        "05/05/2024; 2024-05-05",
        "January 5, 2024; 2024-01-05",
        "Jan 5 2024; 2024-01-05",
        "Jan. 5, 2024; 2024-01-05",
        "5 January 2024; 2024-01-05",
        "5th Jan 2024; 2024-01-05",
        "5-Jan-2024; 2024-01-05",
        "Friday, January 5th, 2024; 2024-01-05",
        "Fri 5 Jan 2024; 2024-01-05",
        "Sept. 3, 2024; 2024-09-03",
        "5 Sept 2024; 2024-09-05",
        "2024-01-05T10:00:00Z; 2024-01-05",
        "2024-01-05 10:00; 2024-01-05",
        "\"2024-01-05\".; 2024-01-05",
        "29 February 2024; 2024-02-29",
        "august 1st 2024; 2024-08-01",
        "March 3, 2024; 2024-03-03",
      })
  void datesAreAccepted(String text, String iso) {
    assertThat(read("date", text)).isEqualTo(iso);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "05/06/2024",
        "5/6/24",
        "05-06-2024",
        "31.02.2024",
        "29 February 2023",
        "2024-13-01",
        "32/01/2024",
        "tomorrow",
        "January 2024",
        "2024",
        "5 Januar 2024",
        "00/00/2024"
      })
  void ambiguousAndImpossibleDatesAreRefused(String text) {
    refused("date", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "10:00; 10:00:00", "9:05; 09:05:00", "23:59:59; 23:59:59", "3:30 pm; 15:30:00",
        "3:30PM; 15:30:00", "12 am; 00:00:00", "12 p.m.; 12:00:00", "7a.m.; 07:00:00",
        "10:00:00.5; 10:00:00.5",
      })
  void timesAreAccepted(String text, String iso) {
    assertThat((String) read("time", text)).startsWith(iso);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "24:00", "13 pm", "25:10", "10:60", "noon", "10", "2024-01-05"})
  void impossibleTimesAreRefused(String text) {
    refused("time", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2024-01-05T10:00; 2024-01-05T10:00:00",
        "2024-01-05 10:00:30; 2024-01-05T10:00:30",
        "2024-01-05T10:00:00+02:00; 2024-01-05T10:00:00",
        "2024-01-05T10:00:00Z; 2024-01-05T10:00:00",
        "January 5, 2024, 3 pm; 2024-01-05T15:00:00",
        "January 5, 2024 3:15 pm; 2024-01-05T15:15:00",
        "5 OCT 2024 at 10:00; 2024-10-05T10:00:00",
        "2024-01-05; 2024-01-05T00:00:00",
        "13/01/2024 10:00; 2024-01-13T10:00:00",
      })
  void dateTimesAreAccepted(String text, String iso) {
    assertThat(read("datetime", text)).isEqualTo(iso);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10:00", "05/06/2024 10:00", "2024-01-05T25:00", "next week"})
  void unclearDateTimesAreRefused(String text) {
    refused("datetime", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "spam; spam",
        "SPAM; spam",
        "'spam'; spam",
        "**not spam**; not spam",
        "The label is spam.; spam",
        "This is not spam; not spam",
        "In Progress; IN_PROGRESS",
        "in-progress; IN_PROGRESS",
        "Category: in_progress (sure); IN_PROGRESS",
      })
  void optionsAreAccepted(String text, String option) {
    assertThat(read("'spam'|'not spam'|'IN_PROGRESS'", text)).isEqualTo(option);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ham",
        "spam or IN_PROGRESS",
        "spam and also not spam",
        "spammer",
        "It isn't spam",
        "never IN_PROGRESS",
        "in progres"
      })
  void unclearOptionsAreRefused(String text) {
    refused("'spam'|'not spam'|'IN_PROGRESS'", text);
  }

  @Test
  void optionsThatDifferInCaseOnlyAreToldApart() {
    assertThat(read("'US'|'us'", "us")).isEqualTo("us");
    assertThat(read("'US'|'us'", "US.")).isEqualTo("US");
    refused("'US'|'us'", "Us");
    assertThat(read("'1'|'2'", 2L)).isEqualTo("2");
    assertThat(read("'true'|'false'", true)).isEqualTo("true");
    assertThatThrownBy(() -> read("'a|b'|'c'", "d"))
        .hasMessage("Field 'x' should be one of 'a|b', 'c', but is 'd'.");
  }

  @Test
  void textIsStrippedAndOtherValuesAreWritten() {
    assertThat(read("str", "  hi \n")).isEqualTo("hi");
    assertThat(read("str", 5.0)).isEqualTo("5");
    assertThat(read("str", List.of("a", 1))).isEqualTo("[\"a\",1]");
    assertThat(read("str", "")).isEqualTo("");
  }

  @Test
  void anyTakesJsonWhereTheWholeTextIsJson() {
    assertThat(read("any", "{\"a\": [1]}")).isEqualTo(Map.of("a", List.of(1L)));
    assertThat(read("any", "```json\n[1, 2]\n```")).isEqualTo(List.of(1L, 2L));
    assertThat(read("any", "see [1]")).isEqualTo("see [1]");
    assertThat(read("any", "[1] and more")).isEqualTo("[1] and more");
    assertThat(read("any", "5")).isEqualTo("5");
    assertThat(read("any", 5)).isEqualTo(5L);
  }

  @Test
  void listsComeAsJsonLinesBulletsOrCommas() {
    assertThat(read("list[str]", "[\"a\", \"b, c\"]")).isEqualTo(List.of("a", "b, c"));
    assertThat(read("list", "Here: ['a', 'b',]. Done.")).isEqualTo(List.of("a", "b"));
    assertThat(read("list", "- a\n- b, c\n\n* d")).isEqualTo(List.of("a", "b, c", "d"));
    assertThat(read("list", "1. a\n2) b\n[3] c")).isEqualTo(List.of("a", "b", "c"));
    assertThat(read("list", "a, b ,c")).isEqualTo(List.of("a", "b", "c"));
    assertThat(read("list", "apples [1], pears [2]")).isEqualTo(List.of("apples [1]", "pears [2]"));
    assertThat(read("list[int]", "-5\n- 6")).isEqualTo(List.of(-5L, 6L));
    assertThat(read("list[int]", 7L)).isEqualTo(List.of(7L));
    for (var empty : List.of("", "[]", "None", "n/a", "  \n"))
      assertThat(read("list", empty)).as(empty).isEqualTo(List.of());
    assertThat(read("list['none'|'some']", "none")).isEqualTo(List.of("none"));
    assertThatThrownBy(() -> read("list[int]", "1, two"))
        .hasMessage("Field 'x[1]' should be an integer, but is 'two'.");
  }

  @Test
  void mapsAndNestedRecordsComeAsObjects() {
    assertThat(read("map[int]", "so: {a: '1', \"b\": 2}")).isEqualTo(Map.of("a", 1L, "b", 2L));
    assertThat(read("{a: int, b: str?}", "{\"a\": \"3\", \"b\": \"none\", \"c\": 1}"))
        .isEqualTo(Map.of("a", 3L));
    assertThat(read("{a: int}", "{\"result\": {\"a\": 1}}")).isEqualTo(Map.of("a", 1L));
    assertThat(read("list[{a: int}]", "[{\"a\": 1}, {\"a\": 2}]"))
        .isEqualTo(List.of(Map.of("a", 1L), Map.of("a", 2L)));
    refused("map[int]", "a=1");
    refused("{a: int}", "[1]");
    assertThatThrownBy(() -> read("list[{a: {b: int}}]", "[{\"a\": {\"b\": \"z\"}}]"))
        .hasMessage("Field 'x[0].a.b' should be an integer, but is 'z'.");
    assertThatThrownBy(() -> read("{a: int, b: date}", "{\"a\": 1}"))
        .hasMessage("Field 'x.b' should be present (a date as YYYY-MM-DD), but is empty.");
  }

  @Test
  void optionalFieldsMayBeAbsentOrSaidToBe() {
    var fields = Signature.parse("-> a: int?, b: 'red'|'none'?, c: str?").outputs();

    assertThat(Coercion.coerce(fields, Map.of("a", "N/A", "b", "none", "c", " ")))
        .isEqualTo(Values.of("b", "none"));
    assertThat(Coercion.coerce(fields, Map.of("a", 1, "extra", 2))).isEqualTo(Values.of("a", 1));
    assertThat(Coercion.coerce(fields, Map.of())).isEqualTo(Values.EMPTY);
  }

  @Test
  void theMessageNamesFieldValueAndExpectation() {
    var fields = Signature.parse("-> amount: float").outputs();

    assertThatThrownBy(() -> Coercion.coerce(fields, Map.of("amount", "a lot")))
        .hasMessage("Field 'amount' should be a number, but is 'a lot'.");
    assertThatThrownBy(() -> Coercion.coerce(fields, Map.of()))
        .hasMessage("Field 'amount' should be present (a number), but is empty.");
    assertThatThrownBy(() -> Coercion.coerce(fields, Map.of("amount", "x".repeat(500))))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).endsWith("…'."));
  }
}
