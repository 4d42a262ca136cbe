package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedTest {
  private static final Request REQUEST = Request.of(List.of(Message.user("hello")));

  private final ScriptedModel bare = ScriptedModel.saying("hi");
  private final Cached model =
      new Cached(new Priced(bare, Prices.builtIn().of(bare.name())), new MemoryCache(1_000));

  @Test
  void a_known_answer_is_marked_keeps_its_usage_and_costs_nothing() {
    var fresh = model.complete(REQUEST);
    var known = model.complete(REQUEST);
    assertThat(bare.requests).hasSize(1);
    assertThat(fresh.source()).isEqualTo(Completion.Source.FRESH);
    assertThat(fresh.usd().getAsDouble()).isPositive();
    assertThat(known.source()).isEqualTo(Completion.Source.CACHED);
    assertThat(known.usage()).isEqualTo(fresh.usage());
    assertThat(known.usd()).isEqualTo(OptionalDouble.of(0));
    assertThat(known.timing()).isEqualTo(Completion.Timing.NONE);
    assertThat(known.text()).isEqualTo("hi");
  }

  @Test
  void everything_that_can_change_an_answer_is_in_the_key() {
    var variants =
        List.of(
            REQUEST,
            REQUEST.withSample(1),
            REQUEST.withSettings(Settings.of("temperature", 0)),
            REQUEST.withSettings(Settings.of("temperature", 0.5)),
            REQUEST.withSettings(Settings.of("seed", 1)),
            REQUEST.withSettings(Settings.of("stop", "x")),
            REQUEST.withSettings(Settings.of("extra.k", "v")),
            REQUEST.withFormat(new ResponseFormat.OneOf(List.of("a", "b"))),
            REQUEST.withFormat(new ResponseFormat.JsonObject("a", new LinkedHashMap<>())),
            REQUEST.withTools(List.of(new Request.ToolSpec("t", "d", new LinkedHashMap<>()))),
            REQUEST.withMessages(List.of(Message.system("hello"))),
            REQUEST.withMessages(List.of(Message.user("hel"), Message.user("lo"))));
    for (var variant : variants) model.complete(variant);
    assertThat(bare.requests).hasSize(variants.size());
    for (var variant : variants)
      assertThat(model.complete(variant).source()).isEqualTo(Completion.Source.CACHED);
  }

  @Test
  void endpoints_with_one_model_name_share_nothing() {
    var cache = new MemoryCache(10);
    var here =
        new ScriptedModel("openai/any@http://127.0.0.1:8000/v1", _ -> ScriptedModel.said("a"));
    var there =
        new ScriptedModel("openai/any@http://127.0.0.1:9000/v1", _ -> ScriptedModel.said("b"));
    assertThat(new Cached(here, cache).complete(REQUEST).text()).isEqualTo("a");
    assertThat(new Cached(there, cache).complete(REQUEST).text()).isEqualTo("b");
    assertThat(here.requests.getFirst().model()).isEqualTo("openai/any@http://127.0.0.1:8000/v1");
  }

  @Test
  void a_question_on_its_way_is_not_sent_again() throws Exception {
    var release = new CountDownLatch(1);
    var slow =
        new ScriptedModel(
            "m/x",
            _ -> {
              await(release);
              return ScriptedModel.said("once");
            });
    var cached = new Cached(slow, new MemoryCache(10));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Completion>>();
      for (int i = 0; i < 2_000; i++) answers.add(threads.submit(() -> cached.complete(REQUEST)));
      release.countDown();
      int fresh = 0;
      for (var answer : answers)
        if (answer.get(1, TimeUnit.MINUTES).source() == Completion.Source.FRESH) fresh++;
      assertThat(fresh).isEqualTo(1);
    }
    assertThat(slow.requests).hasSize(1);
  }

  @Test
  void a_failure_is_shared_by_those_who_wait_and_forgotten() {
    var calls = new AtomicInteger();
    var flaky =
        new ScriptedModel(
            "m/x",
            _ -> {
              if (calls.getAndIncrement() == 0)
                throw new ModelFailure(ModelFailure.Kind.SERVER, "down");
              return ScriptedModel.said("up");
            });
    var cached = new Cached(flaky, new MemoryCache(10));
    assertThatThrownBy(() -> cached.complete(REQUEST)).hasMessage("down");
    assertThat(cached.complete(REQUEST).text()).isEqualTo("up");
  }

  @Test
  void who_waits_for_a_cancelled_call_asks_for_itself() throws Exception {
    var calls = new AtomicInteger();
    var asked = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var model =
        new ScriptedModel(
            "m/x",
            _ -> {
              if (calls.getAndIncrement() > 0) return ScriptedModel.said("mine");
              asked.countDown();
              await(release);
              throw new CancellationException("stopped");
            });
    var cached = new Cached(model, new MemoryCache(10));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> cached.complete(REQUEST));
      asked.await();
      var second = threads.submit(() -> cached.complete(REQUEST));
      release.countDown();
      assertThat(second.get(1, TimeUnit.MINUTES).text()).isEqualTo("mine");
      assertThatThrownBy(first::get).hasCauseInstanceOf(CancellationException.class);
    }
  }

  @Test
  void empty_and_filtered_answers_are_asked_for_again() {
    for (var bad :
        List.of(
            ScriptedModel.said(" \n"),
            new Completion(
                "no",
                List.of(),
                Completion.Usage.NONE,
                Completion.Finish.FILTERED,
                "m",
                OptionalDouble.empty(),
                List.of(),
                Completion.Source.FRESH,
                Completion.Timing.NONE))) {
      var bare = new ScriptedModel("m/x", _ -> bad);
      var cached = new Cached(bare, new MemoryCache(10));
      cached.complete(REQUEST);
      cached.complete(REQUEST);
      assertThat(bare.requests).hasSize(2);
    }
  }

  @Test
  void closing_closes_the_model() {
    model.close();
    assertThat(bare.closed).isTrue();
  }

  @Test
  void memory_keeps_what_was_used_last() {
    var cache = new MemoryCache(64 * 3);
    var answer = ScriptedModel.said("x");
    cache.put("kept", REQUEST, answer);
    for (int i = 0; i < 10_000; i++) {
      cache.put("key" + i, REQUEST, answer);
      assertThat(cache.get("kept")).contains(answer);
    }
    long left = 0;
    for (int i = 0; i < 10_000; i++) if (cache.get("key" + i).isPresent()) left++;
    assertThat(left).isBetween(64L * 2, 64L * 3);
    assertThatThrownBy(() -> new MemoryCache(0)).isInstanceOf(BadInput.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
