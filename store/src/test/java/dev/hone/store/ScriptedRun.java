package dev.hone.store;

import dev.hone.core.Candidate;
import dev.hone.core.Completion;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Predictor;
import dev.hone.core.Request;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Run;
import dev.hone.engine.RunResult;
import dev.hone.engine.Study;
import dev.hone.engine.Task;
import dev.hone.lm.LanguageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A small search with scripted models in a run directory, in this process or another. */
final class ScriptedRun {
  record Question(String question) {}

  record Parity(String parity) {}

  record History(String attempts) {}

  record Idea(String instruction) {}

  private static final Predictor<Question, Parity> CLASSIFY =
      Predictor.of("classify", Question.class, Parity.class, "Answer.");
  private static final Predictor<History, Idea> PROPOSE =
      Predictor.of("propose", History.class, Idea.class, "Write a better instruction.");
  private static final Pattern NUMBER = Pattern.compile("is (\\d+) even");
  private static final List<String> IDEAS =
      List.of(
          "Be polite.",
          "Think step by step.",
          "Look at the last digit. " + "It decides. ".repeat(300),
          "Guess.");
  private static final List<Example> DATA =
      IntStream.range(0, 40)
          .mapToObj(i ->
              Example.of(
                  new Question("is %d even or odd?".formatted(i)),
                  new Parity(i % 2 == 0 ? "even" : "odd")))
          .toList();

  static final Task<Question, Parity> TASK =
      Task.of(
          CLASSIFY,
          (_, expected, actual, _) ->
              Grade.of(expected.equals(actual), "expected " + expected.parity()),
          DATA.subList(0, 10),
          DATA.subList(10, 25),
          DATA.subList(25, 40));

  static final RunRecord RECORD =
      RunRecord.of(
          "parity",
          "digest",
          new RunRecord.Method("climber", "1", Values.EMPTY),
          Map.of("student", RunRecord.Model.of("scripted/student")),
          Budget.NONE,
          5,
          8,
          Map.of());

  private ScriptedRun() {}

  /** Tries a few ideas side by side, again and again. */
  record Climber(int rounds) implements Optimizer {
    @Override
    public Candidate optimize(Study study) {
      for (int round = 0; round < rounds && study.hasBudget(); round++) {
        int now = round;
        var parent = study.best();
        var ideas = study.ask(PROPOSE, new History(parent.id() + " in round " + round), 4);
        study.map(
            ideas,
            idea -> {
              var child = parent.instruct("classify", idea.instruction());
              study.note(Event.Proposed.of(child, parent, "ask", now, "asked"));
              return study.evaluate(child, study.sample(study.train(), 3)).mean() == 0
                  ? 0
                  : study.evaluate(child, study.validation()).mean();
            });
        if (!study.best().equals(parent))
          study.note(
              new Event.Accepted(study.best().id(), "better mean", java.util.Optional.empty()));
      }
      return study.best();
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.between(shape.validation(), rounds * 80L + 15, 0, rounds * 4L);
    }
  }

  private record Scripted(
      String name, Function<Request, String> answer, Consumer<String> called, int pauseMicros)
      implements LanguageModel {
    @Override
    public Completion complete(Request request) {
      if (pauseMicros > 0)
        LockSupport.parkNanos(1_000L * ThreadLocalRandom.current().nextInt(pauseMicros));
      called.accept(request.key());
      return Completion.of(answer.apply(request), Completion.Usage.of(50, 5), name)
          .withUsd(OptionalDouble.of(0.25));
    }
  }

  private static String student(Request request) {
    var told = request.messages().getFirst().text();
    var asked = NUMBER.matcher(request.messages().getLast().text());
    int n = asked.find() ? Integer.parseInt(asked.group(1)) : 0;
    boolean knows =
        told.contains("last digit") || told.contains("step by step") && n % 3 != 0 || n % 4 == 0;
    return "[[ ## parity ## ]]\n"
        + (knows ? n % 2 == 0 ? "even" : "odd" : "unsure")
        + "\n[[ ## completed ## ]]";
  }

  private static String teacher(Request request) {
    var random = ThreadLocalRandom.current();
    return "[[ ## instruction ## ]]\n"
        + IDEAS.get(random.nextInt(IDEAS.size()))
        + " "
        + random.nextInt(10_000)
        + "\n[[ ## completed ## ]]";
  }

  /** Begins the run, or goes on with it. */
  static RunDirectory open(Path path) {
    return Files.exists(path.resolve("run.json"))
        ? RunDirectory.resume(path, RECORD)
        : RunDirectory.create(path, RECORD, "test");
  }

  static Run<Question, Parity> in(RunDirectory run, Consumer<String> called, int pauseMicros) {
    return Run.of(TASK, new Scripted("scripted/student", ScriptedRun::student, called, pauseMicros))
        .withTeacher(new Scripted("scripted/teacher", ScriptedRun::teacher, called, pauseMicros))
        .withSeed(RECORD.seed())
        .withParallel(RECORD.parallel())
        .withBooks(run.books())
        .withControl(run.control());
  }

  static RunResult result(Path path, Consumer<String> called) {
    try (var run = open(path)) {
      return in(run, called, 0).optimize(new Climber(4));
    }
  }

  public static void main(String[] arguments) {
    try (var run = open(Path.of(arguments[0]))) {
      in(
              run,
              key -> {
                System.out.println(key);
                System.out.flush();
              },
              8_000)
          .optimize(new Climber(4));
      System.out.println("finished");
    }
  }
}
