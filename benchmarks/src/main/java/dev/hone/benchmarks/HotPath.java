package dev.hone.benchmarks;

import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.core.Values;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
  private final Values input = Values.of("question", "What is 2 plus 40?");
  private final Request request = Contender.request(2);
  private final Completion completion =
      Completion.of(MockEndpoint.ANSWER, Completion.Usage.of(120, 14), "mock");
  private final String json = Json.write(request.toJson());
  private final Map<String, Object> tree = Json.parseObject(json);

  /** Read by the generated code. */
  public HotPath() {}

  @Benchmark
  public Request render() {
    return Contender.FORMAT.render(Question.SIGNATURE, Question.PROMPT, input);
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
