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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitsTest {
  @TempDir Path folder;

  private static List<Example> examples(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Example.of(Values.of("text", "t" + i), Values.of("label", "l" + i % 3)))
        .toList();
  }

  @Test
  void theOrderOfTheFileDoesNotMatterAndTheSeedDoes() {
    var all = examples(0, 100);
    var shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(7));
    var splits = Splits.of(all, Share.of(0.5), Share.of(0.25), Share.of(0.25), 1);

    assertThat(Splits.of(shuffled, Share.of(0.5), Share.of(0.25), Share.of(0.25), 1))
        .isEqualTo(splits);
    assertThat(Splits.of(all, Share.of(0.5), Share.of(0.25), Share.of(0.25), 2).train())
        .isNotEqualTo(splits.train());
    assertThat(splits.train()).hasSize(50);
    assertThat(splits.validation()).hasSize(25);
    assertThat(splits.test()).hasSize(25);
    assertThat(splits.warnings()).isEmpty();
  }

  @Property(tries = 200)
  void noInputIsInTwoSplits(
      @ForAll @IntRange(min = 4, max = 60) int size,
      @ForAll @IntRange(min = 1, max = 9) int kinds,
      @ForAll long seed) {
    var all =
        IntStream.range(0, size)
            .mapToObj(i -> Example.of(Values.of("text", i % (3 * kinds)), Values.of("label", i)))
            .toList();
    var splits = Splits.of(all, Share.of(0.3), Share.of(0.3), Share.of(0.4), seed);

    assertThat(inputs(splits.train())).doesNotContainAnyElementsOf(inputs(splits.validation()));
    var searching = inputs(splits.train());
    searching.addAll(inputs(splits.validation()));
    assertThat(Collections.disjoint(searching, inputs(splits.test()))).isTrue();
    assertThat(Stream.of(splits.train(), splits.validation(), splits.test()).flatMap(List::stream))
        .isSubsetOf(all);
  }

  private static HashSet<Values> inputs(List<Example> examples) {
    return examples.stream().map(Example::input).collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  void countsAreTaken() {
    var splits = Splits.of(examples(0, 50), Share.of(10), Share.of(20), Share.of(0), 0);

    assertThat(splits.train()).hasSize(10);
    assertThat(splits.validation()).hasSize(20);
    assertThat(splits.test()).isEmpty();
    assertThatThrownBy(
            () -> Splits.of(examples(0, 20), Share.of(10), Share.of(10), Share.of(10), 0))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("30 examples, but there are 20");
    assertThatThrownBy(
            () -> Splits.of(examples(0, 20), Share.of(0.9), Share.of(0.9), Share.of(0), 0))
        .hasMessageContaining("36 examples");
    assertThatThrownBy(() -> Splits.of(examples(0, 20), Share.of(1.0), Share.of(0), Share.of(0), 0))
        .hasMessageContaining("No example is left for validation");
    assertThatThrownBy(() -> Share.of(1.5)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> Share.of(-1)).isInstanceOf(BadInput.class);
  }

  @Test
  void givenSplitsShareNothingInTheEnd() {
    var splits = Splits.given(examples(0, 12), examples(10, 20), examples(18, 25));

    assertThat(splits.test()).hasSize(7);
    assertThat(splits.validation()).hasSize(8);
    assertThat(splits.train()).hasSize(10);
    assertThat(splits.warnings())
        .hasSize(2)
        .anySatisfy(w ->
            assertThat(w)
                .contains("2 examples of validation")
                .contains(examples(18, 19).getFirst().id()))
        .anySatisfy(w ->
            assertThat(w)
                .contains("2 examples of train")
                .contains(examples(11, 12).getFirst().id()));
    assertThat(Splits.given(examples(0, 2), examples(2, 4), List.of()).warnings()).isEmpty();
  }

  @Test
  void aValidationThatTheTestTakesAwayIsNamed() {
    assertThatThrownBy(() -> Splits.given(examples(0, 4), examples(4, 8), examples(4, 8)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("also a test example");
  }

  @Test
  void digestsTellContentAndOrder() {
    var splits = Splits.given(examples(0, 3), examples(3, 6), List.of());
    var same = Splits.given(examples(0, 3), examples(3, 6), List.of());
    var other = Splits.given(examples(0, 3).reversed(), examples(3, 7), List.of());

    assertThat(splits.digests())
        .isEqualTo(same.digests())
        .containsOnlyKeys("train", "validation", "test");
    assertThat(other.digests().get("train")).isNotEqualTo(splits.digests().get("train"));
    assertThat(other.digests().get("validation")).isNotEqualTo(splits.digests().get("validation"));
    assertThat(other.digests().get("test")).isEqualTo(splits.digests().get("test"));
  }

  private Splits read(Object spec) {
    return new SplitsReader(folder, Examples.of(Signature.parse("text -> label"))).read(spec);
  }

  private void write(String name, int from, int to) throws IOException {
    Files.writeString(
        folder.resolve(name),
        IntStream.range(from, to)
            .mapToObj(i -> "{\"text\": \"t" + i + "\", \"label\": \"l\", \"other\": \"o\"}")
            .collect(Collectors.joining("\n")));
  }

  @Test
  void theDataBlockNamesFilesOrAFileToDivide() throws IOException {
    write("train.jsonl", 0, 10);
    write("validation.jsonl", 10, 16);
    write("test.jsonl", 16, 20);

    var given =
        read(
            Map.of("train", "train.jsonl", "validation", "validation.jsonl", "test", "test.jsonl"));
    assertThat(given.train()).hasSize(10);
    assertThat(given.validation()).hasSize(6);
    assertThat(given.test()).hasSize(4);

    var halved = read(Map.of("train", "train.jsonl"));
    assertThat(halved.train()).hasSize(5);
    assertThat(halved.validation()).hasSize(5);
    assertThat(halved.warnings()).singleElement().asString().contains("no validation file");

    var divided =
        read(
            Map.of(
                "file",
                "train.jsonl",
                "split",
                Map.of("train", 0.5, "validation", 2, "test", 0.3),
                "seed",
                3));
    assertThat(divided.train()).hasSize(5);
    assertThat(divided.validation()).hasSize(2);
    assertThat(divided.test()).hasSize(3);

    assertThat(read("train.jsonl").train()).hasSize(4);
    var mapped =
        read(
            Map.of(
                "train",
                "train.jsonl",
                "validation",
                "validation.jsonl",
                "fields",
                Map.of("label", "other"),
                "limit",
                Map.of("train", 3)));
    assertThat(mapped.train())
        .hasSize(3)
        .allSatisfy(e -> assertThat(e.expected().text("label")).isEqualTo("o"));
    var constant = read(Map.of("train", "train.jsonl", "constants", Map.of("label", "fixed")));
    assertThat(constant.train())
        .allSatisfy(e -> assertThat(e.expected().text("label")).isEqualTo("fixed"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "trian; train.jsonl; Did you mean 'train'?",
        "file; none.jsonl; does not exist",
        "seed; 5; no file is named",
        "split; half; no file is named",
        "train; 5; data.train: expected a text, found 5",
      })
  void aWrongDataBlockIsNamed(String key, String value, String complaint) throws IOException {
    write("train.jsonl", 0, 10);
    Object given = value.matches("\\d+") ? (Object) Integer.valueOf(value) : value;

    assertThatThrownBy(() -> read(Map.of(key, given)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void contradictionsInTheDataBlockAreNamed() throws IOException {
    write("train.jsonl", 0, 10);

    assertThatThrownBy(() -> read(Map.of("file", "train.jsonl", "train", "train.jsonl")))
        .hasMessageContaining("Keep one");
    assertThatThrownBy(() -> read(Map.of("file", "train.jsonl", "split", Map.of("train", "all"))))
        .hasMessageContaining("data.split.train: expected a fraction");
    assertThatThrownBy(() -> read(Map.of("file", "train.jsonl", "split", Map.of("dev", 1))))
        .hasMessageContaining("data.split: unknown setting 'dev'");
    assertThatThrownBy(() -> read(Map.of("train", "train.jsonl", "split", Map.of("train", 1))))
        .hasMessageContaining("data.split");
    assertThatThrownBy(() -> read(List.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("data: expected settings by name");
  }
}
