package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NearestDemosTest {
  private static final Signature ROUTING = Signature.parse("text -> team");
  private static final List<Demo> DEMOS =
      Stream.of(
              "Where is my parcel?",
              "The lamp does not switch on.",
              "Where is the invoice of my parcel?",
              "The sum on the invoice is wrong.")
          .map(text -> demo("text", text))
          .toList();

  private static Demo demo(Object... input) {
    return new Demo.Solved(Values.of(input), Values.of("team", "t"), false);
  }

  private static List<Integer> nearest(int k, String text) {
    return NearestDemos.of(ROUTING.inputs(), DEMOS).to(Values.of("text", text), k);
  }

  @Test
  void theLikestIsShownLast() {
    assertThat(nearest(2, "the parcel and its INVOICE")).containsExactly(3, 2);
    assertThat(nearest(1, "My lamp stays dark, it does not light up.")).containsExactly(1);
    assertThat(nearest(9, "parcel")).hasSize(4);
  }

  @Test
  void aRareWordCountsMoreThanACommonOne() {
    var demos =
        Stream.of("so it sinks", "so lamps glow", "so it floats", "so it burns")
            .map(text -> demo("text", text))
            .toList();
    var nearest = NearestDemos.of(ROUTING.inputs(), demos);
    assertThat(nearest.to(Values.of("text", "it or lamps"), 1)).containsExactly(1);
  }

  @Test
  void amongEquallyLikeOnesTheFirstAreChosen() {
    assertThat(nearest(2, "zebra")).containsExactly(1, 0);
    assertThat(nearest(2, "")).containsExactly(1, 0);
  }

  @Test
  void theQuestionsOwnSolutionIsLeftOut() {
    assertThat(nearest(4, "Where is my parcel?")).doesNotContain(0).hasSize(3);
    var number = Signature.parse("n: int -> team");
    var demos = List.of(demo("n", "5"), demo("n", "6"));
    assertThat(NearestDemos.of(number.inputs(), demos).to(Values.of("n", 5), 2)).containsExactly(1);
  }

  @Test
  void everyFieldCountsAlikeHoweverLong() {
    var signature = Signature.parse("text, slot -> team");
    var demos =
        List.of(
            demo("text", "a table for six people at noon tomorrow", "slot", "date"),
            demo("text", "we are four", "slot", "people"));
    var question = Values.of("text", "a table for two, please", "slot", "people");
    assertThat(NearestDemos.of(signature.inputs(), demos).to(question, 1)).containsExactly(1);
  }

  @Test
  void signsWithoutSpacesBetweenThemAreWordsOfTheirOwn() {
    var demos = List.of(demo("text", "今天天气怎么样"), demo("text", "播放音乐"), demo("text", "订一张桌子"));
    var nearest = NearestDemos.of(ROUTING.inputs(), demos);
    assertThat(nearest.to(Values.of("text", "明天天气好吗"), 1)).containsExactly(0);
    assertThat(nearest.to(Values.of("text", "我想听音乐"), 1)).containsExactly(1);
  }

  @Test
  void turnsAsTheyAreAreAlwaysShown() {
    var turns = new Demo.Turns(List.of(Message.user("hi"), Message.assistant("hello")));
    var demos = Stream.concat(DEMOS.stream(), Stream.of(turns)).toList();
    var nearest = NearestDemos.of(ROUTING.inputs(), demos);
    assertThat(nearest.to(Values.of("text", "the lamp"), 1)).containsExactly(4, 1);
  }

  @Test
  void aPromptIsTurnedTowardsAQuestion() {
    var all = Prompt.of("Route.").withDemos(DEMOS);
    var some = Prompt.of("Route.").withNearest(1, DEMOS);
    var question = Values.of("text", "a lamp");
    assertThat(all.towards(ROUTING, question)).isSameAs(all);
    assertThat(some.towards(ROUTING, question).demos()).containsExactly(DEMOS.get(1));
    assertThat(Prompt.of("Sort.").withDemosOf(some))
        .isEqualTo(Prompt.of("Sort.").withNearest(1, DEMOS));
    assertThatThrownBy(() -> some.withNearest(0, DEMOS))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'nearest' is 0. Use at least 1");
  }

  @Test
  void withoutInputsTheFirstDemosAreShown() {
    assertThat(NearestDemos.of(List.of(), DEMOS).to(Values.EMPTY, 2)).containsExactly(1, 0);
  }

  @Test
  void whereThereAreNoDemosNoneAreChosen() {
    assertThat(Prompt.of("Route.").withNearest(2, List.of())).isEqualTo(Prompt.of("Route."));
  }
}
