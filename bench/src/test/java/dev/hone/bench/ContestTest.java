package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestTest {
  @TempDir Path directory;

  @Test
  void every_method_meets_every_task_with_every_seed() {
    var standings = new Ring().run(directory.resolve("a"));

    assertThat(standings.missing()).isEmpty();
    assertThat(standings.cells()).hasSize(12);
    assertThat(standings.rows()).hasSize(6);
    assertThat(standings.rows().getFirst().seeds()).containsExactly(0L, 1L);
    assertThat(standings.duels()).hasSize(6);
    assertThat(standings.rows())
        .allSatisfy(row -> {
          assertThat(row.rollouts()).isBetween(1.0, 120.0);
          assertThat(row.calls()).isPositive();
          assertThat(row.usd()).isPresent();
          assertThat(row.servingTokens()).isPositive();
          assertThat(row.promptCharacters()).isPositive();
          assertThat(row.corrected()).isGreaterThanOrEqualTo(row.p());
        });
    assertThat(standings.rows()).anyMatch(Row::improved);
    assertThat(standings.cells())
        .allSatisfy(cell -> {
          assertThat(cell.before()).hasSameSizeAs(cell.after());
          assertThat(cell.curve()).isNotEmpty();
          assertThat(cell.curve().getLast().score()).isEqualTo(cell.validationAfter().mean());
        });
  }

  @Test
  void the_same_contest_twice_gives_the_same_tables() throws IOException {
    var ring = new Ring().withPlaces(1, 1);
    var other = new Ring().withPlaces(4, 8).with(m -> m.withLatency(r -> latency(r.key())));

    assertThat(withoutSeconds(ring.run(directory.resolve("a")), "a"))
        .isEqualTo(withoutSeconds(other.run(directory.resolve("b")), "b"));
  }

  @Test
  void a_finished_contest_is_read_back_without_a_question() throws IOException {
    var first = new Ring().run(directory.resolve("a"));
    var again = new Ring();

    assertThat(again.run(directory.resolve("a"))).isEqualTo(first);
    assertThat(again.calls()).isZero();
    assertThat(again.told()).hasSize(12).allMatch(t -> t.endsWith("true"));
  }

  @Test
  void a_killed_contest_goes_on_and_gives_the_same_tables() throws IOException {
    var whole = new Ring();
    var expected = withoutSeconds(whole.run(directory.resolve("a")), "a");

    for (int at : List.of(1, whole.calls() / 3, whole.calls() / 2)) {
      var place = "killed" + at;
      var calls = new AtomicInteger();
      var killed =
          new Ring()
              .with(m -> m.withFailures(_ -> calls.getAndIncrement() >= at ? new Death() : null));
      assertThatThrownBy(() -> killed.run(directory.resolve(place))).isInstanceOf(Death.class);
      tear(directory.resolve(place));

      var resumed = new Ring();
      assertThat(withoutSeconds(resumed.run(directory.resolve(place)), place)).isEqualTo(expected);
      assertThat(killed.calls() + resumed.calls()).isEqualTo(whole.calls());
    }
  }

  @Test
  void a_stopped_contest_says_what_is_missing_and_goes_on() throws IOException {
    var whole = new Ring();
    var expected = withoutSeconds(whole.run(directory.resolve("a")), "a");
    var stopped = new AtomicBoolean();
    var calls = new AtomicInteger();
    var ring =
        new Ring()
            .with(m ->
                m.withEachCall(() ->
                    stopped.compareAndSet(false, calls.incrementAndGet() >= whole.calls() / 2)))
            .withStop(stopped::get);

    var part = ring.run(directory.resolve("b"));

    assertThat(part.missing()).isNotEmpty();
    assertThat(part.cells().size() + part.missing().size()).isEqualTo(12);
    assertThat(withoutSeconds(new Ring().run(directory.resolve("b")), "b")).isEqualTo(expected);
  }

  @Test
  void a_later_method_adds_its_rows() {
    new Ring().withMethods("labeled-few-shot").run(directory.resolve("a"));
    var more = new Ring().withMethods("labeled-few-shot", "bootstrap-few-shot");

    assertThat(more.run(directory.resolve("a")).methods())
        .containsExactly("labeled-few-shot", "bootstrap-few-shot");
    assertThat(more.told()).filteredOn(t -> t.endsWith("true")).hasSize(4);
  }

  @Test
  void answers_are_shared_and_charged_all_the_same() {
    var both = new Ring().withMethods("labeled-few-shot", "bootstrap-few-shot");
    var one = new Ring().withMethods("labeled-few-shot");
    var other = new Ring().withMethods("bootstrap-few-shot");

    var standings = both.run(directory.resolve("both"));
    var alone = new ArrayList<>(one.run(directory.resolve("one")).cells());
    alone.addAll(other.run(directory.resolve("other")).cells());

    assertThat(standings.cells())
        .extracting(Cell::spent)
        .containsExactlyInAnyOrderElementsOf(alone.stream().map(Cell::spent).toList());
    assertThat(both.calls()).isLessThan(one.calls() + other.calls());
  }

  @Test
  void two_processes_do_not_work_on_one_contest() {
    try (var _ = ContestDirectory.open(directory)) {
      assertThatThrownBy(() -> ContestDirectory.open(directory)).isInstanceOf(BadInput.class);
    }
  }

  @Test
  void a_method_named_twice_is_refused() {
    assertThatThrownBy(() -> new Ring().withMethods("opro", "opro").run(directory.resolve("a")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("opro");
  }

  @Test
  void contenders_take_options_and_complain_about_wrong_ones() {
    assertThat(Contender.parse("opro(steps=3)").options().get("steps")).isEqualTo(3L);
    assertThatThrownBy(() -> Contender.parse("opro(steps=3")).hasMessageContaining("bracket");
    assertThatThrownBy(() -> Contender.parse("opro(speed=9)")).hasMessageContaining("speed");
    assertThatThrownBy(() -> Contender.parse("nothing")).hasMessageContaining("nothing");
  }

  /** What a kill may leave besides: a directory in which no run has begun. */
  private static void tear(Path place) throws IOException {
    try (var cells = Files.list(place.resolve("cells"))) {
      for (var cell : cells.toList())
        if (!Files.exists(cell.resolve("cell.json")) && cell.hashCode() % 2 == 0)
          Files.deleteIfExists(cell.resolve("run.json"));
    }
  }

  private List<String> withoutSeconds(Standings standings, String place) throws IOException {
    var file = directory.resolve(place + "-rows.json");
    standings.write(file);
    assertThat(Standings.read(file)).isEqualTo(standings);
    return Files.readString(file)
        .replaceAll("\"seconds\": [^,\\n]+", "\"seconds\": 0")
        .lines()
        .toList();
  }

  private static Duration latency(String key) {
    return Duration.ofNanos(Math.floorMod(key.hashCode(), 2_000_000));
  }

  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }
}
