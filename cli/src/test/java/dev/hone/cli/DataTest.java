package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {
  @TempDir Path folder;

  private Desk desk() {
    var desk = new Desk(folder);
    desk.write("sets/animals/train.jsonl", desk.read("train.jsonl"));
    desk.write("sets/animals/validation.jsonl", desk.read("validation.jsonl"));
    desk.write(
        "sets/animals/dataset.json",
        "{\"licence\": \"CC0\", \"metric\": {\"exact\": [\"animal\"]}, \"fields\": {\"inputs\": [\"text\"], \"outputs\": [\"animal\"]}}");
    return desk;
  }

  @Test
  void theListNamesLicenceHomeAndWhatCanBeChecked() {
    var said = desk().hone("data");
    assertThat(said.code()).isZero();
    assertThat(said.out().lines())
        .anyMatch(l ->
            l.matches(" +gsm8k +MIT +unverified +https://github.com/openai/grade-school-math"));
    var sets = (List<?>) desk().hone("data", "list", "--json").json().get("sets");
    assertThat(sets).hasSizeGreaterThanOrEqualTo(40);
    assertThat(desk().hone("data", "list", "--from", "sets").out()).contains("animals", "CC0");
  }

  @Test
  void aSetOfAFolderIsFetchedAndCanBeUsed() {
    var desk = desk();
    var said = desk.hone("data", "fetch", "animals", "--from", "sets", "--out", "mine");
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains(
            "animals: 8 train, 6 validation, 6 test in mine/animals (CC0)",
            "data: { train: mine/animals/train.jsonl, validation: mine/animals/validation.jsonl, test: mine/animals/test.jsonl }",
            "metric: { exact: [animal] }");
    assertThat(desk.files())
        .contains("mine/animals/dataset.json")
        .noneMatch(f -> f.startsWith("mine/."));
    try (var endpoint = Endpoint.ofAnimals()) {
      desk.write(
          "task.yaml",
          Desk.task(endpoint.spec())
              .replace(
                  "train.jsonl, validation: validation.jsonl, test: test.jsonl",
                  "mine/animals/train.jsonl, validation: mine/animals/validation.jsonl"));
      assertThat(desk.hone("evaluate", "task.yaml", "--json").json()).containsEntry("n", 6L);
    }
    assertThat(
            desk.hone("data", "fetch", "animals", "--from", "sets", "--out", "more", "--json")
                .json()
                .toString())
        .contains("validation=6", "verified=false");
  }

  @Test
  void badInputIsOneMessageAndNothingIsWritten() {
    var desk = desk();
    assertSaid(
        desk.hone("data", "fetch", "gsm9k"),
        2,
        "There is no data set 'gsm9k'. Did you mean 'gsm8k'?");
    assertSaid(desk.hone("data", "fetch"), 2, "Name the data sets to fetch");
    assertSaid(desk.hone("data", "burn"), 2, "'burn' is nothing to do with data sets");
    assertSaid(desk.hone("data", "list", "gsm8k"), 2, "takes no names");
    assertSaid(
        desk.hone("data", "fetch", "gsm8k", "--from", "sets"),
        2,
        "There is no data set 'gsm8k' in sets.");
    assertSaid(desk.hone("data", "list", "--from", "nowhere"), 2, "There is no folder");
    assertSaid(
        desk.hone("data", "fetch", "animals", "--from", "sets", "--validation", "0"),
        2,
        "at least 1 for validation");
    desk.write("data/animals/mine.txt", "mine");
    assertSaid(desk.hone("data", "fetch", "animals", "--from", "sets"), 2, "There is");
    assertThat(desk.files())
        .filteredOn(f -> f.startsWith("data/"))
        .containsExactly("data/animals/mine.txt");
  }

  @Test
  void aSetThatChangedAndADeadHomeHaveNoResult() throws Exception {
    var desk = desk();
    desk.write("sets/gsm8k/train.jsonl", "{\"question\": \"q\", \"answer\": \"1\"}\n");
    desk.write("sets/gsm8k/validation.jsonl", "{\"question\": \"r\", \"answer\": \"1\"}\n");
    assertSaid(desk.hone("data", "fetch", "gsm8k", "--from", "sets"), 1, "gsm8k has changed");
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    var own =
        desk.write(
            "own.json",
            "{\"sets\": [{\"name\": \"dead\", \"title\": \"Dead\", \"licence\": \"MIT\", \"home\": \"h\", \"form\": \"csv\", \"files\": {\"train\": [\"http://127.0.0.1:%d/a.csv\"]}}]}"
                .formatted(closed));
    desk.environment.put("HONE_DATA_SETS", own.toString());
    assertSaid(
        desk.hone("data", "fetch", "dead"), 1, "dead could not be fetched from http://127.0.0.1:");
    assertThat(Files.exists(folder.resolve("data/dead"))).isFalse();
  }

  private static void assertSaid(Desk.Said said, int code, String message) {
    assertThat(said.code()).as(said.err()).isEqualTo(code);
    assertThat(said.err()).contains(message).doesNotContain("\tat ");
    assertThat(said.out()).isEmpty();
  }
}
