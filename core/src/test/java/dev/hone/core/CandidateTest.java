package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidateTest {
  private static final Predictor<Values, Values> ASK =
      Predictor.of("ask", "question -> answer", "Answer.");
  private static final Predictor<Values, Values> CHECK =
      Predictor.of("check", "answer -> ok: bool", "Check.");

  @Property(tries = 300)
  void theJsonFormKeepsEverything(@ForAll("candidates") Candidate candidate) {
    assertThat(Candidate.fromJson(candidate.toJson())).isEqualTo(candidate);
    var read = Candidate.fromJson(Json.parseObject(Json.pretty(candidate.toJson())));
    assertThat(read).isEqualTo(candidate);
    assertThat(read.id()).isEqualTo(candidate.id());
    assertThat(candidate.diff(read)).isEmpty();
  }

  @Provide
  Arbitrary<Candidate> candidates() {
    var texts = Arbitraries.strings().ofMaxLength(10);
    var values =
        Arbitraries.maps(
                texts,
                Arbitraries.oneOf(
                    texts.map(t -> (Object) t),
                    Arbitraries.longs().map(l -> l),
                    Arbitraries.doubles().map(d -> d),
                    texts.list().ofMaxSize(2).map(l -> l)))
            .ofMaxSize(3)
            .map(Values::of);
    var calls = Combinators.combine(texts, texts, texts).as(Message.ToolCall::new);
    var contents =
        Arbitraries.oneOf(
            texts.map(t -> (Message.Content) new Message.Text(t)),
            Combinators.combine(texts, texts, texts).as(Message.Media::new));
    var messages =
        Combinators.combine(
                Arbitraries.of(Message.Role.values()),
                contents.list().ofMaxSize(2),
                calls.list().ofMaxSize(2),
                texts.optional())
            .as(Message::new);
    var demos =
        Arbitraries.oneOf(
            Combinators.combine(values, values, Arbitraries.of(true, false))
                .as((i, o, b) -> (Demo) new Demo.Solved(i, o, b)),
            messages.list().ofMaxSize(2).map(Demo.Turns::new));
    var settings =
        Combinators.combine(
                Arbitraries.doubles().between(0, 2),
                Arbitraries.integers().between(1, 99),
                texts.list().ofMaxSize(2))
            .as((t, m, s) ->
                Settings.of("temperature", t)
                    .with("maxTokens", m)
                    .with("stop", s)
                    .with("extra.x", s));
    var prompts =
        Combinators.combine(
                Combinators.combine(texts, texts, texts).as(Instructions::new),
                demos.list().ofMaxSize(3),
                Arbitraries.integers().greaterOrEqual(1).optional(),
                Arbitraries.maps(texts, texts).ofMaxSize(2),
                settings,
                texts.optional())
            .as((i, d, k, n, s, m) ->
                new Prompt(
                    i,
                    d,
                    k.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                    new TreeMap<>(n),
                    s,
                    m));
    return Arbitraries.maps(texts, prompts).ofMaxSize(3).map(m -> new Candidate(new TreeMap<>(m)));
  }

  @Test
  void theIdIsOneOfContentAndNotOfTheWayThere() {
    var seed = Candidate.seedOf(List.of(ASK, CHECK));
    var there = seed.instruct("ask", "Answer well.");

    assertThat(there.id()).matches("[0-9a-f]{12}").isNotEqualTo(seed.id());
    assertThat(there.instruct("ask", "Answer.")).isEqualTo(seed);
    assertThat(there.instruct("ask", "Answer.").id()).isEqualTo(seed.id());
    assertThat(Candidate.seedOf(List.of(CHECK, ASK)).id()).isEqualTo(seed.id());
    assertThat(seed.id()).isEqualTo("42598a1feb3d");
  }

  @Test
  void everyPartOfAPromptCountsForTheId() {
    var seed = Candidate.seedOf(List.of(ASK));
    var demo = new Demo.Solved(Values.of("question", "q"), Values.of("answer", "a"), false);
    var changed =
        List.of(
            seed,
            seed.instruct("ask", "Answer!"),
            seed.with("ask", p -> Prompt.of(new Instructions("Answer.", "", ""))),
            seed.with("ask", p -> Prompt.of(new Instructions("", "", "Answer."))),
            seed.withDemos("ask", List.of(demo)),
            seed.with("ask", p -> p.withNearest(1, List.of(demo))),
            seed.with("ask", p -> p.withNearest(2, List.of(demo))),
            seed.withDemos("ask", List.of(new Demo.Solved(demo.input(), demo.output(), true))),
            seed.with("ask", p -> p.withDescription("out:answer", "short")),
            seed.with("ask", p -> p.withSettings(Settings.of("temperature", 0))),
            seed.with("ask", p -> p.withModel("tuned")));

    assertThat(changed.stream().map(Candidate::id)).doesNotHaveDuplicates();
  }

  @Test
  void theDifferenceReadsLineByLine() {
    var seed = Candidate.seedOf(List.of(ASK, CHECK)).instruct("ask", "Answer.\nBe brief.\nThink.");
    var demo = new Demo.Solved(Values.of("question", "q"), Values.of("answer", "a"), true);
    var better =
        seed.instruct("ask", "Answer.\nBe precise.\nThink.")
            .withDemos("ask", List.of(demo))
            .with("ask", p -> p.withSettings(Settings.of("temperature", 0.5)).withModel("tuned"));

    assertThat(seed.diff(better))
        .isEqualTo(
            """
            [ask]
              Answer.
            - Be brief.
            + Be precise.
              Think.
            + setting temperature: 0.5
            + model: tuned
            + demo {"question":"q"} => {"answer":"a"}\
            """);
    assertThat(better.diff(better.with("ask", p -> p.withNearest(1, List.of(demo)))))
        .contains(
            """
            + each question is shown the 1 most like it of these demos:
              demo {"question":"q"} => {"answer":"a"}\
            """);
    assertThat(seed.diff(seed)).isEmpty();
    assertThat(
            seed.diff(Candidate.seedOf(List.of(ASK)).instruct("ask", "Answer.\nBe brief.\nThink.")))
        .isEqualTo("[check]\n- Check.");
  }

  @Test
  void slotsAreNamedOnceAndKnown() {
    assertThatThrownBy(() -> Candidate.seedOf(List.of(ASK, ASK)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Slot 'ask' is declared twice");
    assertThatThrownBy(() -> Candidate.seedOf(List.of(ASK)).at("aks"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("No slot 'aks'")
        .hasMessageContaining("[ask]");
    assertThat(Candidate.seedOf(Program.of(ASK)).at("ask")).isEqualTo(ASK.seed());
    assertThatThrownBy(() -> Predictor.of(" ", "a -> b", "")).isInstanceOf(BadInput.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{\"ask\": 5}; slot 'ask': expected an object {…}, found 5",
        "{\"ask\": {}}; slot 'ask': 'instructions' is missing",
        "{\"ask\": {\"instructions\": 1}}; slot 'ask', 'instructions': expected a text, found 1",
        "{\"ask\": {\"instructions\": \"\", \"demo\": []}}; slot 'ask': unknown key 'demo'",
        "{\"ask\": {\"instructions\": \"\", \"demos\": {}}}; slot 'ask': expected a list",
        "{\"ask\": {\"instructions\": \"\", \"demos\": [{\"input\": {}}]}}; a demo needs 'input' and 'output'",
        "{\"ask\": {\"instructions\": \"\", \"demos\": [{\"messages\": [{\"role\": \"boss\"}]}]}}; slot 'ask': Not a message",
        "{\"ask\": {\"instructions\": \"\", \"descriptions\": {\"out:a\": 1}}}; description 'out:a'",
        "{\"ask\": {\"instructions\": \"\", \"settings\": {\"temprature\": 1}}}; slot 'ask': There is no setting 'temprature'",
        "{\"ask\": {\"instructions\": \"\", \"settings\": {\"temperature\": null}}}; slot 'ask': Setting 'temperature' is null",
        "{\"ask\": {\"instructions\": \"\", \"settings\": {\"stop\": null}}}; slot 'ask': Setting 'stop' is null",
        "{\"ask\": {\"instructions\": \"\", \"nearest\": 0}}; slot 'ask', 'nearest': expected how many demos a question is shown, at least 1, found 0",
        "{\"ask\": {\"instructions\": \"\", \"nearest\": 1.5}}; slot 'ask', 'nearest': expected how many demos a question is shown, at least 1, found 1.5",
        "{\"ask\": {\"instructions\": \"\", \"model\": 3}}; slot 'ask', 'model': expected a text",
      })
  void aWrongFileIsToldSlotAndKey(String json, String complaint) {
    assertThatThrownBy(() -> Candidate.fromJson(Json.parseObject(json)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void candidatesNeverChange() {
    var candidate = Candidate.seedOf(List.of(ASK));

    assertThatThrownBy(() -> candidate.slots().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> candidate.at("ask").descriptions().put("x", "y"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void tunedDescriptionsReplaceTheDeclaredOnes() {
    var signature = Signature.parse("question -> answer, note").describe(Map.of("note", "short"));
    var prompt =
        Prompt.of("")
            .withDescription("out:answer", "one word")
            .withDescription("in:question", "asked");

    var described = prompt.describe(signature);

    assertThat(described.output("answer").description()).isEqualTo("one word");
    assertThat(described.output("note").description()).isEqualTo("short");
    assertThat(described.inputs().getFirst().description()).isEqualTo("asked");
    assertThat(Prompt.of("").describe(signature)).isSameAs(signature);
    assertThat(Prompt.of("").model()).isEqualTo(Optional.empty());
  }
}
