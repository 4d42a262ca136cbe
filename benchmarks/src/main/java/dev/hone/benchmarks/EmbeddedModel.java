package dev.hone.benchmarks;

import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.lm.ModelSpec;
import dev.hone.lmlocal.Catalogue;
import dev.hone.lmlocal.LocalModel;
import dev.hone.lmlocal.LocalOptions;
import dev.hone.lmlocal.ModelStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * How many requests per second the embedded model answers, computing every prompt anew, sharing
 * what prompts have in common, computing eight at once, as in a comparison of six methods at once,
 * scoring given answers and choosing the best of them. Prompts have about 800 tokens in common, or
 * with every sixth one, and 40 of their own; answers have 8 tokens or are one of four. One thread
 * computes and rates are per second of the processor, so that other work on the machine counts
 * little; with {@code HONE_LOCAL_THREADS} set, waiting threads count as work too. About three
 * minutes on a free machine.
 */
final class EmbeddedModel {
  private static final int SHARED_TOKENS = 800;
  private static final int OWN_TOKENS = 40;
  private static final int ANSWER_TOKENS = 8;
  private static final int BEGINNINGS = 6;
  private static final int ROUNDS = 3;
  private static final long ROUND_NANOS = 8_000_000_000L;
  private static final List<String> TEAMS = List.of("billing", "shipping", "repairs", "accounts");
  private static final List<String> WORDS =
      List.of(
          "order", "lamp", "river", "paper", "blue", "seven", "house", "ship", "late", "red",
          "stone", "bell", "garden", "train", "open", "small", "winter", "bread", "road", "table");

  private final Random random = new Random(11);
  private final List<List<Message>> shared = new ArrayList<>();

  /**
   * @param beginnings how many different ones the requests have
   */
  private record Way(
      String name,
      LocalModel model,
      int beginnings,
      int callers,
      BiConsumer<LocalModel, Request> ask) {}

  private record Rate(String name, int requests, long wall, long processor) {
    double perSecond() {
      return requests * 1e9 / wall;
    }

    double perProcessorSecond() {
      return requests * 1e9 / processor;
    }
  }

  public static void main(String[] arguments) throws Exception {
    new EmbeddedModel().run();
  }

  private void run() throws Exception {
    var environment = System.getenv();
    var options =
        environment.containsKey("HONE_LOCAL_THREADS")
            ? LocalOptions.of(environment)
            : LocalOptions.of(environment).withThreads(1);
    try (var naive = open(options.withStrict(true));
        var single = open(options.withParallel(1));
        var batched = open(options.withParallel(8))) {
      prepare(batched);
      var ways =
          List.of(
              new Way("every prompt anew", naive, 1, 1, LocalModel::complete),
              new Way("shared beginning", single, 1, 1, LocalModel::complete),
              new Way("shared, 8 at once", batched, 1, 8, LocalModel::complete),
              new Way("six beginnings, mixed", batched, 6, 48, LocalModel::complete),
              new Way(
                  "answers scored", batched, 1, 8, (model, request) -> model.score(request, TEAMS)),
              new Way(
                  "answer chosen",
                  batched,
                  1,
                  8,
                  (model, request) ->
                      model.complete(request.withFormat(new ResponseFormat.OneOf(TEAMS)))));
      var rates = new ArrayList<Rate>();
      for (var way : ways)
        for (int i = 0; i < way.beginnings(); i++) way.ask().accept(way.model(), request(i));
      for (var way : ways) rates.add(new Rate(way.name(), 0, 0, 0));
      for (var round = 0; round < ROUNDS; round++)
        for (var i = 0; i < ways.size(); i++) rates.set(i, measured(ways.get(i), rates.get(i)));
      print(options, rates);
    }
  }

  private static LocalModel open(LocalOptions options) {
    var store = ModelStore.of(System.getenv());
    var spec = ModelSpec.parse("local/smollm2-135m-instruct");
    var entry = Catalogue.of(System.getenv()).find(spec.model()).orElseThrow();
    var file = store.fetch(entry, ModelStore.Progress.NONE);
    return LocalModel.open(spec.text(), file, store.directory(), options);
  }

  private String words(int count) {
    var text = new StringBuilder();
    for (var i = 0; i < count; i++)
      text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
    return text.toString().strip();
  }

  /** Demos up to the wanted length. */
  private void prepare(LocalModel model) {
    for (int i = 0; i < BEGINNINGS; i++) {
      var demos = new ArrayList<Message>();
      demos.add(Message.system("Choose the team for the note: " + String.join(", ", TEAMS) + "."));
      while (model.estimateTokens(Request.of(demos)) < SHARED_TOKENS) {
        demos.add(Message.user(words(20)));
        demos.add(Message.assistant(TEAMS.get(random.nextInt(TEAMS.size()))));
      }
      shared.add(demos);
    }
  }

  private synchronized Request request(int beginning) {
    var messages = new ArrayList<>(shared.get(beginning));
    messages.add(Message.user(words(OWN_TOKENS - 8)));
    return Request.of(messages).withSettings(Settings.of("maxTokens", ANSWER_TOKENS));
  }

  private Rate measured(Way way, Rate before) throws InterruptedException, ExecutionException {
    var done = new AtomicInteger();
    var begun = System.nanoTime();
    var used = processorNanos();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var callers = new ArrayList<Future<?>>();
      for (var caller = 0; caller < way.callers(); caller++) {
        int beginning = caller % way.beginnings();
        callers.add(
            executor.submit(() -> {
              while (System.nanoTime() - begun < ROUND_NANOS) {
                way.ask().accept(way.model(), request(beginning));
                done.incrementAndGet();
              }
            }));
      }
      for (var caller : callers) caller.get();
    }
    return new Rate(
        way.name(),
        before.requests() + done.get(),
        before.wall() + System.nanoTime() - begun,
        before.processor() + processorNanos() - used);
  }

  private static long processorNanos() {
    var usage = ProcessHandle.current().info().totalCpuDuration();
    return usage.orElseThrow().toNanos();
  }

  private static void print(LocalOptions options, List<Rate> rates) {
    IO.println(
        "SmolLM2-135M Q8_0, %d threads; %d shared and %d own tokens, %d in an answer"
            .formatted(options.threads(), SHARED_TOKENS, OWN_TOKENS, ANSWER_TOKENS));
    IO.println(
        "%-22s %9s %8s %10s %7s".formatted("way", "requests", "per s", "per CPU s", "ratio"));
    for (var rate : rates)
      IO.println(
          "%-22s %9d %8.2f %10.2f %6.1fx"
              .formatted(
                  rate.name(),
                  rate.requests(),
                  rate.perSecond(),
                  rate.perProcessorSecond(),
                  rate.perProcessorSecond() / rates.getFirst().perProcessorSecond()));
  }
}
