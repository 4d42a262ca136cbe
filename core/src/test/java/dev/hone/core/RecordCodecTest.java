package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

  enum Level {
    LOW,
    VERY_HIGH
  }

  record Address(@Describe("where the house is") String city, Optional<Integer> zip) {}

  record Everything(
      @Describe("a text") String text,
      int small,
      Long large,
      double decimal,
      Float single,
      BigDecimal exact,
      boolean flag,
      LocalDate day,
      LocalTime hour,
      LocalDateTime both,
      Level level,
      List<String> tags,
      Set<Level> levels,
      Map<String, Double> weights,
      Address address,
      List<Address> addresses,
      Optional<String> note,
      Optional<Address> second,
      Object any) {}

  @Test
  void everyComponentTypeHasItsFieldType() {
    var fields = Codec.of(Everything.class).fields();

    assertThat(fields.stream().map(Field::text))
        .containsExactly(
            "text: str",
            "small: int",
            "large: int",
            "decimal: float",
            "single: float",
            "exact: float",
            "flag: bool",
            "day: date",
            "hour: time",
            "both: datetime",
            "level: 'LOW'|'VERY_HIGH'",
            "tags: list[str]",
            "levels: list['LOW'|'VERY_HIGH']",
            "weights: map[float]",
            "address: {city: str, zip: int?}",
            "addresses: list[{city: str, zip: int?}]",
            "note: str?",
            "second: {city: str, zip: int?}?",
            "any: any");
    assertThat(fields.getFirst().description()).isEqualTo("a text");
    assertThat(((FieldType.Structure) fields.get(14).type()).fields().getFirst().description())
        .isEqualTo("where the house is");
  }

  @Property(tries = 300)
  void recordsSurviveValuesAndJson(@ForAll("everything") Everything record) {
    var codec = Codec.of(Everything.class);
    var values = codec.encode(record);

    assertThat(codec.decode(values)).isEqualTo(record);
    assertThat(codec.decode(Values.of(Json.parseObject(Json.write(values))))).isEqualTo(record);
  }

  @Provide
  Arbitrary<Everything> everything() {
    var texts = Arbitraries.strings().ofMaxLength(12);
    var addresses = Combinators.combine(texts, Arbitraries.integers().optional()).as(Address::new);
    var days = Arbitraries.longs().between(-700_000, 700_000).map(LocalDate::ofEpochDay);
    var hours = Arbitraries.longs().between(0, 86_399_999_999_999L).map(LocalTime::ofNanoOfDay);
    var levels = Arbitraries.of(Level.values());
    return Combinators.combine(
            Combinators.combine(texts, Arbitraries.integers(), Arbitraries.longs()).as(List::of),
            Combinators.combine(
                    Arbitraries.doubles(), Arbitraries.floats(), Arbitraries.of(true, false))
                .as(List::<Object>of),
            Combinators.combine(days, hours).as(List::<Object>of),
            Combinators.combine(levels, levels.set(), texts.list().ofMaxSize(3))
                .as(List::<Object>of),
            Arbitraries.maps(texts, Arbitraries.doubles()).ofMaxSize(3),
            addresses,
            addresses.list().ofMaxSize(2),
            addresses.optional())
        .as(RecordCodecTest::build);
  }

  @SuppressWarnings("unchecked")
  private static Everything build(
      List<?> numbers,
      List<?> more,
      List<?> times,
      List<?> choices,
      Map<String, Double> weights,
      Address address,
      List<Address> addresses,
      Optional<Address> second) {
    var day = (LocalDate) times.get(0);
    var hour = (LocalTime) times.get(1);
    return new Everything(
        (String) numbers.get(0),
        (Integer) numbers.get(1),
        (Long) numbers.get(2),
        (Double) more.get(0),
        (Float) more.get(1),
        BigDecimal.valueOf((Double) more.get(0)),
        (Boolean) more.get(2),
        day,
        hour,
        day.atTime(hour),
        (Level) choices.get(0),
        (List<String>) choices.get(2),
        (Set<Level>) choices.get(1),
        weights,
        address,
        addresses,
        ((List<String>) choices.get(2)).stream().findFirst(),
        second,
        Map.of("x", List.of(1L, "[1]")));
  }

  record Code(String source) {}

  @Test
  void textKeepsItsSpaces() {
    var code = new Code("    return x\n");

    assertThat(Codec.of(Code.class).decode(Codec.of(Code.class).encode(code))).isEqualTo(code);
  }

  record Count(int n, Optional<LocalDate> day) {}

  @Test
  void foreignFormsAreCoerced() {
    var codec = Codec.of(Count.class);

    assertThat(codec.decode(Values.of("n", "1,200", "day", "Jan 5, 2024")))
        .isEqualTo(new Count(1200, Optional.of(LocalDate.of(2024, 1, 5))));
    assertThat(codec.decode(Values.of("n", 1, "day", "n/a")))
        .isEqualTo(new Count(1, Optional.empty()));
    assertThatThrownBy(() -> codec.decode(Values.of("n", 3_000_000_000L)))
        .isInstanceOf(FieldMismatch.class)
        .hasMessage(
            "Field 'n' should be an integer between -2^31 and 2^31-1, but is '3000000000'.");
    assertThatThrownBy(() -> codec.decode(Values.EMPTY)).hasMessageContaining("Field 'n'");
  }

  record Share(double value) {
    Share {
      if (value < 0 || value > 1) throw new IllegalArgumentException("not within 0..1");
    }
  }

  @Test
  void aConstructorsComplaintIsAMismatch() {
    assertThatThrownBy(() -> Codec.of(Share.class).decode(Values.of("value", 2.0)))
        .isInstanceOf(FieldMismatch.class)
        .hasMessageContaining("Share")
        .hasMessageContaining("not within 0..1");
  }

  record Node(String name, List<Node> children) {}

  record Odd(Thread thread) {}

  record Counted(Map<Integer, String> map) {}

  @Test
  void recordsThatCannotBeShownAreRefused() {
    assertThatThrownBy(() -> Codec.of(Node.class))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("contains itself");
    assertThatThrownBy(() -> Codec.of(Odd.class))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Component 'thread'")
        .hasMessageContaining("java.lang.Thread");
    assertThatThrownBy(() -> Codec.of(Counted.class)).hasMessageContaining("Component 'map'");
  }

  record Pair(Address first, Address second) {}

  @Test
  void oneRecordMayOccurTwiceSideBySide() {
    assertThat(Codec.of(Pair.class).fields()).hasSize(2);
  }

  @Test
  void decodedCollectionsNeverChange() {
    record Bag(Set<String> set, Map<String, String> map) {}

    var bag = Codec.of(Bag.class).decode(Values.of("set", List.of("a"), "map", Map.of("k", "v")));

    assertThatThrownBy(() -> bag.set().clear()).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> bag.map().clear()).isInstanceOf(UnsupportedOperationException.class);
  }
}
