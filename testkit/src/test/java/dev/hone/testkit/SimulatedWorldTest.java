package dev.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Message;
import dev.hone.core.Predictor;
import dev.hone.core.Request;
import dev.hone.core.Settings;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Roles;
import dev.hone.engine.Rollout;
import dev.hone.engine.Run;
import dev.hone.engine.Study;
import dev.hone.lm.Adapter;
import dev.hone.lm.Adapters;
import dev.hone.lm.Capabilities;
import dev.hone.lm.ModelFailure;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedWorldTest {
  private static final SimulatedOptions SMALL =
      new SimulatedOptions().noiseless().with("train", 40).with("val", 30).with("test", 200);

  /** Shows failures of the best candidate to the teacher and keeps what is better. */
  record Climber(int steps) implements Optimizer {
    static final Predictor<Values, Values> REFLECT =
        Predictor.of(
            "reflect",
            "instruction, failures -> reasoning, instruction_now",
            "The instruction failed on some cases. Write a better one.");

    @Override
    public Candidate optimize(Study study) {
      for (int step = 0; step < steps; step++) {
        var best = study.best();
        var slots = study.predictors();
        var slot = slots.get(step % slots.size()).slot();
        var failures =
            study.evaluate(best, study.train()).rollouts().stream()
                .filter(r -> !r.perfect())
                .limit(4)
                .map(Climber::text)
                .collect(Collectors.joining("\n"));
        var answer =
            study.ask(
                REFLECT,
                Values.of(
                    "instruction", best.at(slot).instructions().open(), "failures", failures));
        if (answer.isEmpty()) continue;
        var child = best.instruct(slot, answer.get().text("instruction_now"));
        study.note(Event.Proposed.of(child, best, "climb", step, ""));
        study.evaluate(child, study.validation());
      }
      return study.best();
    }

    private static String text(Rollout rollout) {
      return rollout.example().input().text() + "\n" + rollout.grade().feedback();
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.between(1, Long.MAX_VALUE, 0, steps);
    }
  }

  private static Adapter format(String name) {
    return Adapters.named(name, Capabilities.CHAT);
  }

  @ParameterizedTest
  @CsvSource({"markers,1", "json,1", "xml,1", "plain,1", "markers,2", "json,3"})
  void aSearchFindsTheRulesInEveryFormatOfHone(String format, int components) {
    var world = SimulatedWorld.of(SMALL.with("components", components).with("p_malformed", 0));
    var student = world.student();
    var teacher = world.teacher();
    var result =
        Run.of(world.task(), Roles.of(student, format(format)).withTeacher(teacher, format(format)))
            .optimize(new Climber(25));
    assertThat(world.trueScore(result.seed(), SimulatedWorld.Split.TEST)).isLessThan(0.3);
    assertThat(world.trueScore(result.best(), SimulatedWorld.Split.TEST)).isGreaterThan(0.6);
    assertThat(result.optimized().mean())
        .isEqualTo(world.trueScore(result.best(), SimulatedWorld.Split.VALIDATION));
    assertThat(student.taskCalls()).isPositive();
    assertThat(student.proposalCalls()).isZero();
    assertThat(teacher.proposalCalls()).isEqualTo(25);
    assertThat(teacher.taskCalls()).isZero();
  }

  @Test
  void aRunThatIsResumedSeesTheSameWorld() {
    var world = SimulatedWorld.of(new SimulatedOptions().withSeed(3));
    var first = climbed(world);
    assertThat(climbed(world)).isEqualTo(first);
  }

  private static Candidate climbed(SimulatedWorld world) {
    return Run.of(
            world.task(),
            Roles.of(world.student(), format("markers"))
                .withTeacher(world.teacher(), format("markers")))
        .withBudget(Budget.rollouts(500))
        .optimize(new Climber(6))
        .best();
  }

  @Test
  void aTeacherThatIsAskedACaseInAFormatOfHoneAnswersIt() {
    var world = SimulatedWorld.of(SMALL);
    var teacher = world.teacher();
    var one = world.cases(SimulatedWorld.Split.TRAIN).getFirst();
    var slot = world.task().program().predictors().getFirst();
    var request =
        format("markers").render(slot.signature(), slot.seed(), Values.of("case", one.input()));
    assertThat(teacher.complete(request).text()).contains("[[ ## code ## ]]");
    assertThat(teacher.taskCalls()).isOne();
  }

  private static Values asked(SimulatedWorld world, String format, String signature, String text) {
    var predictor = Predictor.of("x", signature, "Improve the instruction.");
    var adapter = format(format);
    var request = adapter.render(predictor.signature(), predictor.seed(), Values.of("shown", text));
    return adapter.parse(predictor.signature(), world.teacher().complete(request));
  }

  private static String failing(SimulatedWorld world, boolean gold) {
    return world.cases(SimulatedWorld.Split.TRAIN).stream()
        .filter(c -> !c.needs().isEmpty())
        .limit(5)
        .map(c -> c.input() + (gold ? " It should be " + c.answer() : ""))
        .collect(Collectors.joining("\n"));
  }

  private static final SimulatedOptions FRANK =
      SMALL.with(Map.of("p_malformed", 0, "p_add", 1, "p_add_nogold", 0, "p_decoy", 0));

  @ParameterizedTest
  @ValueSource(strings = {"markers", "json", "xml", "plain"})
  void criticismThatIsQuotedLeadsToARule(String format) {
    var world = SimulatedWorld.of(FRANK);
    var seed = world.seedPrompt().getOrDefault("a", "");
    var shown = seed + "\n" + failing(world, true);
    var criticism = asked(world, format, "shown -> critique, reasons: list[str]", shown);
    assertThat(criticism.text("critique")).contains("[case T", "ANS-").doesNotContain("GUIDE");
    var improved =
        asked(world, format, "shown -> prompt", seed + "\n" + criticism.text("critique"));
    assertThat(world.rulesIn(improved.text("prompt"))).isNotEmpty();
  }

  @Test
  void theRightAnswerMattersInAProposal() {
    var world = SimulatedWorld.of(FRANK);
    var seed = world.seedPrompt().getOrDefault("a", "");
    for (boolean gold : new boolean[] {true, false}) {
      var answer = asked(world, "json", "shown -> prompt", seed + "\n" + failing(world, gold));
      assertThat(world.rulesIn(answer.text("prompt")).isEmpty()).isNotEqualTo(gold);
    }
  }

  @Test
  void severalInstructionsAndOtherTypesComeAsAsked() {
    var world = SimulatedWorld.of(FRANK);
    var seed = world.seedPrompt().getOrDefault("a", "");
    var answer =
        asked(
            world,
            "json",
            "shown -> instructions: list[str], better: 'A'|'B', sure: bool, level: int",
            "Write 4 different instructions.\n" + seed);
    assertThat((List<?>) answer.get("instructions")).hasSize(4).doesNotHaveDuplicates();
    assertThat(answer.text("better")).isIn("A", "B");
    assertThat(answer.get("sure")).isInstanceOf(Boolean.class);
    assertThat(answer.get("level")).isInstanceOf(Long.class);
  }

  @Test
  void theSameInstructionShownAgainBesideCasesIsOne() {
    var world = SimulatedWorld.of(FRANK);
    var seed = world.seedPrompt().getOrDefault("a", "");
    var twice =
        "%s\n%s\n%s\nscore: 0\n%s\nscore: 0".formatted(seed, failing(world, true), seed, seed);
    assertThat(world.rulesIn(world.propose(twice, "", 0, 0))).isNotEmpty();
  }

  @Test
  void rulesInRejectedChangesCountForNothing() {
    var world = SimulatedWorld.of(FRANK);
    var seed = world.seedPrompt().getOrDefault("a", "");
    var all = world.rules().stream().map(r -> "+ rule:" + r).collect(Collectors.joining(" "));
    var text = seed + "\n" + failing(world, true) + "\ntried before, did not help: " + all;
    var answer = asked(world, "markers", "shown -> prompt", text);
    assertThat(world.rulesIn(answer.text("prompt"))).isNotEmpty();
  }

  @Test
  void instructionsOfOtherStepsAreContext() {
    var world = SimulatedWorld.of(FRANK.with("components", 2).with("p_forget", 0));
    var other =
        SimulatedWorld.guide(
            world.rules().stream().filter(r -> world.partOf(r).equals("b")).toList(),
            java.util.Optional.of("b"),
            "x");
    var text =
        world.seedPrompt().get("a")
            + "\nThe next step is told: "
            + other
            + "\n"
            + failing(world, true);
    var found = world.rulesIn(world.propose(text, "", 0, 0));
    assertThat(found).isNotEmpty().allMatch(r -> world.partOf(r).equals("a"));
  }

  @Test
  void noiseIsFixedForAPairOfInstructionAndCaseAndDrawnAnewForAnother() {
    var world = SimulatedWorld.of(new SimulatedOptions().with("fp", 0.5).with("easy", 0));
    var one = world.cases(SimulatedWorld.Split.VALIDATION).getFirst();
    long right =
        IntStream.range(0, 400).filter(i -> world.observed("edition " + i, one, 0)).count();
    assertThat(right).isBetween(150L, 250L);
    assertThat(IntStream.range(0, 50).mapToObj(i -> world.observed("same", one, i)).distinct())
        .hasSize(1);
    var sampled = SimulatedWorld.of(world.options().with("noise", "sampled"));
    assertThat(IntStream.range(0, 50).mapToObj(i -> sampled.observed("same", one, i)).distinct())
        .hasSize(2);
  }

  @Test
  void injectedTroublePassesOnAnotherAttempt() {
    var model = SimulatedWorld.of(SMALL.with("p_429", 0.5)).student();
    var request = Request.of(List.of(Message.user("[case T0001]")));
    int failed = 0;
    int answered = 0;
    for (int i = 0; i < 64; i++)
      try {
        model.complete(request);
        answered++;
      } catch (ModelFailure e) {
        assertThat(e.kind()).isEqualTo(ModelFailure.Kind.RATE_LIMITED);
        failed++;
      }
    assertThat(failed).isPositive();
    assertThat(answered).isPositive().isEqualTo((int) model.taskCalls());
  }

  @Test
  void samplesAndSeedsDrawAnew() {
    var world = SimulatedWorld.of(SMALL);
    var teacher = world.teacher();
    var request = Request.of(List.of(Message.user("Rephrase GUIDE{ x }")));
    var said =
        List.of(
            teacher.complete(request).text(),
            teacher.complete(request.withSample(1)).text(),
            teacher.complete(request.withSettings(Settings.of("seed", 5))).text());
    assertThat(said).doesNotHaveDuplicates();
    assertThat(teacher.complete(request).text()).isEqualTo(said.getFirst());
  }

  @Test
  void optionsOutOfRangeAreRefusedByName() {
    var options = new SimulatedOptions();
    assertThatThrownBy(() -> options.with("fn", 1.5))
        .isInstanceOf(BadInput.class)
        .hasMessage("fn is 1.5; it is a share or a chance: give 0 to 1.");
    assertThatThrownBy(() -> options.with("rules", "many"))
        .hasMessage("rules is 'many'; give a whole number.");
    assertThatThrownBy(() -> options.with("colour", 1)).hasMessageContaining("seed, rules, decoys");
    assertThatThrownBy(() -> options.with("components", 0)).hasMessageContaining("1 to 26");
    assertThat(options.with("p_429", 0.1).toMap()).containsEntry("p_429", 0.1);
    assertThat(options.hard().with("rules", 12).rules()).isEqualTo(12);
  }

  @Test
  void everySlotHasItsSignature() {
    var world = SimulatedWorld.of(SMALL.with("components", 3));
    assertThat(world.signatures().values())
        .containsExactly("case -> notes_a", "case, notes_a -> notes_b", "case, notes_b -> code");
    assertThat(world.task().program().predictors())
        .extracting(p -> ((Predictor<?, ?>) p).signature())
        .contains(Signature.parse("case, notes_b -> code"));
  }
}
