package dev.hone.lm;

import static dev.hone.lm.ModelFailure.Kind.AUTHENTICATION;
import static dev.hone.lm.ModelFailure.Kind.RATE_LIMITED;
import static dev.hone.lm.ModelFailure.Kind.SERVER;
import static dev.hone.lm.ModelFailure.Kind.TRANSPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Message;
import dev.hone.core.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryingTest {
  private static final Request REQUEST = Request.of(List.of(Message.user("hello")));
  private static final RetryPolicy STEADY =
      new RetryPolicy(5, Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofMinutes(5), 0);

  private final FakeTime time = new FakeTime();

  private Retrying model(RetryPolicy policy, ModelFailure... failures) {
    var left = new ArrayDeque<>(List.of(failures));
    var model =
        new ScriptedModel(
            "m/x",
            _ -> {
              if (!left.isEmpty()) throw left.removeFirst();
              return ScriptedModel.said("good");
            });
    return new Retrying(model, policy, 7, Retrying.Listener.NONE, time);
  }

  private static ModelFailure failure(ModelFailure.Kind kind) {
    return new ModelFailure(kind, "It failed.");
  }

  private static ModelFailure failure(Duration retryAfter) {
    return new ModelFailure(RATE_LIMITED, "Slow down.", Optional.of(retryAfter), null);
  }

  @Test
  void waits_double_up_to_the_longest() {
    var model =
        model(STEADY, failure(SERVER), failure(TRANSPORT), failure(SERVER), failure(SERVER));
    assertThat(model.complete(REQUEST).timing().attempts()).isEqualTo(5);
    assertThat(time.sleeps)
        .containsExactly(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));
  }

  @Test
  void what_the_provider_asks_for_is_waited_in_full() {
    var answer = model(STEADY, failure(Duration.ofSeconds(17))).complete(REQUEST);
    assertThat(answer.timing().attempts()).isEqualTo(2);
    assertThat(time.sleeps).containsExactly(Duration.ofSeconds(17));
  }

  @Test
  void a_wait_beyond_patience_is_not_begun() {
    var hopeless = failure(Duration.ofHours(3));
    assertThatThrownBy(() -> model(STEADY, hopeless).complete(REQUEST)).isSameAs(hopeless);
    assertThat(time.sleeps).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ModelFailure.Kind.class)
  void only_what_may_pass_is_tried_again(ModelFailure.Kind kind) {
    var first = failure(kind);
    if (kind.mayPass()) {
      assertThat(model(STEADY, first).complete(REQUEST).text()).isEqualTo("good");
    } else {
      assertThatThrownBy(() -> model(STEADY, first).complete(REQUEST)).isSameAs(first);
      assertThat(time.sleeps).isEmpty();
    }
  }

  @Test
  void the_last_failure_tells_how_often_it_was_tried() {
    var model = model(STEADY.withAttempts(3), failure(SERVER), failure(SERVER), failure(TRANSPORT));
    assertThatThrownBy(() -> model.complete(REQUEST))
        .isInstanceOfSatisfying(ModelFailure.class, f -> assertThat(f.kind()).isEqualTo(TRANSPORT))
        .hasMessage("It failed. (given up after 3 attempts)");
    assertThat(time.sleeps).hasSize(2);
  }

  @Test
  void jitter_comes_from_the_seed_and_stays_within_its_share() {
    var jittery =
        new RetryPolicy(
            4, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMinutes(5), 0.5);
    model(jittery, failure(SERVER), failure(SERVER), failure(SERVER)).complete(REQUEST);
    var first = List.copyOf(time.sleeps);
    time.sleeps.clear();
    model(jittery, failure(SERVER), failure(SERVER), failure(SERVER)).complete(REQUEST);
    assertThat(time.sleeps).isEqualTo(first);
    assertThat(first.get(0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(first.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(first.get(2)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void the_listener_hears_every_failed_attempt() {
    var heard = new ArrayList<String>();
    var left = new ArrayDeque<>(List.of(failure(SERVER), failure(AUTHENTICATION)));
    var model =
        new Retrying(
            new ScriptedModel(
                "m/x",
                _ -> {
                  throw left.removeFirst();
                }),
            STEADY,
            0,
            (request, attempt, failure, wait) ->
                heard.add(attempt + " " + failure.kind() + " " + wait.isPresent()),
            time);
    assertThatThrownBy(() -> model.complete(REQUEST)).isInstanceOf(ModelFailure.class);
    assertThat(heard).containsExactly("1 SERVER true", "2 AUTHENTICATION false");
  }

  @Test
  void a_waiting_call_can_be_cancelled() {
    var model =
        new Retrying(
            new ScriptedModel(
                "m/x",
                _ -> {
                  throw failure(SERVER);
                }),
            STEADY,
            0,
            Retrying.Listener.NONE,
            Timekeeper.SYSTEM);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> model.complete(REQUEST)).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_policy_without_attempts_is_refused() {
    assertThatThrownBy(() -> STEADY.withAttempts(0))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("at least 1");
  }
}
