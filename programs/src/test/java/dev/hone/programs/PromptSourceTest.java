package dev.hone.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Predictor;
import dev.hone.core.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptSourceTest {
  private static final Predict<Values, Values> PROGRAM =
      new Predict<>(Predictor.of("route", "ticket -> team", "First."));

  private final List<String> heard = new ArrayList<>();
  private final PromptSource.Listener listener =
      new PromptSource.Listener() {
        @Override
        public void changed(Candidate before, Candidate after) {
          heard.add(open(before) + " -> " + open(after));
        }

        @Override
        public void refused(BadInput why) {
          heard.add(why.getMessage());
        }
      };

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeFirst() {
    file = folder.resolve("prompts.json");
    write("First.");
  }

  private static Candidate saying(String instructions) {
    return Candidate.seedOf(PROGRAM).instruct("route", instructions);
  }

  private static String open(Candidate candidate) {
    return candidate.at("route").instructions().open();
  }

  private void write(String instructions) {
    Compiled.of(PROGRAM, saying(instructions), Map.of()).write(file);
  }

  @Test
  void prompts_in_use_are_exchanged_and_listeners_told() {
    var source = PromptSource.of(file, PROGRAM);
    var stop = source.listen(listener);
    var model = new Scripted(in -> Map.of("team", in.text("instructions")));
    var ready = Hone.with(model).withAdapter(Scripted.JSON).prepare(PROGRAM, source);
    assertThat(ready.run(Values.of("ticket", "t")).text("team")).isEqualTo("First.");

    source.swap(saying("Second."));
    assertThat(ready.run(Values.of("ticket", "t")).text("team")).isEqualTo("Second.");
    stop.run();
    assertThat(source.reload()).isTrue();
    assertThat(source.reload()).isFalse();
    assertThat(heard).containsExactly("First. -> Second.");
  }

  @Test
  void what_does_not_fit_changes_nothing() throws IOException {
    var source = PromptSource.of(file, PROGRAM);
    var foreign = Candidate.seedOf(List.of(Predictor.of("other", "x -> y", "")));
    assertThatThrownBy(() -> source.swap(foreign)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> PromptSource.of(foreign, PROGRAM)).isInstanceOf(BadInput.class);
    Files.writeString(file, "{");
    assertThatThrownBy(source::reload)
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(file.toString());
    assertThat(open(source.current())).isEqualTo("First.");
    assertThatThrownBy(() -> PromptSource.of(saying("x"), PROGRAM).reload())
        .hasMessageContaining("come from no file");
  }

  @Test
  void a_watched_file_is_read_when_it_has_changed_and_the_time_has_come() throws IOException {
    var now = new Instant[] {Instant.parse("2026-05-01T12:00:00Z")};
    var source = PromptSource.of(file, PROGRAM).watch(Duration.ofSeconds(10), () -> now[0]);
    source.listen(listener);
    assertThat(open(source.current())).isEqualTo("First.");

    write("Second one.");
    assertThat(open(source.current())).isEqualTo("First.");
    now[0] = now[0].plusSeconds(10);
    assertThat(open(source.current())).isEqualTo("Second one.");

    Files.writeString(file, "{");
    now[0] = now[0].plusSeconds(10);
    assertThat(open(source.current())).isEqualTo("Second one.");
    now[0] = now[0].plusSeconds(10);
    assertThat(open(source.current())).isEqualTo("Second one.");
    assertThat(heard).hasSize(2).startsWith("First. -> Second one.");
    assertThat(heard.getLast()).contains("cut off");
  }
}
