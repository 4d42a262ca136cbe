package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values too small for a class of tests each. */
class SmallValuesTest {

  @ParameterizedTest
  @ValueSource(doubles = {-0.001, 1.001, Double.NaN, Double.POSITIVE_INFINITY})
  void gradesOutsideTheScaleAreRefused(double score) {
    assertThatThrownBy(() -> Grade.of(score, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0..1");
  }

  @Test
  void gradesKeepTheirPartsInOrder() {
    var parts = new LinkedHashMap<String, Double>();
    parts.put("b", 1.0);
    parts.put("a", 0.0);
    var grade = new Grade(0.5, "half", parts);
    parts.clear();

    assertThat(grade.parts()).containsExactly(Map.entry("b", 1.0), Map.entry("a", 0.0));
    assertThat(Grade.of(true, "x").score()).isEqualTo(1);
    assertThat(Grade.of(false, "x").score()).isZero();
    assertThat(List.of(Grade.of(0, ""), Grade.of(1, ""))).hasSize(2);
  }

  @Test
  void aDemoComesFromAnExample() {
    var example = Example.of(Values.of("q", 1), Values.of("a", 2, "accepted", List.of(2, 3)));

    assertThat(Demo.of(example))
        .isEqualTo(new Demo.Solved(example.input(), example.expected(), false));
    var turns = new ArrayList<>(List.of(Message.user("a")));
    var demo = new Demo.Turns(turns);
    turns.clear();
    assertThat(demo.messages()).hasSize(1);
  }

  @Test
  void examplesAreKnownByTheirContent() {
    record In(String q) {}
    record Out(int a) {}
    var example = Example.of(new In("x"), new Out(1));

    assertThat(example.id()).isEqualTo(Example.of(Values.of("q", "x"), Values.of("a", 1)).id());
    assertThat(example.id()).isNotEqualTo(Example.of(new In("x"), new Out(2)).id());
    assertThat(example.id())
        .isNotEqualTo(Example.of(Values.of("q", "x", "a", 1), Values.EMPTY).id());
    assertThat(example.withId("n").id()).isEqualTo("n");
    assertThat(example.text()).isEqualTo("q: x\na: 1");
  }

  @Test
  void aTraceIsReadBySlot() {
    var trace = new Trace(List.of(step("1", "ask"), step("2", "search"), step("3", "ask")));

    assertThat(trace.at("ask")).extracting(Trace.Step::id).containsExactly("1", "3");
    assertThat(trace.at("none")).isEmpty();
    assertThat(Json.write(step("1", "ask")))
        .startsWith("{\"id\":\"1\",\"kind\":\"model\"")
        .doesNotContain("parent");
  }

  private static Trace.Step step(String id, String slot) {
    return new Trace.Step(
        id,
        Trace.Kind.MODEL,
        slot,
        Optional.empty(),
        List.of(),
        Values.EMPTY,
        Values.EMPTY,
        "",
        List.of(),
        List.of(),
        0,
        Optional.empty(),
        0,
        0);
  }

  @Test
  void usageAdds() {
    assertThat(Completion.Usage.of(1, 2).plus(new Completion.Usage(10, 5, 20, 7)))
        .isEqualTo(new Completion.Usage(11, 5, 22, 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a-b", "a b", "ä b", "a.b"})
  void badFieldNamesAreRefused(String name) {
    assertThatThrownBy(() -> Field.of(name, FieldType.Simple.TEXT))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("due_date");
  }

  @Test
  void aComplaintTakesItsPlaceInFront() {
    var complaint = new BadInput("No such thing.").at("train.jsonl, line 7");

    assertThat(complaint).hasMessage("train.jsonl, line 7: No such thing.");
    assertThat(complaint.getCause()).hasMessage("No such thing.");
  }

  @Test
  void contentIdsArePrefixesOfSha256() {
    assertThat(ContentId.full("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(ContentId.of("abc")).isEqualTo("ba7816bf8f01");
  }

  @Test
  void aCodecOfPlainValuesChangesNothing() {
    var codec = Codec.values(Signature.parse("a -> b").inputs());
    var values = Values.of("a", " x ", "z", 1);

    assertThat(codec.decode(codec.encode(values))).isSameAs(values);
    assertThat(codec.fields()).extracting(Field::name).containsExactly("a");
  }
}
