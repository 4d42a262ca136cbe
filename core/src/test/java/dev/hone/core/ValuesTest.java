package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private enum Mood {
    GOOD {
      @Override
      public String toString() {
        return "good mood";
      }
    }
  }

  @Test
  void everythingBecomesJsonShaped() {
    var values =
        Values.of(
            "int",
            3,
            "short",
            (short) 4,
            "float",
            0.1f,
            "decimal",
            new BigDecimal("0.25"),
            "big",
            BigInteger.TWO,
            "mood",
            Mood.GOOD,
            "day",
            LocalDate.of(2024, 1, 5),
            "hour",
            LocalTime.of(10, 0),
            "inner",
            Values.of("x", 1));

    assertThat(values.map())
        .containsExactly(
            Map.entry("int", 3L),
            Map.entry("short", 4L),
            Map.entry("float", 0.1),
            Map.entry("decimal", 0.25),
            Map.entry("big", 2L),
            Map.entry("mood", "good mood"),
            Map.entry("day", "2024-01-05"),
            Map.entry("hour", "10:00:00"),
            Map.entry("inner", Map.of("x", 1L)));
    assertThat(Json.parse(Json.write(values))).isEqualTo(values.map());
  }

  @Test
  void whatIsNotJsonShapedIsRefusedAtOnce() {
    assertThatThrownBy(() -> Values.of("x", new Object())).hasMessageContaining("java.lang.Object");
    assertThatThrownBy(() -> Values.of("x", Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Values.of("x", List.of(Float.POSITIVE_INFINITY)))
        .hasMessageContaining("Infinity");
    assertThatThrownBy(() -> Values.of("x")).hasMessageContaining("1 arguments");
  }

  @Test
  void valuesNeverChange() {
    var list = new ArrayList<Object>(List.of("a"));
    var map = new HashMap<String, Object>(Map.of("list", list));
    var values = Values.of(map);
    list.add("b");
    map.put("other", 1);

    assertThat(values).isEqualTo(Values.of("list", List.of("a")));
    assertThatThrownBy(() -> values.map().put("x", 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((List<?>) values.map().get("list")).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void nullsAreAbsent() {
    var values =
        Values.of("a", null, "b", Arrays.asList(1, null), "c", Json.parse("{\"x\": null}"));

    assertThat(values).isEqualTo(Values.of("b", List.of(1L), "c", Map.of()));
    assertThat(values.has("a")).isFalse();
    assertThat(values.text("a")).isEmpty();
  }

  @Test
  void mergingKeepsTheOrderAndTheLaterValue() {
    var merged = Values.of("a", 1, "b", 2).merge(Values.of("b", 3, "c", 4));

    assertThat(merged.map())
        .containsExactly(Map.entry("a", 1L), Map.entry("b", 3L), Map.entry("c", 4L));
    assertThat(merged.only(Signature.parse("-> c: int, a: int, z: int").outputs()).map())
        .containsExactly(Map.entry("c", 4L), Map.entry("a", 1L));
    assertThat(merged.with("a", "x").get("a")).isEqualTo("x");
  }

  @Test
  void theTextIsWhatAPersonReads() {
    var values = Values.of("t", "hi", "n", 5.0, "h", 0.5, "b", true, "l", List.of("a", 1));

    assertThat(values.text()).isEqualTo("t: hi\nn: 5\nh: 0.5\nb: true\nl: [\"a\",1]");
    assertThat(Values.textOf(LocalDate.of(2024, 1, 5))).isEqualTo("2024-01-05");
    assertThat(Values.textOf(Mood.GOOD)).isEqualTo("good mood");
  }
}
