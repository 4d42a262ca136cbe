package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Rate limits and concurrency. */
class LimitsTest {
  private static final Request REQUEST = Request.of(List.of(Message.user("hello")));
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final FakeTime time = new FakeTime();
  private final List<Long> sent = Collections.synchronizedList(new ArrayList<>());

  private ScriptedModel noting(Completion.Usage usage) {
    return new ScriptedModel(
        "m/x",
        _ -> {
          sent.add(time.nanos());
          return Completion.of("ok", usage, "m");
        });
  }

  @Test
  void hundreds_who_wait_take_their_minutes() throws Exception {
    var model = new RateLimited(noting(Completion.Usage.NONE), 60, 0, 100, time);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 600; i++) threads.submit(() -> model.complete(REQUEST));
    }
    assertThat(sent).hasSize(600);
    assertThat(time.nanos()).isBetween(9 * MINUTE, 9 * MINUTE + 60 * SECOND);
  }

  @Property(tries = 50)
  void no_minute_holds_more_than_allowed(
      @ForAll @IntRange(min = 1, max = 20) int requests,
      @ForAll @IntRange(min = 50, max = 500) int tokens,
      @ForAll @Size(120) List<@IntRange(min = 1, max = 100) Integer> estimates,
      @ForAll @Size(120) List<@IntRange(min = 0, max = 9) Integer> pauses) {
    var window = new RateWindow(requests, tokens);
    long now = 0;
    var times = new ArrayList<Long>();
    for (int i = 0; i < estimates.size(); i++) {
      now += pauses.get(i) * SECOND;
      for (var place = window.enter(now, estimates.get(i));
          place.waitNanos() > 0;
          place = window.enter(now, estimates.get(i))) now += place.waitNanos();
      times.add(now);
    }
    for (int i = 0; i < times.size(); i++) {
      long end = times.get(i);
      long count = 0;
      long sum = 0;
      for (int j = i; j >= 0 && end - times.get(j) < MINUTE; j--) {
        count++;
        sum += estimates.get(j);
      }
      assertThat(count).isLessThanOrEqualTo(requests);
      if (count > 1) assertThat(sum).isLessThanOrEqualTo(tokens);
    }
  }

  @Test
  void tokens_are_reserved_before_and_settled_after() {
    var model = new RateLimited(noting(Completion.Usage.of(90, 10)), 0, 1_000, 600, time);
    for (int i = 0; i < 4; i++) model.complete(REQUEST);
    assertThat(time.sleeps).as("four answers used 400 of 1000 tokens").isEmpty();
    model.complete(REQUEST);
    assertThat(time.sleeps).as("400 used and 600 to expect are too many").isNotEmpty();
    assertThat(sent.getLast() - sent.getFirst()).isGreaterThanOrEqualTo(MINUTE);
  }

  @Test
  void a_request_that_sets_its_length_is_estimated_by_it() {
    var model = new RateLimited(noting(Completion.Usage.of(10, 10)), 0, 1_000, 900, time);
    var brief = REQUEST.withSettings(Settings.of("maxTokens", 20));
    for (int i = 0; i < 20; i++) model.complete(brief);
    assertThat(time.sleeps).isEmpty();
  }

  @Test
  void a_request_above_the_limit_goes_when_the_minute_is_empty() {
    var model = new RateLimited(noting(Completion.Usage.of(5_000, 100)), 0, 1_000, 100, time);
    model.complete(REQUEST);
    assertThat(time.sleeps).isEmpty();
    var second = model.complete(REQUEST);
    assertThat(second.timing().queueMs()).isEqualTo(60_000);
  }

  @Test
  void failed_calls_give_their_tokens_back() {
    var failing =
        new ScriptedModel(
            "m/x",
            _ -> {
              throw new ModelFailure(ModelFailure.Kind.SERVER, "down");
            });
    var model = new RateLimited(failing, 0, 1_000, 700, time);
    for (int i = 0; i < 50; i++)
      assertThatThrownBy(() -> model.complete(REQUEST)).isInstanceOf(ModelFailure.class);
    assertThat(time.sleeps).isEmpty();
  }

  @Test
  void waiting_is_told() {
    var model = new RateLimited(noting(Completion.Usage.NONE), 1, 0, 100, time);
    assertThat(model.complete(REQUEST).timing().queueMs()).isZero();
    assertThat(model.complete(REQUEST).timing().queueMs()).isEqualTo(60_000);
  }

  @Test
  void never_more_calls_run_at_once_than_allowed() throws Exception {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var busy =
        new ScriptedModel(
            "m/x",
            _ -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              for (int i = 0; i < 10; i++) Thread.yield();
              running.decrementAndGet();
              return ScriptedModel.said("ok");
            });
    var model = new Limited(busy, 7, Timekeeper.SYSTEM);
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 3_000; i++)
        threads.submit(() -> {
          start.await();
          return model.complete(REQUEST);
        });
      start.countDown();
    }
    assertThat(busy.requests).hasSize(3_000);
    assertThat(most.get()).isBetween(1, 7);
  }

  @Test
  void a_place_is_free_again_after_a_failure() {
    var failing =
        new ScriptedModel(
            "m/x",
            _ -> {
              throw new ModelFailure(ModelFailure.Kind.SERVER, "down");
            });
    var model = new Limited(failing, 1, time);
    for (int i = 0; i < 3; i++)
      assertThatThrownBy(() -> model.complete(REQUEST)).hasMessage("down");
  }

  @Test
  void senseless_limits_are_refused() {
    var model = ScriptedModel.saying("ok");
    assertThatThrownBy(() -> new Limited(model, 0, time)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> new RateLimited(model, -1, 0, 0, time))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("-1 requests");
  }
}
