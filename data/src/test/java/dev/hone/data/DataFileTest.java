package dev.hone.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFileTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private List<Row> rows(String name, String text) throws IOException {
    try (var rows = DataFile.of(file(name, text)).rows()) {
      return rows.toList();
    }
  }

  private void refused(String name, String text, String... parts) throws IOException {
    var path = file(name, text);
    assertThatThrownBy(
            () -> {
              try (var rows = DataFile.of(path).rows()) {
                rows.forEach(row -> {});
              }
            })
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(path.toString())
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "a.jsonl; {\"t\": \"x, y\", \"n\": \"1\"}|{\"t\": \"z\", \"n\": \"2\"}|",
        "a.jsonl; |{\"t\": \"x, y\", \"n\": \"1\"}||{\"t\": \"z\", \"n\": \"2\"}",
        "a.NDJSON; {\"t\": \"x, y\", \"n\": \"1\"}|{\"t\": \"z\", \"n\": \"2\"}",
        "a.json; [{\"t\": \"x, y\", \"n\": \"1\"},|{\"t\": \"z\", \"n\": \"2\"}]|",
        "a.json; | [| {\"t\":|\"x, y\", \"n\": \"1\"} , {\"t\": \"z\", \"n\": \"2\"} ] |",
        "a.csv; t,n|\"x, y\",1|z,2|",
        "a.csv; t , n|\"x, y\",1||z,2",
      })
  void everyFormatGivesTheSameRows(String name, String lines) throws IOException {
    for (var end : List.of("\n", "\r\n"))
      for (var start : List.of("", "\uFEFF")) {
        var rows = rows(name, start + lines.replace("|", end));

        assertThat(rows.stream().map(r -> Map.copyOf(r.values())))
            .containsExactly(
                Map.<String, Object>of("t", "x, y", "n", "1"),
                Map.<String, Object>of("t", "z", "n", "2"));
      }
  }

  @Test
  void tabsSeparateAndQuotesHoldLines() throws IOException {
    var rows = rows("a.tsv", "t\tn\n\"two\nlines\"\t1\n\"a \"\"b\"\"\"\t2\n");

    assertThat(rows).extracting(r -> r.values().get("t")).containsExactly("two\nlines", "a \"b\"");
    assertThat(rows).extracting(Row::line).containsExactly(2L, 4L);
  }

  @Test
  void jsonKeepsTypesAndEscapes() throws IOException {
    var rows =
        rows(
            "a.json",
            "[{\"a\": \"]},{\\\"[\", \"n\": 1.5, \"l\": [1, [2]], \"o\": {\"x\": null}, \"z\": null}]");

    assertThat(rows.getFirst().values())
        .containsEntry("a", "]},{\"[")
        .containsEntry("n", 1.5)
        .containsEntry("l", List.of(1L, List.of(2L)))
        .containsEntry("z", null);
  }

  @Test
  void everyFaultIsNamedWithItsPlace() throws IOException {
    refused(
        "a.jsonl",
        "{\"a\": 1}\n\n{\"a\" 2}\n",
        "line 3, column 6: expected ':'",
        "one JSON object per line");
    refused("a.jsonl", "{\"a\": 1}\n[1]\n", "line 2: expected a JSON object {…}, found [1]");
    refused("a.jsonl", "{\"a\": 1\n}\n", "line 1, column 8: expected ',' or '}', found the end");
    refused(
        "a.json",
        "[\n {\"a\": 1},\n {\"a\": tru}\n]",
        "line 3, column 8: expected a value, found 'tru}'");
    refused(
        "a.json",
        "[{\"a\": 1}, {\"a\":\n 1, \"a\": 2}]",
        "line 2, column 9: expected key \"a\" only once");
    refused("a.json", "[{\"a\": 1},]", "line 1, column", "expected a value");
    refused("a.json", "[{\"a\": 1}", "expected ']'", "Is it cut off?");
    refused("a.json", "[{\"a\": 1}] x", "expected the end of the file, found 'x'");
    refused(
        "a.json", "{\"a\": 1}\n{\"a\": 2}", "line 1, column 1: expected '[', found '{'", ".jsonl");
    refused("a.json", "[5]", "line 1: expected a JSON object {…}, found 5");
    refused("a.csv", "a,b\n1,2\n1,2,3\n", "line 3: found 3 cells, but the header names 2 columns");
    refused("a.csv", "a,b\n1\n", "line 2: found 1 cells");
    refused("a.csv", "a,,b\n1,2,3\n", "line 1: column 2 has no name");
    refused("a.csv", "a,a\n1,2\n", "column 'a' is named twice");
    for (var name : List.of("e.jsonl", "e.json", "e.csv", "e.tsv"))
      refused(name, "", "has no rows");
    refused("e.jsonl", "\n \n", "has no rows");
    refused("e.json", "[]", "has no rows");
    refused("e.csv", "a,b\n", "has no rows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void whatASpreadsheetCallsUnicodeIsToldFromOldCodes(String charset) throws IOException {
    var path = folder.resolve("a.csv");
    Files.write(path, "\ufeffa,b\n1,2\n".getBytes(Charset.forName(charset)));
    assertThatThrownBy(
            () -> {
              try (var rows = DataFile.of(path).rows()) {
                rows.forEach(row -> {});
              }
            })
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("iconv -f UTF-16 -t UTF-8 a.csv");
  }

  @Test
  void whatIsNotUtf8IsNamed() throws IOException {
    for (var name : List.of("l.jsonl", "l.csv", "l.json")) {
      var path = folder.resolve(name);
      var text =
          name.endsWith("csv")
              ? "a\nx\ncaf\u00e9\n"
              : "[{\"a\":\n1},\n{\"a\": \"caf\u00e9\"}]"
                  .replace("[", name.endsWith("json") ? "[" : "")
                  .replace("]", name.endsWith("json") ? "]" : "");
      Files.write(path, text.getBytes(ISO_8859_1));
      assertThatThrownBy(
              () -> {
                try (var rows = DataFile.of(path).rows()) {
                  rows.forEach(row -> {});
                }
              })
          .isInstanceOf(BadInput.class)
          .hasMessageContaining(name + ", line 3, byte")
          .hasMessageContaining("iconv");
      assertThat(Files.readAllBytes(path)).isNotEqualTo(text.getBytes(UTF_8));
    }
  }

  @Test
  void whatIsNoFileIsExplained() throws IOException {
    file("train.jsonl", "{}");
    assertThatThrownBy(() -> DataFile.of(folder.resolve("trian.jsonl")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("does not exist")
        .hasMessageContaining("train.jsonl");
    assertThatThrownBy(() -> DataFile.of(folder)).hasMessageContaining("is a folder");
    assertThatThrownBy(() -> DataFile.of(folder.resolve("a.xlsx")))
        .hasMessageContaining("Use .jsonl, .json, .csv or .tsv");
    assertThatThrownBy(() -> DataFile.of(folder.resolve("none").resolve("a.csv")))
        .hasMessageContaining("folder does not exist");
    Files.createDirectory(folder.resolve("d.json"));
    assertThatThrownBy(() -> DataFile.of(folder.resolve("d.json")))
        .hasMessageContaining("is a folder");
  }

  @Test
  void rowsAreReadOnlyAsFarAsTheyAreAskedFor() throws IOException {
    var path = file("a.jsonl", "{\"a\": 1}\nbroken\n");
    try (var rows = DataFile.of(path).rows()) {
      assertThat(rows.limit(1)).hasSize(1);
    }
  }
}
