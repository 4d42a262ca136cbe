package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The gate for continuous integration. */
class CheckTest {
  private static final String WRONG = "it says";

  @TempDir Path directory;

  private final Set<String> wrong = ConcurrentHashMap.newKeySet();
  private Endpoint endpoint;
  private Desk desk;

  /** A model that is right but for the texts it is told to get wrong. */
  @BeforeEach
  void open() {
    endpoint =
        Endpoint.of((text, _) -> {
          boolean right = wrong.stream().noneMatch(text::contains);
          return text.contains("woof") == right ? "dog" : "cat";
        });
    desk = new Desk(directory).withTask(endpoint.spec());
    var made =
        desk.hone("optimize", "task.yaml", "--optimizer", "labeled-few-shot", "--out", "c.json");
    assertThat(made.code()).as(made.err()).isZero();
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private Desk.Said check(String... more) {
    var args = new ArrayList<>(List.of("check", "c.json", "task.yaml", "--no-cache"));
    args.addAll(Arrays.asList(more));
    return desk.hone(args.toArray(String[]::new));
  }

  @Test
  void the_lower_bound_is_what_must_reach_the_threshold() {
    var met = check("--min-lower", "0.7", "--json");
    var unmet = check("--min-lower", "0.8", "--json");

    assertThat(met.code()).as(met.err()).isZero();
    assertThat(met.json().get("passed")).isEqualTo(true);
    assertThat(unmet.code()).isEqualTo(Main.GATE_NOT_MET);
    assertThat(unmet.json().get("score")).isEqualTo(1.0);
    assertThat(unmet.json().get("passed")).isEqualTo(false);
    assertThat(unmet.err()).contains("the lower bound, 72.2 %, is below 80.0 %");
    assertThat(check("--min-score", "1").code()).isZero();
  }

  @Test
  void a_regression_is_named_and_nothing_is_accepted() {
    assertThat(check("--accepted", "ok.jsonl", "--accept").code()).isZero();
    var accepted = desk.read("ok.jsonl");
    wrong.add("test 3:");

    var said = check("--accepted", "ok.jsonl", "--accept");

    assertThat(said.code()).isEqualTo(Main.GATE_NOT_MET);
    assertThat(said.out())
        .contains("test 3: it says meow", "expected  {\"animal\":\"cat\"}")
        .contains("actual    {\"animal\":\"dog\"}");
    assertThat(said.err()).contains("1 regression, 0 allowed", "Nothing was accepted");
    assertThat(desk.read("ok.jsonl")).isEqualTo(accepted);
    var json = check("--accepted", "ok.jsonl", "--json").json();
    var regression = Json.object(((List<?>) json.get("regressions")).getFirst());
    assertThat(regression.get("expected")).isEqualTo(java.util.Map.of("animal", "cat"));
    assertThat(regression.get("actual")).isEqualTo(java.util.Map.of("animal", "dog"));
  }

  @Test
  void what_was_wrong_already_is_no_regression_and_what_is_right_now_is_told() {
    wrong.add("test 3:");
    wrong.add("test 4:");
    assertThat(check("--accepted", "ok.jsonl", "--accept").code()).isZero();
    wrong.remove("test 4:");

    var json = check("--accepted", "ok.jsonl", "--json").json();

    assertThat(json.get("passed")).isEqualTo(true);
    assertThat((List<?>) json.get("regressions")).isEmpty();
    assertThat((List<?>) json.get("recovered")).hasSize(1);
  }

  @Test
  void allowed_regressions_pass_and_are_then_accepted() {
    check("--accepted", "ok.jsonl", "--accept");
    wrong.add("test 3:");

    assertThat(check("--accepted", "ok.jsonl", "--regressions", "1", "--accept").code()).isZero();
    assertThat(check("--accepted", "ok.jsonl").code()).isZero();
  }

  @Test
  void changed_data_are_neither_better_nor_worse() {
    check("--accepted", "ok.jsonl", "--accept");
    desk.write(
        "test.jsonl",
        desk.read("test.jsonl").lines().skip(2).reduce("", (a, b) -> a + b + "\n")
            + "{\"text\": \"test new: it says woof\", \"animal\": \"dog\"}\n");

    var json = check("--accepted", "ok.jsonl", "--json").json();

    assertThat(json.get("passed")).isEqualTo(true);
    assertThat(json.get("new")).isEqualTo(1L);
    assertThat(json.get("gone")).isEqualTo(2L);
  }

  @Test
  void the_xml_fails_exactly_where_a_gate_does()
      throws IOException, ParserConfigurationException, SAXException {
    desk.write(
        "test.jsonl",
        desk.read("test.jsonl")
            + "{\"text\": \"<b>&\\\"'\\u0001 test bad: it says meow\", \"animal\": \"cat\"}\n");
    check("--accepted", "ok.jsonl", "--accept");
    wrong.add("test bad");

    var failed = check("--accepted", "ok.jsonl", "--junit", "out/check.xml");
    var xml = xml("out/check.xml");
    var passed = check("--min-score", "0.5", "--junit", "out/check.xml");
    var green = xml("out/check.xml");

    assertThat(failed.code()).isEqualTo(Main.GATE_NOT_MET);
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(12);
    assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(2);
    assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("2");
    var failure = (Element) xml.getElementsByTagName("failure").item(1);
    assertThat(failure.getTextContent())
        .contains("expected {\"animal\":\"cat\"}", "actual   {\"animal\":\"dog\"}");
    assertThat(((Element) failure.getParentNode()).getAttribute("name")).contains("<b>&\\\"'");
    assertThat(passed.code()).isZero();
    assertThat(green.getElementsByTagName("failure").getLength()).isZero();
    assertThat(green.getElementsByTagName("skipped").getLength()).isEqualTo(1);
  }

  private Document xml(String name) throws IOException, ParserConfigurationException, SAXException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(directory.resolve(name).toFile());
  }

  @Test
  void recorded_answers_need_no_key_and_no_model() {
    var recorded = check("--min-lower", "0.7", "--record", "answers", "--json");
    assertThat(recorded.code()).as(recorded.err()).isZero();
    int asked = endpoint.asked().size();
    desk.environment.remove("OPENAI_API_KEY");
    wrong.add(WRONG);

    var replayed = check("--min-lower", "0.7", "--cassette", "answers", "--json");

    assertThat(replayed.code()).as(replayed.err()).isZero();
    assertThat(replayed.json().get("score")).isEqualTo(recorded.json().get("score"));
    assertThat(endpoint.asked()).hasSize(asked);
    assertThat(desk.files()).contains("answers").noneMatch(f -> f.startsWith(".hone-record"));
  }

  @Test
  void what_was_never_recorded_is_no_result_and_is_told() {
    check("--min-lower", "0.7", "--record", "answers");
    desk.write("test.jsonl", desk.read("test.jsonl").replace("test 3:", "test three:"));

    var said = check("--min-lower", "0.1", "--cassette", "answers");

    assertThat(said.code()).isEqualTo(Main.NO_RESULT);
    assertThat(said.err()).contains("not recorded", "test three").doesNotContain("\tat ");
  }

  @Test
  void the_journal_of_a_run_is_a_recording_of_its_test() {
    desk.hone("optimize", "task.yaml", "--optimizer", "labeled-few-shot", "--run", "run");
    int asked = endpoint.asked().size();

    var said = desk.hone("check", "run", "task.yaml", "--min-score", "0.9", "--cassette", "run");

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(endpoint.asked()).hasSize(asked);
  }

  @Test
  void another_student_and_a_changed_source_are_said() {
    desk.write("task.yaml", desk.read("task.yaml").replace("Which animal is it?", "Name it."));
    try (var other = Endpoint.ofAnimals()) {
      var said = check("--min-score", "0", "--student", other.spec(), "--json");

      assertThat(said.code()).isZero();
      assertThat(said.err()).contains("have changed since c.json", "was made for", "hone migrate");
      assertThat(said.json().get("drift").toString()).contains("Name it.");
    }
  }

  @Test
  void an_example_without_an_answer_leaves_the_check_open()
      throws IOException, ParserConfigurationException, SAXException {
    desk.write(
        "test.jsonl",
        desk.read("test.jsonl") + "{\"text\": \"never: it says meow\", \"animal\": \"cat\"}\n");
    try (var broken =
        Endpoint.of((text, _) ->
            text.contains("never") ? "RAW {" : text.contains("woof") ? "dog" : "cat")) {
      var said =
          check(
              "--min-score",
              "0.5",
              "--student",
              broken.spec(),
              "--accepted",
              "ok.jsonl",
              "--accept",
              "--junit",
              "check.xml");

      assertThat(said.code()).as(said.err()).isEqualTo(Main.NO_RESULT);
      assertThat(said.err()).contains("got no answer", "Nothing was accepted");
      assertThat(xml("check.xml").getElementsByTagName("error").getLength()).isEqualTo(1);
      assertThat(Files.exists(directory.resolve("ok.jsonl"))).isFalse();
    }
  }

  @Test
  void foreign_and_broken_accepted_files_are_one_message() {
    check("--accepted", "ok.jsonl", "--accept");
    var lines = desk.read("ok.jsonl").lines().toList();
    desk.write("broken.jsonl", lines.getFirst() + "\n{\"id\": \n");
    desk.write("short.jsonl", lines.getFirst() + "\n{\"id\": \"x\"}\n");
    desk.write("other.jsonl", lines.getFirst().replace("animals", "plants") + "\n");
    desk.write("strangers.jsonl", lines.getFirst() + "\n");
    int asked = endpoint.asked().size();

    requireComplaint("broken.jsonl, line 2", "--accepted", "broken.jsonl");
    requireComplaint("'output'", "--accepted", "short.jsonl");
    requireComplaint("plants", "--accepted", "other.jsonl");
    requireComplaint("knows none", "--accepted", "strangers.jsonl");
    requireComplaint(
        "accepted for the test examples", "--accepted", "ok.jsonl", "--split", "validation");
    requireComplaint("not a file of accepted answers", "--accepted", "c.json");
    requireComplaint("absent.jsonl", "--accepted", "absent.jsonl");
    assertThat(endpoint.asked()).hasSize(asked);
  }

  private void requireComplaint(String expected, String... args) {
    var said = check(args);
    assertThat(said.code()).as(said.err()).isEqualTo(Main.BAD_INPUT);
    assertThat(said.err()).contains(expected).doesNotContain("\tat ");
    assertThat(said.err().lines().count()).isLessThanOrEqualTo(2);
  }
}
