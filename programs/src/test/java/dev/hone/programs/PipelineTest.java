package dev.hone.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Field;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.lm.RolloutSession;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {

  private static Object data(String json) {
    return Json.parseObject("{\"program\": " + json + "}").get("program");
  }

  private static Pipeline pipeline(String... slotAndSignature) {
    var steps = new java.util.ArrayList<Map<String, String>>();
    for (int i = 0; i < slotAndSignature.length; i += 2)
      steps.add(Map.of("slot", slotAndSignature[i], "signature", slotAndSignature[i + 1]));
    return Pipeline.of(steps);
  }

  private static RolloutSession session(Pipeline pipeline, Scripted model) {
    return new RolloutSession(
        Candidate.seedOf(pipeline),
        Scripted.JSON,
        (_, request) -> new RolloutSession.Answer(request.key(), model.complete(request)),
        Instant.EPOCH,
        RolloutSession.Listener.NONE);
  }

  @Test
  void a_text_is_handed_on_without_a_call() throws Exception {
    var pipeline =
        Pipeline.of(
            data(
                """
                [{"slot": "house", "signature": "-> house", "style": "text", "instructions": "Be brief."},
                 {"slot": "reply", "signature": "letter, house -> answer"}]
                """));
    var model = new Scripted(in -> Map.of("answer", in.text("house") + " " + in.text("letter")));
    var session = session(pipeline, model);
    assertThat(session.run(pipeline, Values.of("letter", "Hello.")).text("answer"))
        .isEqualTo("Be brief. Hello.");
    assertThat(session.calls()).isEqualTo(1);
    assertThat(session.trace().at("reply").getFirst().readFrom())
        .containsExactly(session.trace().at("house").getFirst().id());
    assertThat(Pipeline.of(Json.parseObject(Json.write(pipeline.toJson())))).isEqualTo(pipeline);
    assertThat(pipeline.describe().slots().getFirst().style()).isEqualTo(Style.TEXT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"x -> y", "-> a, b", "-> a: int"})
  void a_text_reads_nothing_and_gives_one_text(String signature) {
    assertThatThrownBy(() ->
            Pipeline.of(List.of(Map.of("slot", "s", "signature", signature, "style", "text"))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("is a text");
  }

  @Test
  void outputs_of_a_step_are_inputs_of_later_ones_whatever_the_order_they_are_listed_in()
      throws Exception {
    var pipeline =
        pipeline("sum", "total: int, note -> text", "read", "ticket -> total: int, note");
    var model =
        new Scripted(in ->
            in.has("ticket")
                ? Map.of("total", 7, "note", "a long enough note")
                : Map.of("text", in.text("note") + "/" + in.text("total")));
    var session = session(pipeline, model);

    var out = session.run(pipeline, Values.of("ticket", "T", "unused", "x"));

    assertThat(out).isEqualTo(Values.of("text", "a long enough note/7"));
    assertThat(pipeline.inputs()).extracting(Field::name).containsExactly("ticket");
    assertThat(session.trace().steps().getLast().readFrom()).containsExactly("1");
    assertThat(pipeline.describe().slots())
        .extracting(Outline.Slot::name, Outline.Slot::readsFrom)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("read", List.of()),
            org.assertj.core.groups.Tuple.tuple("sum", List.of("read")));
  }

  @Test
  void a_program_returns_the_outputs_it_chooses() throws Exception {
    var pipeline =
        Pipeline.of(
            data(
                """
                {"steps": [{"slot": "a", "signature": "x -> y"}, {"slot": "b", "signature": "y -> z"}],
                 "outputs": ["z", "y"]}\
                """));
    var model = new Scripted(in -> in.has("x") ? Map.of("y", "1") : Map.of("z", "2"));
    assertThat(session(pipeline, model).run(pipeline, Values.of("x", "0")))
        .isEqualTo(Values.of("z", "2", "y", "1"));
  }

  @Test
  void reasoning_is_asked_for_and_stays_in_the_trace() throws Exception {
    var pipeline =
        Pipeline.of(
            data(
                "[{\"slot\": \"a\", \"signature\": \"x -> y\", \"style\": \"chain-of-thought\"}]"));
    var session = session(pipeline, new Scripted(in -> Map.of("reasoning", "because", "y", "1")));
    assertThat(session.run(pipeline, Values.of("x", "0"))).isEqualTo(Values.of("y", "1"));
    assertThat(session.trace().steps().getFirst().output().text("reasoning")).isEqualTo("because");
  }

  @Test
  void everything_a_step_may_say_survives_a_round_trip() {
    var pipeline =
        Pipeline.of(
            data(
                """
                [{"slot": "extract", "signature": "text -> date: date, amount: float?",
                  "style": "chain-of-thought",
                  "instructions": {"before": "Be safe.", "open": "Extract.", "after": "Be kind."},
                  "demos": [{"text": "on May 1st 2026", "date": "2026-05-01", "reasoning": "said so"},
                            {"input": {"text": "for 3 EUR"}, "output": {"amount": "3"}, "bootstrapped": true},
                            {"messages": [{"role": "user", "content": "hi"}]}],
                  "nearest": 2,
                  "descriptions": {"amount": "in euros"},
                  "settings": {"temperature": 0.2, "stop": ["x"]},
                  "model": "openai/tuned"},
                 {"slot": "answer", "signature": "date: str, amount: float? -> answer"}]\
                """));
    var seed = pipeline.steps().getFirst().seed();
    assertThat(seed.demos())
        .startsWith(
            new Demo.Solved(
                Values.of("text", "on May 1st 2026"),
                Values.of("date", "2026-05-01", "reasoning", "said so"),
                false),
            new Demo.Solved(Values.of("text", "for 3 EUR"), Values.of("amount", 3.0), true));
    assertThat(seed.model()).contains("openai/tuned");
    assertThat(seed.nearest()).hasValue(2);
    assertThat(pipeline.steps().getLast().seed().instructions().open())
        .isEqualTo("Produce `answer` from `date`, `amount`.");
    assertThat(Pipeline.of(data(Json.pretty(pipeline.toJson())))).isEqualTo(pipeline);
  }

  @Test
  void an_outline_tells_what_is_frozen() {
    var pipeline =
        Pipeline.of(
            data(
                """
                [{"slot": "a", "signature": "x -> y",
                  "instructions": {"before": "Safe.", "open": "Do.", "after": "Kind."}}]\
                """));
    var slot = pipeline.describe().slots().getFirst();
    var text = pipeline.steps().getFirst().seed().instructions().text();
    assertThat(slot.frozen())
        .extracting(r -> text.substring(r.start(), r.end()))
        .containsExactly("Safe.", "Kind.");
    assertThat(Json.write(pipeline.describe().toJson()))
        .isEqualTo(
            "{\"slots\":[{\"name\":\"a\",\"inputs\":[{\"name\":\"x\",\"type\":\"str\"}],\"outputs\":[{\"name\":\"y\",\"type\":\"str\"}],\"style\":\"predict\",\"readsFrom\":[],\"frozenRanges\":[[0,5],[12,17]]}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a; x -> y; a; y -> z          | Slot 'a' is declared twice
          a; x -> y; b; x -> y          | Steps 'a' and 'b' both produce 'y'
          a; x, q -> y; b; y -> z; c; z -> q | a -> b -> c -> a
          a; x -> y: int; b; y: list[int] -> z | Step 'a' produces 'y' as int, but step 'b' takes it as list[int]
          a; x -> y: str?; b; y -> z    | Write 'y: str?' in step 'b'
          a; x -> y; b; x: int -> z     | input 'x' is str in step 'a' and int in step 'b'
          a; x -> y: nonsense           | program, step 1 ('a'): Signature
          """)
  void wiring_is_checked_when_built(String steps, String message) {
    assertThatThrownBy(() -> pipeline(steps.split("\\s*;\\s*", -1)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      textBlock =
          """
          [{"slot": "a", "signature": "x -> y", "style": "react"}] | program, step 1 ('a'): the style 'react' is not available in pipelines. Use one of predict, chain-of-thought, text.
          [{"slot": "a", "signature": "x -> y", "style": "magic"}] | there is no style 'magic'
          [{"slot": "a", "signature": "x -> y", "sytle": "predict"}] | program, step 1: unknown key 'sytle'. Known are slot, signature
          [{"slot": "a"}] | program, step 1 ('a'): 'signature' is missing
          [{"signature": "x -> y"}] | program, step 1: 'slot' is missing
          ["a"] | program, step 1: expected names with values, found 'a'
          [] | The program has no step
          "a" | program: expected a list, found 'a'
          {"steps": [{"slot": "a", "signature": "x -> y"}], "outputs": ["q"]} | output 'q' is produced by no step. Known are y
          [{"slot": "a", "signature": "x -> y", "settings": {"temperature": 9}}] | program, step 1 ('a'): Setting 'temperature' is 9
          [{"slot": "a", "signature": "x -> y", "descriptions": {"q": "?"}}] | program, step 1 ('a'): A description is given for 'q'
          [{"slot": "a", "signature": "x -> y", "demos": [{"x": "1", "q": "2"}]}] | program, step 1 ('a'), demo 1: 'q' is no field
          [{"slot": "a", "signature": "x -> y: int", "demos": [{"x": "1", "y": "many"}]}] | demo 1: Field 'y' should be an integer, but is 'many'
          [{"slot": "a", "signature": "x -> y", "nearest": 2}] | program, step 1 ('a'), nearest: expected how many of its 'demos' a question is shown, at least 1, found 2 and no demos
          [{"slot": "a", "signature": "x -> y", "demos": [{"x": "1", "y": "2"}], "nearest": 0}] | nearest: expected how many of its 'demos' a question is shown, at least 1, found 0.
          [{"slot": "a", "signature": "x -> y", "instructions": 3}] | instructions: expected a text, or 'before', 'open' and 'after', found 3
          [{"slot": "a", "signature": "x -> reasoning, y", "style": "chain-of-thought"}, {"slot": "b", "signature": "reasoning -> z", "style": "chain-of-thought"}] | step 2 ('b'): Field 'reasoning' occurs twice
          """)
  void what_cannot_be_used_is_named_with_its_place(String json, String message) {
    assertThatThrownBy(() -> Pipeline.of(data(json)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_missing_input_is_named() {
    var pipeline = pipeline("a", "x, n: int -> y");
    var session = session(pipeline, new Scripted(in -> Map.of("y", "1")));
    assertThatThrownBy(() -> session.run(pipeline, Values.of("x", "1")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("The input 'n' (int) is missing");
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.shuffle(0, 1, 2, 3, 4);
  }

  @Property
  void a_chain_runs_in_the_order_of_its_data(@ForAll("orders") List<Integer> listed) {
    var steps =
        listed.stream()
            .map(i -> Map.of("slot", "s" + i, "signature", "f%d -> f%d".formatted(i, i + 1)))
            .toList();
    var pipeline = Pipeline.of(steps);
    assertThat(pipeline.predictors())
        .extracting(p -> p.slot())
        .containsExactly("s0", "s1", "s2", "s3", "s4");
    assertThat(pipeline.outputs()).extracting(Field::name).containsExactly("f5");
  }
}
