package dev.hone.bench;

import dev.hone.core.Example;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Roles;
import dev.hone.engine.Task;
import dev.hone.store.RunRecord;
import dev.hone.testkit.RiggedTask;
import dev.hone.testkit.ScriptedFormat;
import dev.hone.testkit.ScriptedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Contests on rigged tasks with scripted models. */
final class Ring {
  private UnaryOperator<ScriptedModel> change = UnaryOperator.identity();
  private List<String> methods = List.of("labeled-few-shot", "bootstrap-few-shot", "opro(steps=3)");
  private int seeds = 2;
  private int cellsAtOnce = 2;
  private int parallel = 4;
  private BooleanSupplier stop = () -> false;
  private final List<ScriptedModel> models = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  Ring with(UnaryOperator<ScriptedModel> next) {
    change = next;
    return this;
  }

  Ring withMethods(String... next) {
    methods = List.of(next);
    return this;
  }

  Ring withSeeds(int next) {
    seeds = next;
    return this;
  }

  Ring withPlaces(int cells, int rollouts) {
    cellsAtOnce = cells;
    parallel = rollouts;
    return this;
  }

  Ring withStop(BooleanSupplier next) {
    stop = next;
    return this;
  }

  Standings run(Path path) {
    try (var directory = ContestDirectory.open(path)) {
      var grounds =
          Stream.of(RiggedTask.oneSlot(), RiggedTask.threeSlots())
              .map(task -> ground(directory, tested(task)))
              .toList();
      return new Contest(
              grounds,
              methods.stream().map(Contender::parse).toList(),
              LongStream.range(0, seeds).boxed().toList(),
              Budget.rollouts(120),
              cellsAtOnce)
          .run(directory, "test", stop, (cell, readBack) -> told.add(cell.method() + readBack));
    }
  }

  /** With as many test items as all others together, which no search sees. */
  private static Task<Values, Values> tested(Task<Values, Values> task) {
    var test = Stream.concat(task.train().stream(), task.validation().stream()).map(Ring::unseen);
    return Task.of(
        task.name(), task.program(), task.metric(), task.train(), task.validation(), test.toList());
  }

  private static Example unseen(Example example) {
    var words = example.input().text("item").split(" ", -1);
    return Example.of(
        Values.of("item", words[0] + " " + (Integer.parseInt(words[1]) + 1_000)),
        example.expected());
  }

  private Ground ground(ContestDirectory directory, Task<Values, Values> task) {
    var model = change.apply(RiggedTask.model("scripted/" + task.name()).withPrice(1e-6));
    models.add(model);
    var format = new ScriptedFormat();
    var roles = Roles.of(directory.remembering(model, Optional.empty()), format);
    var record =
        RunRecord.of(
            task.name(),
            "rigged",
            new RunRecord.Method("", "", Values.EMPTY),
            Map.of("student", RunRecord.Model.of(model.name())),
            Budget.NONE,
            0,
            parallel,
            Map.of("test", new RunRecord.Split("rigged", task.test().size())));
    return new Ground(task, roles, record);
  }

  int calls() {
    return models.stream().mapToInt(ScriptedModel::calls).sum();
  }

  List<String> told() {
    return told;
  }
}
