package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.Example;
import dev.hone.core.Values;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GepaAlikeTest {
  private static Example example(String text, String answer) {
    return Example.of(Values.of("text", text), Values.of("answer", answer));
  }

  @Test
  void examples_with_the_same_answer_are_alike_where_answers_repeat() {
    var examples =
        IntStream.range(0, 20)
            .mapToObj(i -> example("text " + i, i % 2 == 0 ? "even" : "odd"))
            .toList();
    var alike = new GepaAlike(examples);
    assertThat(alike.to(examples.getFirst().id()))
        .hasSize(10)
        .allSatisfy(id ->
            assertThat(examples)
                .anyMatch(e -> e.id().equals(id) && e.expected().text("answer").equals("even")));
    assertThat(alike.to("/mean")).isEmpty();
  }

  @Test
  void examples_that_share_words_are_alike_where_every_answer_is_another() {
    var examples =
        IntStream.range(0, 20)
            .mapToObj(
                i -> example((i < 8 ? "the old red barn " : "a new blue ship ") + i, "answer " + i))
            .toList();
    var barns = examples.subList(0, 8).stream().map(Example::id).toList();
    assertThat(new GepaAlike(examples).to(examples.get(3).id()))
        .containsExactlyInAnyOrderElementsOf(barns);
  }

  @Test
  void one_lucky_score_is_no_lead_and_three_are() {
    var alike = new GepaAlike(List.of());
    var group = List.of("a", "b", "c", "d");
    var best = Map.of("a", 0.0, "b", 0.0, "c", 0.0, "d", 1.0);
    assertThat(alike.lead(best, best, group)).isCloseTo(0.5, within(1e-9));
    assertThat(alike.lead(Map.of("a", 1.0, "d", 1.0), best, group)).isCloseTo(0.75, within(1e-9));
    assertThat(alike.lead(Map.of("a", 1.0, "b", 1.0, "c", 1.0, "d", 1.0), best, group))
        .isCloseTo(0.9375, within(1e-9));
    assertThat(alike.lead(Map.of("a", 1.0), best, group)).isCloseTo(0.5, within(1e-9));
  }
}
