package dev.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Example;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
  @TempDir Path folder;

  private static final Signature SIGNATURE =
      Signature.parse("text -> amount: float, day: date, note: str?");

  private DataFile file(String name, String text) throws IOException {
    return DataFile.of(Files.writeString(folder.resolve(name), text));
  }

  @Test
  void rowsBecomeTypedExamplesWithTheirExtras() throws IOException {
    var examples =
        Examples.of(SIGNATURE)
            .read(
                file(
                    "a.csv",
                    "text,amount,day,note,accepted\n  pay ,\"1,200\",Jan 5 2024,,\"[1200, 1201]\"\n"));

    assertThat(examples.getFirst().input()).isEqualTo(Values.of("text", "  pay "));
    assertThat(examples.getFirst().expected())
        .isEqualTo(Values.of("amount", 1200.0, "day", "2024-01-05", "accepted", "[1200, 1201]"));
  }

  @Test
  void columnsAreRenamedAndConstantsAdded() throws IOException {
    var signature = Signature.parse("question, slot -> answer");
    var examples =
        Examples.of(signature)
            .withMapping(
                new Mapping(
                    Map.of("question", "text", "answer", "target", "accepted", "others"),
                    Map.of("slot", "date", "source", "made up")))
            .read(
                file(
                    "a.jsonl",
                    "{\"text\": \"when?\", \"target\": \"now\", \"others\": [\"today\"], \"question\": \"unused\"}"));

    assertThat(examples.getFirst().input())
        .isEqualTo(Values.of("question", "when?", "slot", "date"));
    assertThat(examples.getFirst().expected())
        .isEqualTo(Values.of("answer", "now", "accepted", List.of("today"), "source", "made up"));
  }

  @Test
  void onlyNeededOutputsMustBeThere() throws IOException {
    var file = file("a.jsonl", "{\"text\": \"x\", \"day\": \"2024-01-05\"}");

    assertThat(Examples.of(SIGNATURE).withNeeded(List.of("day")).read(file).getFirst().expected())
        .isEqualTo(Values.of("day", "2024-01-05"));
    assertThatThrownBy(() -> Examples.of(SIGNATURE).read(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("a.jsonl, line 1: there is no column 'amount' for field 'amount'")
        .hasMessageContaining("[text, day]")
        .hasMessageContaining("fields: {amount: COLUMN}");
  }

  private void refused(String name, String text, String... parts) throws IOException {
    var file = file(name, text);
    assertThatThrownBy(() -> Examples.of(SIGNATURE).read(file))
        .isInstanceOf(BadInput.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).contains(name));
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    refused(
        "a.csv",
        "text,amount,day\nx,1,2024-01-05\ny,a lot,2024-01-05\n",
        "line 3: Field 'amount' should be a number, but is 'a lot'.",
        "signature");
    refused("a.csv", "text,amount,day\nx,1,05/06/2024\n", "line 2", "'day'", "05/06/2024");
    refused(
        "a.csv",
        "txt,amount,day\nx,1,2024-01-05\n",
        "'text'",
        "[txt, amount, day]",
        "Did you mean 'txt'?");
    refused("a.csv", "text;amount;day\nx;1;2024-01-05\n", "separator");
    refused(
        "a.jsonl",
        "{\"text\": null, \"amount\": 1, \"day\": \"2024-01-05\"}",
        "field 'text' is null",
        "text: str?");
    assertThatThrownBy(
            () -> Examples.of(SIGNATURE).withMapping(new Mapping(Map.of("txt", "x"), Map.of())))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'txt'")
        .hasMessageContaining("Did you mean 'text'?");
  }

  @Test
  void twinsGetIdsOfTheirOwn() throws IOException {
    var row = "{\"text\": \"x\", \"amount\": 1, \"day\": \"2024-01-05\"}\n";
    var examples =
        Examples.of(SIGNATURE)
            .read(file("a.jsonl", row + row + row.replace("\"x\"", "\"y\"") + row));
    var id = examples.getFirst().id();

    assertThat(examples)
        .extracting(Example::id)
        .startsWith(id, id + "-2")
        .endsWith(id + "-3")
        .doesNotHaveDuplicates();
    assertThat(id)
        .isEqualTo(Example.of(examples.getFirst().input(), examples.getFirst().expected()).id());
  }

  @Test
  void manyIdsStayUnique() {
    var twins = new Twins();
    var ids =
        IntStream.range(0, 50_000)
            .mapToObj(i -> twins.tell("%012x".formatted(i % 40_000 * 6_700_417L)))
            .toList();

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids.stream().filter(i -> i.endsWith("-2"))).hasSize(10_000);
  }

  @Test
  void aLargeFileStreams() throws IOException {
    var path = folder.resolve("large.jsonl");
    int rows = 20_000;
    try (var out = Files.newBufferedWriter(path)) {
      for (int i = 0; i < rows; i++)
        out.write(
            "{\"text\": \"number " + i + "\", \"amount\": " + i + ", \"day\": \"2024-01-05\"}\n");
    }
    try (var examples = Examples.of(SIGNATURE).stream(DataFile.of(path))) {
      assertThat(examples.mapToDouble(e -> (Double) e.expected().map().get("amount")).sum())
          .isEqualTo(rows * (rows - 1.0) / 2);
    }
  }
}
