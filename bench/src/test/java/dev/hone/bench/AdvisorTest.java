package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Case by case: which situation meets which rule, and what is said. */
class AdvisorTest {
  private static final List<String> FEW =
      List.of("labeled-few-shot", "bootstrap-few-shot", "bootstrap-random-search", "opro");
  private static final List<String> ALL =
      List.of(
          "labeled-few-shot",
          "bootstrap-few-shot",
          "bootstrap-random-search",
          "opro",
          "lean-reflective",
          "gepa",
          "miprov2",
          "textgrad",
          "evoprompt-ga",
          "promptbreeder",
          "promptagent",
          "better-together",
          "spo");

  @TempDir Path directory;

  /** A method of which only name and cost matter. */
  record Named(String name) implements Optimizer {
    @Override
    public Candidate optimize(Study study) {
      return study.best();
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.exactly(name.equals("labeled-few-shot") ? 2L * shape.validation() : 9_999, 0);
    }
  }

  private static Advisor advisor(List<String> methods, Measured... measured) {
    return new Advisor(
        methods.stream().collect(Collectors.toMap(m -> m, Named::new)), List.of(measured));
  }

  private static Situation usual() {
    return Situation.of("tickets")
        .withShape(new Plan.Shape(40, 60, 1))
        .withModels("openai/gpt-5.4-mini", false);
  }

  private static Situation wanting(Goal goal) {
    return usual().withGoal(Optional.of(goal));
  }

  private static double[] scores(int right, int n) {
    var scores = new double[n];
    Arrays.fill(scores, 0, right, 1);
    return scores;
  }

  static Stream<Arguments> reasonsNotTo() {
    return Stream.of(
        Arguments.of("no-metric", usual().withMetric(false), "no metric"),
        Arguments.of("no-data", usual().withData(false), "none can be made"),
        Arguments.of("creative", wanting(Goal.CREATIVE), "open-ended"),
        Arguments.of("prototype", wanting(Goal.PROTOTYPE), "hour"),
        Arguments.of(
            "solved", usual().withBaseline(scores(57, 60), new double[0]), "95.0 [86.3, 98.3]"),
        Arguments.of(
            "unsteady",
            usual().withShape(new Plan.Shape(40, 16, 1)).withBaseline(scores(8, 16), turned(16)),
            "too noisy to steer"),
        Arguments.of(
            "too-few",
            usual().withShape(new Plan.Shape(40, 5, 1)),
            "5 validation examples: fewer than six answers can change. (Start: not measured.)"),
        Arguments.of(
            "too-few",
            usual().withBaseline(scores(55, 60), new double[0]),
            "fewer than six answers"));
  }

  /** The same questions again, and every answer the other way round. */
  private static double[] turned(int n) {
    return Arrays.stream(scores(n / 2, n)).map(s -> 1 - s).toArray();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reasonsNotTo")
  void not_to_optimize(String rule, Situation situation, String said) {
    var advice = advisor(ALL).advise(situation);

    assertThat(advice.rule()).isEqualTo("skip/" + rule);
    assertThat(advice.optimize()).isFalse();
    assertThat(advice.reason()).contains(said).doesNotContain("{");
    assertThat(advice.instead()).isNotBlank();
    assertThat(advice.toJson()).containsEntry("optimize", false).containsKey("instead");
  }

  static Stream<Arguments> choices() {
    return Stream.of(
        choice("coding-agent", s -> s.withGoal(Optional.of(Goal.AGENT)), "gepa", "opro"),
        choice("hard-instance", s -> s.withGoal(Optional.of(Goal.INSTANCE)), "textgrad", "opro"),
        choice(
            "smaller-model",
            s -> s.withGoal(Optional.of(Goal.SMALLER_MODEL)),
            "better-together",
            "opro"),
        choice("diverse", s -> s.withGoal(Optional.of(Goal.DIVERSE)), "evoprompt-ga", "opro"),
        choice("expert-prompts", s -> s.withGoal(Optional.of(Goal.EXPERT)), "promptagent", "opro"),
        choice("no-infrastructure", s -> s.withGoal(Optional.of(Goal.SIMPLE)), "opro", "opro"),
        choice("accuracy", s -> s.withGoal(Optional.of(Goal.ACCURACY)), "gepa", "opro"),
        choice("tight-budget-wanted", s -> s.withGoal(Optional.of(Goal.CHEAP)), "spo", "opro"),
        choice("tight-budget", s -> s.withRollouts(150), "spo", "bootstrap-few-shot"),
        choice("no-labels", s -> s.withLabels(false), "spo", "opro"),
        choice("multi-step", s -> s.withShape(new Plan.Shape(40, 60, 2)), "miprov2", "opro"),
        choice(
            "small-teacher",
            s -> s.withModels("local/tiny", true),
            "lean-reflective",
            "bootstrap-random-search"),
        choice("ordinary", s -> s, "lean-reflective", "opro"));
  }

  private static Arguments choice(
      String rule, UnaryOperator<Situation> change, String ofAll, String ofFew) {
    return Arguments.of(rule, change.apply(usual()), ofAll, ofFew);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("choices")
  void to_optimize(String rule, Situation situation, String ofAll, String ofFew) {
    var advice = advisor(ALL).advise(situation);
    assertThat(advice.rule()).isEqualTo("rule/" + rule);
    assertThat(advice.choice().map(Advice.Choice::method)).contains(ofAll);
    assertThat(advice.preferred()).isEmpty();
    assertThat(advice.reason()).isNotBlank();
    assertThat(advice.source()).isNotBlank();
    assertThat(advice.runnerUp()).isPresent();

    var poorer = advisor(FEW).advise(situation);
    assertThat(poorer.rule()).isEqualTo("rule/" + rule);
    assertThat(poorer.choice().map(Advice.Choice::method)).contains(ofFew);
    if (!ofAll.equals(ofFew))
      assertThat(poorer.preferred())
          .as("what is missing is named, not faked")
          .anyMatch(p -> AdviceRules.named(p, ofAll));
  }

  @Test
  void a_pipeline_without_mipro_goes_to_the_reflective_method_and_accuracy_too() {
    var methods = Stream.concat(FEW.stream(), Stream.of("lean-reflective")).toList();

    var pipeline = advisor(methods).advise(usual().withShape(new Plan.Shape(40, 60, 3)));
    assertThat(pipeline.choice().map(Advice.Choice::method)).contains("lean-reflective");
    assertThat(pipeline.preferred()).containsExactly("miprov2");

    var accuracy = advisor(methods).advise(wanting(Goal.ACCURACY));
    assertThat(accuracy.choice().map(Advice.Choice::method)).contains("lean-reflective");
    assertThat(accuracy.preferred()).containsExactly("gepa");
  }

  @Test
  void methods_that_cannot_work_are_not_advised() {
    var nothing = advisor(List.of("labeled-few-shot")).advise(usual().withLabels(false));
    assertThat(nothing.rule()).isEqualTo("skip/nothing-fits");
    assertThat(nothing.reason()).contains("labeled-few-shot needs labels");

    var untaught = advisor(FEW).advise(usual().withShape(new Plan.Shape(0, 60, 1)));
    assertThat(untaught.reason()).contains("opro needs training examples");

    var poor = advisor(FEW).advise(usual().withRollouts(100));
    assertThat(poor.reason()).contains("opro needs a budget of 240 rollouts");
  }

  @Test
  void who_wants_to_optimize_anyway_gets_a_method() {
    var solved = usual().withBaseline(scores(60, 60), new double[0]);
    assertThat(advisor(ALL).choose(solved).choice()).isPresent();
  }

  @Test
  void the_budget_is_the_persons_or_the_usual_one_and_never_more_than_the_method_can_spend() {
    assertThat(advisor(FEW).advise(usual().withRollouts(700)).rollouts()).isEqualTo(700);
    assertThat(advisor(FEW).advise(usual()).rollouts()).isEqualTo(25 * 60);
    assertThat(advisor(List.of("labeled-few-shot")).advise(usual()).rollouts()).isEqualTo(120);
  }

  @Test
  void who_wants_it_cheap_is_not_sent_to_spend_the_usual_budget() {
    assertThat(advisor(FEW).advise(wanting(Goal.CHEAP)).rollouts()).isEqualTo(5 * 60);
    assertThat(advisor(List.of("evoprompt-ga")).advise(wanting(Goal.CHEAP)).rollouts())
        .as("no less than the method needs")
        .isEqualTo(6 * 60);
  }

  @Test
  void the_validation_examples_tell_what_they_can_show() {
    assertThat(advisor(FEW).advise(usual()).power())
        .contains("With 60 examples", "above 18 points");
  }

  @Test
  void measured_rows_decide_among_a_rules_methods() {
    var known = standings();
    var rivals = List.of("opro", "gepa", "miprov2");
    var situation = usual().withModels("openai/small", false);

    var advice = advisor(rivals, known).advise(situation);

    var gepa = Evidence.of(methods(rivals), situation, 1_500, List.of(known)).get("gepa");
    assertThat(advice.choice().map(Advice.Choice::method)).contains("gepa");
    assertThat(advice.choice().flatMap(Advice.Choice::evidence)).contains(gepa);
    assertThat(gepa.where()).isEqualTo(Evidence.Where.SAME_MODEL);
    assertThat(gepa.tasks()).isEqualTo(7);
    assertThat(gepa.seeds()).isEqualTo(3);
    assertThat(gepa.budget()).isEqualTo(600);
    double mean =
        known.rows().stream()
            .filter(r -> r.optimizer().equals("gepa") && r.student().equals("openai/small"))
            .mapToDouble(r -> r.gain().mean())
            .average()
            .orElseThrow();
    assertThat(gepa.gain().mean()).isCloseTo(mean, within(1e-12));
    assertThat(advice.runnerUp().orElseThrow().evidence().orElseThrow().gain().mean())
        .isLessThan(mean);
    assertThat(gepa.text()).contains("7 tasks", "3 seeds each", "600 rollouts allowed");
  }

  @Test
  void rows_of_other_kinds_of_tasks_say_nothing() {
    var evidence =
        Evidence.of(
            methods(List.of("opro", "bootstrap-random-search")),
            usual().withModels("local/tiny", true),
            1_500,
            List.of(standings()));
    assertThat(evidence).isEmpty();
  }

  @Test
  void of_several_budgets_the_nearest_counts() {
    var small = standings();
    var large = new Measured(dev.hone.core.Values.of("rollouts", 6_000L), small.rows());
    var found =
        Evidence.of(methods(List.of("opro")), usual(), 5_000, List.of(small, large)).get("opro");
    assertThat(found.budget()).isEqualTo(6_000);
  }

  @Test
  void shipped_rows_are_read_and_worlds_do_not_judge_demos() {
    var shipped = Measured.shipped();
    assertThat(shipped).allSatisfy(m -> assertThat(m.rollouts()).isPositive());
    assertThat(shipped.stream().flatMap(m -> m.rows().stream()))
        .allSatisfy(r -> {
          assertThat(r.gain().n()).isGreaterThanOrEqualTo(30);
          assertThat(r.gain().mean()).isBetween(r.gain().low(), r.gain().high());
        });
    var evidence =
        Evidence.of(methods(List.of("opro", "bootstrap-random-search")), usual(), 1_500, shipped);
    assertThat(evidence.keySet()).containsExactly("opro");
    assertThat(evidence.get("opro").where()).isEqualTo(Evidence.Where.WORLDS);
    assertThat(evidence.get("opro").tasks()).isEqualTo(12);
  }

  /** Each world is advised on by what was measured in the other ones. */
  @Test
  void advice_is_within_the_interval_of_the_best_method_on_five_tasks_of_six() {
    for (var comparison : Measured.shipped().subList(0, 2)) {
      var worlds = comparison.rows().stream().map(Measured.Line::task).distinct().toList();
      var methods = comparison.rows().stream().map(Measured.Line::optimizer).distinct().toList();
      int held = 0;
      for (var world : worlds) {
        var others = comparison.rows().stream().filter(r -> !r.task().equals(world)).toList();
        var choice =
            advisor(methods, new Measured(comparison.budget(), others))
                .advise(usual().withRollouts(comparison.rollouts()))
                .choice()
                .orElseThrow()
                .method();
        var here = comparison.rows().stream().filter(r -> r.task().equals(world)).toList();
        double best = here.stream().mapToDouble(r -> r.gain().mean()).max().orElseThrow();
        if (here.stream().anyMatch(r -> r.optimizer().equals(choice) && r.gain().high() >= best))
          held++;
      }
      assertThat(worlds).hasSize(12);
      assertThat(held).isGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void rows_are_read_from_what_a_comparison_writes() throws IOException {
    var file = directory.resolve("rows.json");
    Sample.standings().write(file);
    assertThat(Measured.read(file)).isEqualTo(standings());

    assertThatThrownBy(() -> Measured.read(directory.resolve("none.json")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cannot be read");
    for (var text : List.of("{}", "no json", "{\"budget\": {}, \"rows\": [{\"task\": 1}]}"))
      assertThatThrownBy(() -> Measured.read(Files.writeString(file, text)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("holds no rows of a comparison");
  }

  @Test
  void every_rule_has_a_reason_a_source_and_conditions_that_can_be_read() {
    var rules = AdviceRules.shipped();
    var facts = usual();
    assertThat(rules.skips())
        .allSatisfy(s -> {
          assertThat(List.of(s.reason(), s.source(), s.instead())).noneMatch(String::isBlank);
          assertThat(s.when()).isNotEmpty();
        });
    assertThat(rules.rules())
        .allSatisfy(r -> {
          assertThat(List.of(r.reason(), r.source())).noneMatch(String::isBlank);
          assertThat(r.methods()).isNotEmpty();
        });
    assertThat(rules.rules().getLast().when()).as("there is a rule for all else").isEmpty();
    var conditions =
        Stream.concat(
                rules.skips().stream().flatMap(s -> s.when().stream()),
                rules.rules().stream().flatMap(r -> r.when().stream()))
            .toList();
    assertThat(conditions).allSatisfy(c -> assertThat(facts.facts()).containsKey(c.split(" ")[0]));
    assertThat(conditions.stream().filter(c -> c.startsWith("goal = ")))
        .extracting(c -> Goal.parse(c.substring(7)))
        .containsExactlyInAnyOrder(Goal.values());
  }

  /** What nothing is known of would be advised whatever the task lacks. */
  @Test
  void every_method_that_is_there_has_its_needs_and_a_rule_that_may_choose_it() {
    var rules = AdviceRules.shipped();
    var named =
        Stream.concat(
                rules.rules().stream().flatMap(r -> r.methods().stream()),
                rules.otherwise().stream())
            .toList();
    assertThat(Optimizers.all().keySet())
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> {
          assertThat(rules.method(name)).as(name).isPresent();
          assertThat(named).as(name).anyMatch(rule -> AdviceRules.named(rule, name));
        });
  }

  @Test
  void a_goal_that_is_none_is_refused() {
    assertThatThrownBy(() -> Goal.parse("glory"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'glory'")
        .hasMessageContaining("smaller-model");
  }

  private static Measured standings() {
    return Measured.of(Sample.standings());
  }

  private static List<AdviceRules.Method> methods(List<String> names) {
    var rules = AdviceRules.shipped();
    return names.stream().map(n -> rules.method(n).orElseThrow()).toList();
  }
}
