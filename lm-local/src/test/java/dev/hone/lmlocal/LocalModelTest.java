package dev.hone.lmlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.Completion;
import dev.hone.core.Completion.Finish;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelProvider;
import dev.hone.lm.ModelSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("embedded")
class LocalModelTest {
  private static final List<String> TOWNS =
      List.of("Leeds", "York", "Exeter", "Derby", "Truro", "Oxford", "Norwich", "Carlisle");
  private static LocalModel model;

  @BeforeAll
  static void open() {
    var spec = ModelSpec.parse("local/smollm2-135m-instruct");
    model = (LocalModel) ModelProvider.openAny(spec, System.getenv());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Request request(String... texts) {
    var messages = new ArrayList<Message>();
    messages.add(Message.system(texts[0]));
    for (var i = 1; i < texts.length; i++)
      messages.add(i % 2 == 1 ? Message.user(texts[i]) : Message.assistant(texts[i]));
    return Request.of(messages).withSettings(Settings.of("maxTokens", 24));
  }

  /** A question whose beginning, with its demos, all of them share. */
  private static Request towns(String town) {
    return request(
        "Extract the item and the town from the order note.",
        "note: Please send five candles to Bristol.",
        "item: candles\ntown: Bristol",
        "note: Marsh from Durham would like two desk lamps.",
        "item: desk lamps\ntown: Durham",
        "note: We need three garden hoses delivered to Novak in Bath.",
        "item: garden hoses\ntown: Bath",
        "note: Please send nine oak chairs to " + town + ".");
  }

  private static <T> List<T> together(List<Callable<T>> work) throws Exception {
    var results = new ArrayList<T>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var future : executor.invokeAll(work)) results.add(future.get());
    }
    return results;
  }

  @Test
  void answers_a_question() {
    var answer = model.complete(request("Be brief.", "What is the capital of France?"));
    assertThat(answer.text()).contains("Paris");
    assertThat(answer.finish()).isEqualTo(Finish.STOP);
    assertThat(answer.usage().input()).isGreaterThan(10);
    assertThat(answer.usage().output()).isBetween(2L, 24L);
    assertThat(answer.usd()).hasValue(0);
    assertThat(answer.timing().attempts()).isEqualTo(1);
  }

  @Test
  void shared_beginnings_and_batches_change_no_clear_answer() throws Exception {
    var options = LocalOptions.DEFAULT.withStrict(true);
    try (var strict = open(options)) {
      var alone = TOWNS.stream().map(town -> strict.complete(towns(town)).text()).toList();
      assertThat(TOWNS.stream().map(town -> strict.complete(towns(town)).text()).toList())
          .isEqualTo(alone);
      List<Callable<Completion>> work =
          TOWNS.stream()
              .map(town -> (Callable<Completion>) () -> model.complete(towns(town)))
              .toList();
      var shared = together(work);
      assertThat(shared).extracting(Completion::text).isEqualTo(alone);
      assertThat(alone).allSatisfy(text -> assertThat(text).contains("oak chairs"));
      assertThat(shared.stream().mapToLong(each -> each.usage().cached()).sum())
          .isGreaterThan(shared.stream().mapToLong(each -> each.usage().input()).sum() / 2);
    }
  }

  @Test
  void a_prompt_that_left_the_cache_for_others_comes_back_as_it_was() {
    var options = List.of("Leeds", "York", "Exeter");
    try (var small = open(new LocalOptions(1, 1, 2048, false));
        var strict = open(LocalOptions.DEFAULT.withStrict(true))) {
      for (int i = 0; i < 6; i++) small.score(lesson(i, "York"), options);
      for (int i = 0; i < 6; i++) {
        var request = lesson(i, "Exeter");
        var answer = small.complete(request);
        assertThat(answer.usage().cached()).isGreaterThan(answer.usage().input() - 40);
        var alone = strict.score(request, options);
        var again = small.score(request, options);
        for (int o = 0; o < alone.length; o++)
          assertThat(again[o]).isCloseTo(alone[o], within(0.6));
      }
    }
  }

  /** A prompt of about 250 tokens that begins like no other lesson. */
  private static Request lesson(int number, String town) {
    var texts = new ArrayList<String>();
    texts.add("Lesson " + number + ": tell the town that the order note names, and nothing else.");
    for (int i = 0; i < 9; i++) {
      var other = TOWNS.get((number + i) % TOWNS.size());
      texts.add("Please send order " + (10 * number + i) + " to our friends in " + other + ".");
      texts.add(other);
    }
    texts.add("Please send nine oak chairs to " + town + ".");
    return request(texts.toArray(String[]::new));
  }

  private static LocalModel open(LocalOptions options) {
    var store = ModelStore.of(System.getenv());
    var entry = Catalogue.of(Map.of()).find("smollm2-135m-instruct").orElseThrow();
    var file = store.fetch(entry, ModelStore.Progress.NONE);
    return LocalModel.open("local/other", file, store.directory(), options);
  }

  @Test
  void the_faster_encoding_answers_like_the_original() {
    var store = ModelStore.of(System.getenv());
    var entry = Catalogue.of(Map.of()).find("smollm2-135m-instruct").orElseThrow();
    assertThat(store.fetch(entry, ModelStore.Progress.NONE))
        .isEqualTo(store.path(entry.reencoded().orElseThrow().file()));
    try (var original =
        LocalModel.open(
            "local/original", store.path(entry.file()), store.directory(), LocalOptions.DEFAULT)) {
      for (var town : TOWNS.subList(0, 3))
        assertThat(original.complete(towns(town)).text())
            .isEqualTo(model.complete(towns(town)).text());
    }
  }

  @Test
  void scores_the_sensible_answer_highest_and_agrees_with_generation() {
    var request = request("Answer with one word.", "What is the capital of France?");
    var options = List.of("Berlin", "Paris", "Parisian bakery", "Oslo");
    var scores = model.score(request, options);
    assertThat(scores[1]).isGreaterThan(scores[0]).isGreaterThan(scores[3]);
    for (var score : scores) assertThat(score).isNegative();
    var chosen = model.complete(request.withFormat(new ResponseFormat.OneOf(options)));
    assertThat(chosen.text()).isEqualTo("Paris");
    assertThat(chosen.usage().output()).isZero();

    var produced =
        model.complete(request.withSettings(Settings.of("logprobs", 2).with("maxTokens", 30)));
    assertThat(produced.finish()).isEqualTo(Finish.STOP);
    var sum = produced.logprobs().stream().mapToDouble(Completion.Token::logprob).sum();
    assertThat(model.score(request, List.of(produced.text()))[0])
        .isLessThanOrEqualTo(sum + 0.3)
        .isCloseTo(sum, within(2.0));
  }

  @Test
  void scores_do_not_depend_on_the_other_answers() {
    var request = request("Choose a team.", "My parcel has not arrived.");
    var many = IntStream.range(0, 70).mapToObj(i -> "team number " + i + " of the house").toList();
    var together = model.score(request, many);
    assertThat(together).hasSize(70);
    for (var i : List.of(0, 33, 69))
      assertThat(model.score(request, List.of(many.get(i)))[0]).isCloseTo(together[i], within(0.6));
  }

  @Test
  void scored_together_or_alone_the_same_answer_is_chosen_but_at_ties() throws Exception {
    var teams = List.of("stores", "stores abroad", "repairs", "accounts", "head office");
    var notes =
        List.of(
            "The kettle has a crack and drips.",
            "You charged my card twice in May.",
            "I was sent the wrong size of boots.",
            "Please stop the yearly payment.",
            "The zip of the tent is broken.",
            "Where can I write to the director?",
            "My parcel to Lisbon is late.",
            "The receipt shows another name.");
    var requests =
        notes.stream()
            .map(note ->
                request(
                    "Choose the team for the note: " + String.join(", ", teams) + ".",
                    "note: The lamp flickers.",
                    "repairs",
                    "note: I paid one bill two times.",
                    "accounts",
                    "note: The box for Oslo has not come.",
                    "stores abroad",
                    "note: " + note))
            .toList();
    List<Callable<double[]>> work =
        requests.stream()
            .map(request -> (Callable<double[]>) () -> model.score(request, teams))
            .toList();
    var shared = together(work);
    var clear = 0;
    try (var strict = open(LocalOptions.DEFAULT.withStrict(true))) {
      for (var i = 0; i < notes.size(); i++) {
        var alone = strict.score(requests.get(i), teams);
        for (var j = 0; j < teams.size(); j++)
          assertThat(shared.get(i)[j]).isCloseTo(alone[j], within(0.8));
        var order = ranked(alone);
        if (alone[order.get(0)] - alone[order.get(1)] > 0.3) {
          clear++;
          assertThat(ranked(shared.get(i)).getFirst()).isEqualTo(order.getFirst());
        }
      }
    }
    assertThat(clear).isGreaterThanOrEqualTo(notes.size() / 2);
  }

  /** Places of the scores, the highest first. */
  private static List<Integer> ranked(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed())
        .toList();
  }

  @Test
  void log_probabilities_belong_to_the_text() {
    var answer =
        model.complete(
            towns("Leeds").withSettings(Settings.of("logprobs", 3).with("maxTokens", 6)));
    assertThat(answer.logprobs()).hasSize(6);
    assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
    assertThat(String.join("", answer.logprobs().stream().map(Completion.Token::text).toList()))
        .isEqualTo(answer.text());
    for (var token : answer.logprobs()) {
      assertThat(token.logprob()).isLessThanOrEqualTo(0);
      assertThat(token.alternatives()).hasSize(3);
      assertThat(token.alternatives().getFirst().text()).isEqualTo(token.text());
      assertThat(token.alternatives().getFirst().logprob())
          .isGreaterThanOrEqualTo(token.alternatives().getLast().logprob());
    }
  }

  @Test
  void json_is_always_json_even_when_the_tokens_run_out() throws Exception {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("item", Map.of("type", "string"));
    properties.put("quantity", Map.of("type", "integer"));
    properties.put("team", Map.of("enum", List.of("blue", "green")));
    properties.put("notes", Map.of("type", "array", "items", Map.of("type", "string")));
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    List<Callable<Completion>> work = new ArrayList<>();
    for (var tokens : List.of(40, 60, 90))
      for (var sample = 0; sample < 3; sample++) {
        var settings = Settings.of("maxTokens", tokens).with("temperature", sample * 0.8);
        var request =
            request("Describe the order.", "Please send five candles to Bristol, it is urgent.")
                .withSettings(settings)
                .withSample(sample)
                .withFormat(new ResponseFormat.JsonObject("order", schema));
        work.add(() -> model.complete(request));
      }
    for (var answer : together(work)) {
      var parsed = Json.parseObject(answer.text());
      assertThat(parsed.keySet()).containsExactly("item", "quantity", "team", "notes");
      assertThat(parsed.get("quantity")).isInstanceOf(Number.class);
      assertThat(parsed.get("team")).isIn("blue", "green");
    }
  }

  @Test
  void stops_exactly_before_a_stop_string() {
    var whole = model.complete(towns("Leeds")).text();
    var stop = whole.substring(5, 9);
    var settings = Settings.of("maxTokens", 24).with("stop", List.of(stop));
    var cut = model.complete(towns("Leeds").withSettings(settings));
    assertThat(cut.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(cut.finish()).isEqualTo(Finish.STOP);
  }

  @Test
  void a_seed_repeats_and_samples_differ() {
    var settings = Settings.of("temperature", 1.5).with("seed", 5).with("maxTokens", 16);
    var request = request("Be creative.", "Write about a boat.").withSettings(settings);
    try (var strict = open(LocalOptions.DEFAULT.withStrict(true))) {
      var first = strict.complete(request).text();
      assertThat(strict.complete(request).text()).isEqualTo(first);
      assertThat(strict.complete(request.withSample(1)).text()).isNotEqualTo(first);
      assertThat(strict.complete(request.withSettings(settings.with("seed", 6))).text())
          .isNotEqualTo(first);
    }
  }

  @Test
  void marks_in_a_text_stay_text() {
    var plain = model.estimateTokens(request("s", "x"));
    assertThat(model.estimateTokens(request("s", "x<|im_end|>"))).isGreaterThan(plain + 3);
  }

  @Test
  void an_answer_goes_on_from_a_beginning_and_plain_text_is_continued() {
    var messages = new ArrayList<>(towns("Leeds").messages());
    messages.add(Message.assistant("item: oak chairs\ntown:"));
    var settings = Settings.of("maxTokens", 5);
    assertThat(model.complete(Request.of(messages).withSettings(settings)).text().strip())
        .isEqualTo("Leeds");
    var plain =
        Request.of(List.of(Message.user("1, 2, 3, 4, 5, 6, 7,")))
            .withSettings(settings.with("extra.template", "none"));
    assertThat(model.complete(plain).text()).startsWith(" 8");
  }

  @Test
  void a_conversation_that_is_too_long_is_refused_with_its_numbers() {
    var request = request("s", "word ".repeat(9000));
    assertThatThrownBy(() -> model.complete(request))
        .isInstanceOfSatisfying(
            ModelFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.CONTEXT_TOO_LONG);
              assertThat(failure).hasMessageContaining("8192").hasMessageContaining("9016 tokens");
            });
  }

  @Test
  void many_threads_with_several_prompts_all_get_their_own_answer() throws Exception {
    List<Callable<String>> work = new ArrayList<>();
    for (var i = 0; i < 64; i++) {
      var town = TOWNS.get(i % TOWNS.size());
      var request = i % 4 == 3 ? request("Repeat the word.", town) : towns(town);
      work.add(() -> model.complete(request.withSettings(Settings.of("maxTokens", 12))).text());
    }
    var answers = together(work);
    for (var i = 0; i < 64; i++)
      if (i % 4 != 3) assertThat(answers.get(i)).contains(TOWNS.get(i % TOWNS.size()));
  }

  @Test
  void an_interrupted_caller_gives_up_at_once_and_others_go_on() throws Exception {
    var long_ =
        request("Write a long story.", "Begin.").withSettings(Settings.of("maxTokens", 4000));
    var thrown = new AtomicReference<Throwable>();
    var started = new CountDownLatch(1);
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              started.countDown();
              try {
                model.complete(long_);
              } catch (ModelFailure e) {
                thrown.set(e);
              }
            });
    started.await();
    thread.interrupt();
    thread.join();
    assertThat(thrown.get()).isInstanceOf(ModelFailure.class).hasMessageContaining("interrupted");
    assertThat(model.complete(towns("Leeds")).text()).contains("Leeds");
  }

  @Test
  void closing_ends_what_is_in_work() throws Exception {
    var other = open(LocalOptions.DEFAULT);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Completion> answer =
          executor.submit(() ->
              other.complete(
                  request("Write a long story.", "Begin.")
                      .withSettings(Settings.of("maxTokens", 4000))));
      other.close();
      assertThatThrownBy(answer::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("closed");
    }
    assertThatThrownBy(() -> other.complete(towns("Leeds"))).hasMessageContaining("closed");
  }
}
