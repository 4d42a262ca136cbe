package dev.hone.benchmarks;

import dev.hone.core.Completion;
import dev.hone.core.Demo;
import dev.hone.core.Json;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Values;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The steps of one call that need no network. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HotPath {
  private static final int DEMOS = 100;
  private static final int SHOWN = 16;

  private final Values input = Values.of("question", "What is 2 plus 40?");
  private final Request request = Contender.request(2);
  private final Completion completion =
      Completion.of(MockEndpoint.ANSWER, Completion.Usage.of(120, 14), "mock");
  private final String json = Json.write(request.toJson());
  private final Map<String, Object> tree = Json.parseObject(json);

  private final Prompt choosing = Question.PROMPT.withNearest(SHOWN, demos());

  /** Read by the generated code. */
  public HotPath() {}

  /** Cases of twelve words out of two hundred. */
  private static List<Demo> demos() {
    var random = new Random(7);
    return IntStream.range(0, DEMOS)
        .<Demo>mapToObj(i -> {
          var words =
              random
                  .ints(12, 0, 200)
                  .mapToObj(w -> "word" + w)
                  .collect(Collectors.joining(" ", "What is ", "?"));
          return new Demo.Solved(Values.of("question", words), Values.of("answer", "a"), false);
        })
        .toList();
  }

  @Benchmark
  public Request render() {
    return Contender.FORMAT.render(Question.SIGNATURE, Question.PROMPT, input);
  }

  /** Chooses 16 of 100 demos by likeness. */
  @Benchmark
  public Request renderNearest() {
    return Contender.FORMAT.render(Question.SIGNATURE, choosing, input);
  }

  @Benchmark
  public Values parse() {
    return Contender.FORMAT.parse(Question.SIGNATURE, completion);
  }

  @Benchmark
  public String requestKey() {
    return request.key();
  }

  @Benchmark
  public String writeJson() {
    return Json.write(tree);
  }

  @Benchmark
  public Map<String, Object> readJson() {
    return Json.parseObject(json);
  }
}
