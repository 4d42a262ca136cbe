package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadlinedTest {
  private static final Request REQUEST = Request.of(List.of(Message.user("hello")));

  @Test
  void a_call_that_never_answers_is_interrupted_and_named() throws InterruptedException {
    var interrupted = new CountDownLatch(1);
    var model =
        new Deadlined(
            new ScriptedModel(
                "openai/slow",
                _ -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                  return ScriptedModel.said("too late");
                }),
            Duration.ofMillis(30));
    assertThatThrownBy(() -> model.complete(REQUEST))
        .isInstanceOfSatisfying(
            ModelFailure.class, f -> assertThat(f.kind()).isEqualTo(ModelFailure.Kind.TIMEOUT))
        .hasMessageContaining("openai/slow")
        .hasMessageContaining("0.03 s");
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_call_that_ignores_interrupts_is_left() {
    var done = new CountDownLatch(1);
    var model =
        new Deadlined(
            new ScriptedModel(
                "m/deaf",
                _ -> {
                  while (done.getCount() > 0) Thread.onSpinWait();
                  return ScriptedModel.said("too late");
                }),
            Duration.ofMillis(20));
    try {
      assertThatThrownBy(() -> model.complete(REQUEST)).isInstanceOf(ModelFailure.class);
    } finally {
      done.countDown();
    }
  }

  /** Waits until it is interrupted; knows the thread it was called on. */
  private record Attentive(boolean answers, AtomicReference<@Nullable Thread> caller)
      implements LanguageModel {
    @Override
    public Completion complete(Request request) {
      caller.set(Thread.currentThread());
      try {
        if (!answers) new CountDownLatch(1).await();
        return ScriptedModel.said("good");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ModelFailure(ModelFailure.Kind.TIMEOUT, "interrupted", Optional.empty(), e);
      }
    }

    @Override
    public String name() {
      return "m/attentive";
    }

    @Override
    public boolean endsWhenInterrupted() {
      return true;
    }
  }

  @Test
  void a_model_that_heeds_interrupts_is_called_on_the_callers_thread() {
    var slow = new Attentive(false, new AtomicReference<>());
    assertThatThrownBy(() -> new Deadlined(slow, Duration.ofMillis(30)).complete(REQUEST))
        .isInstanceOf(ModelFailure.class)
        .hasMessageContaining("m/attentive")
        .hasMessageContaining("0.03 s");
    assertThat(slow.caller()).hasValue(Thread.currentThread());
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(
            new Deadlined(new Attentive(true, new AtomicReference<>()), Duration.ofMinutes(1))
                .complete(REQUEST)
                .text())
        .isEqualTo("good");
  }

  @Test
  void an_interrupt_of_somebody_else_is_not_taken_for_the_deadline() {
    var model = new Deadlined(new Attentive(false, new AtomicReference<>()), Duration.ofMinutes(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> model.complete(REQUEST)).hasMessage("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void answers_and_failures_in_time_pass_unchanged() {
    var failure = new ModelFailure(ModelFailure.Kind.BILLING, "No credit.");
    assertThat(
            new Deadlined(ScriptedModel.saying("good"), Duration.ofMinutes(1))
                .complete(REQUEST)
                .text())
        .isEqualTo("good");
    var failing =
        new ScriptedModel(
            "m/x",
            _ -> {
              throw failure;
            });
    assertThatThrownBy(() -> new Deadlined(failing, Duration.ofMinutes(1)).complete(REQUEST))
        .isSameAs(failure);
  }

  @Test
  void thousands_of_calls_wait_at_once() throws Exception {
    var all = new CountDownLatch(2_000);
    var model =
        new Deadlined(
            new ScriptedModel(
                "m/x",
                r -> {
                  all.countDown();
                  try {
                    all.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return ScriptedModel.said(r.messages().getFirst().text());
                }),
            Duration.ofMinutes(1));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 2_000)
              .mapToObj(i ->
                  threads.submit(
                      () -> model.complete(Request.of(List.of(Message.user("q" + i)))).text()))
              .toList();
      for (int i = 0; i < answers.size(); i++)
        assertThat(answers.get(i).get(1, TimeUnit.MINUTES)).isEqualTo("q" + i);
      assertThat(answers).allMatch(Future::isDone);
    }
  }

  @Test
  void a_deadline_of_nothing_is_refused() {
    assertThatThrownBy(() -> new Deadlined(ScriptedModel.saying(""), Duration.ZERO))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("PT0S");
  }
}
