package dev.hone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.Values;
import dev.hone.engine.Journal.Kind;
import dev.hone.lm.Capabilities;
import dev.hone.lm.ModelFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayJournalTest {
  @TempDir private Path folder;

  private static Request question(String animal, String place) {
    return Request.of(
            List.of(
                Message.system("You know animals.\nAnswer in one word."),
                Message.user("Does the " + animal + " live in the " + place + "?")))
        .withModel("scripted/m");
  }

  private static void record(SqliteJournal journal, Request request, String answer) {
    var body =
        Values.of(
            "request",
            request.toJson(),
            "completion",
            Completion.of(answer, Completion.Usage.of(9, 1), "m").toJson());
    journal.write(Kind.CALL, request.key(), Json.write(body));
  }

  @BeforeEach
  void recorded() {
    try (var journal = SqliteJournal.open(folder.resolve("journal"))) {
      record(journal, question("whale", "sea"), "yes");
      record(journal, question("camel", "desert"), "yes");
      record(journal, question("camel", "sea").withSample(3), "no");
    }
  }

  @Test
  void what_is_recorded_is_answered_and_nothing_is_written() throws Exception {
    var before = Files.readAllBytes(folder.resolve("journal"));
    try (var journal = ReplayJournal.open(folder.resolve("journal"))) {
      var model = journal.model("scripted/m", Capabilities.CHAT);
      var answer = model.complete(question("whale", "sea").withModel(""));
      assertThat(answer.text()).isEqualTo("yes");
      assertThat(answer.source()).isEqualTo(Completion.Source.JOURNAL);
      journal.write(Kind.ROLLOUT, "r", "news");
      assertThat(journal.read(Kind.ROLLOUT, "r")).contains("news");
    }
    assertThat(Files.readAllBytes(folder.resolve("journal"))).isEqualTo(before);
    try (var journal = ReplayJournal.open(folder.resolve("journal"))) {
      assertThat(journal.read(Kind.ROLLOUT, "r")).isEmpty();
    }
  }

  @Test
  void a_new_request_is_refused_with_its_difference_from_the_nearest() {
    try (var journal = ReplayJournal.open(folder.resolve("journal"))) {
      var model = journal.model("scripted/m", Capabilities.CHAT);
      assertThatThrownBy(() -> model.complete(question("whale", "desert sea")))
          .isInstanceOfSatisfying(ModelFailure.class, f -> assertThat(f.kind().mayPass()).isFalse())
          .hasMessageContaining("not recorded in " + folder.resolve("journal"))
          .hasMessageContaining("-Does the whale live in the sea?")
          .hasMessageContaining("+Does the whale live in the desert sea?");
    }
  }

  @Test
  void several_may_read_at_once() {
    var path = folder.resolve("journal");
    try (var a = ReplayJournal.open(path);
        var b = ReplayJournal.open(path)) {
      var key = question("camel", "desert").key();
      assertThat(a.read(Kind.CALL, key)).isEqualTo(b.read(Kind.CALL, key)).isPresent();
    }
    assertThatThrownBy(() -> ReplayJournal.open(folder.resolve("missing")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("There is no journal at");
  }
}
