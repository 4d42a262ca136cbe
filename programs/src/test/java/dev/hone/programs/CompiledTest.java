package dev.hone.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Json;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledTest {
  private static final Predictor<Values, Values> ROUTE =
      Predictor.of("route", "ticket, tone: str? -> team: 'a'|'b', score: float", "For {{tenant}}.");
  private static final Program<Values, Values> PROGRAM = new Predict<>(ROUTE);

  @TempDir Path folder;

  private static Candidate better() {
    return Candidate.seedOf(PROGRAM).instruct("route", "Better for {{tenant}}.");
  }

  private static Compiled compiled() {
    var provenance = new LinkedHashMap<String, Object>();
    provenance.put("task", "routing");
    provenance.put("scores", Map.of("low", 0.5));
    provenance.put("seed", 7);
    return Compiled.of(PROGRAM, better(), provenance).withFormat("markers");
  }

  @Test
  void a_file_is_read_as_it_was_written() {
    var file = folder.resolve("deep/out.json");
    compiled().write(file);
    var read = Compiled.read(file);
    assertThat(read).isEqualTo(compiled());
    assertThat(read.toText()).isEqualTo(compiled().toText());
    assertThat(read.provenance().keySet()).containsExactly("task", "scores", "seed");
    assertThat(folder.resolve("deep")).isDirectoryContaining(p -> p.endsWith("out.json"));
    assertThat(folder.resolve("deep").toFile().list()).hasSize(1);
  }

  @Test
  void the_text_is_for_people() {
    assertThat(compiled().toText())
        .startsWith("{\n  \"hone\": 1,\n  \"slots\": {\n    \"route\": {\n")
        .contains("\"type\": \"'a'|'b'\"", "\"seed\": \"For {{tenant}}.\"", "\"variables\": [")
        .contains("\"instructions\": \"Better for {{tenant}}.\"");
  }

  @Test
  void a_declarative_program_comes_along() {
    var pipeline =
        Pipeline.of(
            List.of(
                Map.of("slot", "a", "signature", "x -> y: int", "style", "chain-of-thought"),
                Map.of("slot", "b", "signature", "y: int -> z")));
    var file = folder.resolve("out.json");
    Compiled.of(pipeline, Candidate.seedOf(pipeline), Map.of()).write(file);
    assertThat(Compiled.read(file).pipeline()).contains(pipeline);
  }

  @Test
  void every_cut_of_a_file_is_refused_with_its_name() throws IOException {
    var text = compiled().toText().strip();
    var file = folder.resolve("cut.json");
    for (int end : IntStream.range(0, text.length()).filter(i -> i % 7 == 0).toArray()) {
      Files.writeString(file, text.substring(0, end));
      assertThatThrownBy(() -> Compiled.read(file))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith(file.toString());
    }
    Files.writeString(file, text.substring(0, 200));
    assertThatThrownBy(() -> Compiled.read(file))
        .hasMessageContaining("cut off after 200 characters");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      textBlock =
          """
          {"a": 1, "b": 2}       | is not a compiled program of Hone: it has no "hone" version, but [a, b]
          {"hone": 2}            | schema version 2 is not known; this Hone reads version 1
          {"hone": "1"}          | schema version "1" is not known
          {"hone": 1, "extra": 1, "slots": {}, "candidate": {}} | unknown key 'extra'
          {"hone": 1, "slots": {}, "candidate": {"a": {"instructions": ""}}} | slot 'a' is in the candidate only
          {"hone": 1, "candidate": {}} | slots: expected names with values, found nothing
          {"hone": 1, "slots": {"a": {"inputs": [], "outputs": [{"name": "y", "type": "wat"}], "origin": "", "seed": "", "seedHash": ""}}, "candidate": {}} | slot 'a', outputs: Signature
          {"hone": 1, "slots": {"a": {"inputs": [], "outputs": [], "origin": "", "seed": "", "seedHash": "1"}}, "candidate": {}} | 'seed' and 'seedHash' do not belong together
          [1]                    | not a compiled program
          ~ ~                    | the file is empty
          """)
  void a_foreign_file_is_refused(String text, String message) throws IOException {
    var file = folder.resolve("foreign.json");
    Files.writeString(file, text);
    assertThatThrownBy(() -> Compiled.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void a_missing_file_is_named() {
    assertThatThrownBy(() -> Compiled.read(folder.resolve("none.json")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("none.json: there is no such file");
  }

  @Test
  void another_program_is_told_by_its_differences() {
    var other =
        new Predict<>(
            Predictor.of(
                "route", "ticket: list[str], lang -> team: 'a'|'b', score: int", "For all."));
    assertThatThrownBy(() -> compiled().requireFit(other))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(
            "input 'ticket' is str in the compiled file and list[str] in the program")
        .hasMessageContaining(
            "input 'tone' is str? in the compiled file and missing in the program")
        .hasMessageContaining("input 'lang' is missing in the compiled file and str in the program")
        .hasMessageContaining("output 'score' is float in the compiled file and int in the program")
        .hasMessageContaining("hold the variables [tenant], the program fills []");
    var renamed = new Predict<>(Predictor.of("send", "x -> y", ""));
    assertThatThrownBy(() -> compiled().requireFit(renamed))
        .hasMessageContaining("slot 'send' is in the program only")
        .hasMessageContaining("slot 'route' is in the compiled file only");
  }

  @Test
  void drift_of_the_source_is_shown_as_a_diff() {
    assertThat(compiled().drift(PROGRAM)).isEmpty();
    var changed =
        new Predict<>(Predictor.of("route", ROUTE.signature().text(), "Kindly for {{tenant}}."));
    assertThat(compiled().drift(changed))
        .isEqualTo("[route]\n- For {{tenant}}.\n+ Kindly for {{tenant}}.");
  }

  @Test
  void passwords_and_keys_in_addresses_reach_no_file() {
    var canary = "sk-canary-123";
    var candidate =
        better().with("route", p -> p.withModel("openai/x@http://me:" + canary + "@host/v1"));
    var provenance =
        Map.of(
            "models",
            Map.of("student", List.of("gemini/y@http://host/v1?api_key=" + canary + "&z=1")));
    var text = Compiled.of(PROGRAM, candidate, provenance).toText();
    assertThat(text)
        .doesNotContain(canary)
        .contains("openai/x@http://host/v1", "http://host/v1?api_key=hidden&z=1");
  }

  @Test
  void what_cannot_be_written_is_said() throws IOException {
    var blocked = folder.resolve("file");
    Files.writeString(blocked, "x");
    assertThatThrownBy(() -> compiled().write(blocked.resolve("out.json")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void a_failed_write_leaves_no_draft() throws IOException {
    var taken = Files.createDirectories(folder.resolve("taken/full"));
    Files.writeString(taken.resolve("x"), "x");
    assertThatThrownBy(() -> compiled().write(taken)).isInstanceOf(BadInput.class);
    assertThat(taken.getParent().toFile().list()).containsExactly("full");
  }

  @Test
  void provenance_is_plain_json() {
    record Score(double mean, int n) {}
    var compiled = Compiled.of(PROGRAM, better(), Map.of("score", new Score(0.5, 10)));
    assertThat(Json.write(compiled.provenance())).isEqualTo("{\"score\":{\"mean\":0.5,\"n\":10}}");
  }
}
