package dev.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Demo;
import dev.hone.core.Message;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import dev.hone.engine.Journal;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ParseFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ScriptedModelTest {
  private static final Request HELLO = Request.of(List.of(Message.user("hello")));
  private static final Signature SORT = Signature.parse("item -> group: 'a'|'b', why: str?");

  @Test
  void an_account_is_kept_of_what_was_asked_and_answered() {
    var model = ScriptedModel.of("m", r -> "answer " + r.sample()).withPrice(0.5);
    assertThat(model.complete(HELLO).text()).isEqualTo("answer 0");
    model.complete(HELLO);
    model.complete(HELLO.withSample(1));
    assertThat(model.calls()).isEqualTo(3);
    assertThat(model.answered()).containsEntry(HELLO.key(), 2).hasSize(2);
    assertThat(model.requests()).hasSize(3);
    assertThat(model.usd()).isEqualTo(model.tokens() * 0.5);
    assertThat(model.mostUsd(2, 2).orElseThrow()).isEqualTo(2);
  }

  @Test
  void a_call_fails_by_its_number_and_counts_as_asked_but_not_as_answered() {
    var trouble = new ModelFailure(ModelFailure.Kind.SERVER, "down");
    var model = ScriptedModel.of("m", _ -> "fine").withFailures(n -> n == 1 ? trouble : null);
    model.complete(HELLO);
    assertThatThrownBy(() -> model.complete(HELLO)).isSameAs(trouble);
    model.complete(HELLO);
    assertThat(model.requests()).hasSize(3);
    assertThat(model.calls()).isEqualTo(2);
  }

  @Test
  void calls_wait_side_by_side() throws Exception {
    var together = new CountDownLatch(20);
    var model =
        ScriptedModel.of("m", _ -> "fine")
            .withEachCall(together::countDown)
            .withLatency(_ -> {
              try {
                together.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Duration.ofMillis(1);
            });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        var request = HELLO.withSample(i);
        var _ = threads.submit(() -> model.complete(request));
      }
    }
    assertThat(model.calls()).isEqualTo(20);
    assertThat(model.peakInFlight()).isEqualTo(20);
  }

  @Test
  void an_answer_is_cut_in_account_at_the_token_limit() {
    var model = ScriptedModel.of("m", _ -> "x".repeat(400));
    var limited = HELLO.withSettings(HELLO.settings().with("maxTokens", 5));
    assertThat(model.complete(limited).usage().output()).isEqualTo(5);
    assertThat(model.complete(HELLO).usage().output()).isEqualTo(101);
  }

  @Test
  void a_question_survives_its_way_through_the_format() {
    var format = new ScriptedFormat();
    var demo = new Demo.Solved(Values.of("item", "x"), Values.of("group", "a"), false);
    var prompt = Prompt.of("Sort.").withDemos(List.of(demo));
    var request = format.render(SORT, prompt, Values.of("item", "y"));
    var question = Question.of(request);
    assertThat(question)
        .isEqualTo(new Question(SORT, "Sort.", List.of(demo), Values.of("item", "y")));
    assertThat(question.answer("because")).isEqualTo(Values.of("group", "a", "why", "because"));
    var completion = Completion.of("{\"group\": \"b\"}", Completion.Usage.NONE, "m");
    assertThat(format.parse(SORT, completion)).isEqualTo(Values.of("group", "b"));
  }

  @Test
  void what_is_not_in_the_format_is_refused() {
    assertThatThrownBy(() -> Question.of(HELLO)).isInstanceOf(BadInput.class);
    var junk = Completion.of("%%%", Completion.Usage.NONE, "m");
    assertThatThrownBy(() -> new ScriptedFormat().parse(SORT, junk))
        .isInstanceOf(ParseFailure.class);
  }

  @Test
  void a_killed_journal_keeps_what_came_before() {
    var behind = Journal.inMemory();
    var journal = new KilledJournal(behind, 1);
    journal.write(Journal.Kind.CALL, "first", "1");
    assertThatThrownBy(() -> journal.write(Journal.Kind.CALL, "second", "2"))
        .isInstanceOf(KilledJournal.Killed.class);
    assertThat(behind.read(Journal.Kind.CALL, "first")).contains("1");
    assertThat(behind.read(Journal.Kind.CALL, "second")).isEmpty();
    assertThat(journal.keptCalls()).containsExactly("first");
  }
}
