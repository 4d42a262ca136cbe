package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.ContentId;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Json;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Roles;
import dev.hone.engine.Task;
import dev.hone.store.RunRecord;
import dev.hone.testkit.Question;
import dev.hone.testkit.ScriptedFormat;
import dev.hone.testkit.ScriptedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks on which no prompt is better than another: each draws its luck anew for every example.
 * Methods select by that luck, and the test must not be taken in.
 */
class NoSignalTest {
  private static final int TASKS = 60;

  @TempDir Path directory;

  @Test
  void improvements_are_claimed_in_at_most_five_of_a_hundred_searches() {
    try (var place = ContestDirectory.open(directory)) {
      var standings =
          new Contest(
                  IntStream.range(0, TASKS).mapToObj(i -> ground(i, place)).toList(),
                  List.of(
                      Contender.parse("bootstrap-random-search(numCandidates=4)"),
                      Contender.parse("opro(steps=3)")),
                  List.of(0L),
                  Budget.rollouts(300),
                  4)
              .run(place, "test", () -> false, (_, _) -> {});

      var changed = standings.cells().stream().filter(c -> !c.before().equals(c.after())).toList();
      assertThat(changed.size()).isGreaterThan(TASKS);
      assertThat(changed)
          .allSatisfy(c ->
              assertThat(c.validationAfter().mean()).isGreaterThan(c.validationBefore().mean()));
      double claimed = standings.rows().stream().filter(r -> r.gain().low() > 0).count();
      assertThat(claimed / standings.rows().size()).isLessThanOrEqualTo(0.05);
      assertThat(standings.rows()).noneMatch(Row::improved);
      assertThat(standings.duels()).noneMatch(Duel::decided);
    }
  }

  private static Ground ground(int number, ContestDirectory place) {
    var predictor = Predictor.of("guess", "item -> side: 'left'|'right'", "Name the side.");
    var task =
        Task.of(
            "luck-" + number,
            Program.of(predictor),
            (_, expected, actual, _) ->
                Grade.of(expected.text("side").equals(actual.text("side")), ""),
            examples(number, 0, 30),
            examples(number, 30, 70),
            examples(number, 70, 170));
    var model = ScriptedModel.of("scripted/luck-" + number, r -> answer(Question.of(r), r.key()));
    var record =
        RunRecord.of(
            task.name(),
            "luck",
            new RunRecord.Method("", "", Values.EMPTY),
            Map.of("student", RunRecord.Model.of("scripted/luck")),
            Budget.NONE,
            0,
            8,
            Map.of());
    return new Ground(
        task, Roles.of(place.remembering(model, Optional.empty()), new ScriptedFormat()), record);
  }

  private static String answer(Question question, String key) {
    var answer =
        question.input().has("item")
            ? Values.of("side", heads(key) ? "left" : "right")
            : question.answer("Name the side, thinking of " + key + ".");
    return Json.write(answer.map());
  }

  private static boolean heads(String text) {
    return Integer.parseInt(ContentId.of(text).substring(0, 4), 16) % 2 == 0;
  }

  private static List<Example> examples(int task, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i ->
            Example.of(
                Values.of("item", "item %d of %d".formatted(i, task)),
                Values.of("side", i % 2 == 0 ? "left" : "right")))
        .toList();
  }
}
