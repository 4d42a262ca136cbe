package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Candidate;
import dev.hone.core.Field;
import dev.hone.core.Instructions;
import dev.hone.core.Predictor;
import dev.hone.core.Prompt;
import dev.hone.core.Values;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the teacher is shown, and what becomes of what it says. */
class OproPromptTest {
  private static final Map<String, Double> MEANS =
      Map.of("start", 0.2, "B", 0.5, "C", 0.5, "D", 0.8, "E", 0.1);

  private static Opro opro(Map<String, ?> options) {
    var all = new HashMap<String, Object>(Map.of("steps", 2, "instructionsPerStep", 5));
    all.putAll(options);
    return (Opro) Optimizers.of("opro", all);
  }

  private static TableStudy study() {
    return TableStudy.of(10, 10, text -> MEANS.getOrDefault(text, 0.0))
        .replying(List.of("D", "B", "C", "E"));
  }

  private static List<String> lines(Values question, String start) {
    return question
        .text("attempts")
        .lines()
        .filter(l -> l.startsWith(start))
        .map(l -> l.substring(start.length()))
        .toList();
  }

  @Test
  void attempts_are_shown_in_ascending_order_and_the_newest_last_among_equals() {
    var study = study();
    opro(Map.of("scoreThreshold", 0)).optimize(study);
    assertThat(lines(study.questions.get(1), "text: "))
        .containsExactly("E", "start", "B", "C", "D");
    assertThat(lines(study.questions.get(1), "score: "))
        .containsExactly("10", "20", "50", "50", "80");
  }

  @Test
  void the_list_is_cut_to_the_best_and_nothing_under_the_threshold_fills_it_up() {
    var study = study();
    opro(Map.of("shown", 4, "scoreThreshold", 0.3)).optimize(study);
    assertThat(lines(study.questions.get(1), "text: ")).containsExactly("B", "C", "D");
  }

  @Test
  void the_best_is_shown_alone_when_none_reaches_the_threshold() {
    var study = study();
    opro(Map.of("scoreThreshold", 0.9)).optimize(study);
    assertThat(lines(study.questions.get(0), "text: ")).containsExactly("start");
    assertThat(lines(study.questions.get(1), "text: ")).containsExactly("D");
  }

  @Test
  void the_newest_of_equal_scores_survives_the_cut() {
    var study = study();
    opro(Map.of("shown", 2)).optimize(study);
    assertThat(lines(study.questions.get(1), "text: ")).containsExactly("C", "D");
  }

  @Test
  void instructions_alone_know_no_threshold_and_two_decimals() {
    var study = study();
    opro(Map.of("metaPrompt", "INSTRUCTIONS_ONLY", "scoreThreshold", 0.9)).optimize(study);
    assertThat(lines(study.questions.get(1), "score: "))
        .containsExactly("0.10", "0.20", "0.50", "0.50", "0.80");
    assertThat(study.questions.get(1).has("examples")).isFalse();
  }

  @Test
  void scores_are_rounded_half_to_even() {
    assertThat(opro(Map.of()).scoreText(0.125, 8)).isEqualTo("12");
    assertThat(opro(Map.of()).scoreText(0.375, 8)).isEqualTo("38");
    assertThat(opro(Map.of("buckets", 0)).scoreText(0.125, 8)).isEqualTo("0.125");
    assertThat(opro(Map.of("buckets", 20)).scoreText(0.5, 8)).isEqualTo("10");
  }

  @Test
  void the_scale_is_told() {
    assertThat(opro(Map.of()).perfectScore()).isEqualTo("100");
    assertThat(opro(Map.of("buckets", 20)).perfectScore()).isEqualTo("20");
    assertThat(opro(Map.of("buckets", 0)).perfectScore()).isEqualTo("1.000");
    assertThat(opro(Map.of("metaPrompt", "INSTRUCTIONS_ONLY")).perfectScore()).isEqualTo("1.00");
    assertThat(opro(Map.of("posteriorMean", true)).perfectScore()).isEqualTo("100");
  }

  @Test
  void the_posterior_mean_is_as_coarse_as_it_is_uncertain() {
    var posterior = opro(Map.of("posteriorMean", true));
    assertThat(posterior.scoreText(1, 3)).isEqualTo("80");
    assertThat(posterior.scoreText(0.63, 10_000)).isEqualTo("63");
    assertThat(posterior.scoreText(0.64, 50)).isEqualTo("65");
  }

  @Test
  void a_failing_case_stands_with_each_attempt_when_asked_for() {
    var study = study();
    opro(Map.of("showFailures", true, "scoreThreshold", 0)).optimize(study);
    assertThat(lines(study.questions.get(1), "failed on: ")).hasSize(5);
    assertThat(lines(study.questions.get(1), "because: ")).allMatch(l -> l.startsWith("expected "));
  }

  @Test
  void examples_come_first_when_asked_for() {
    var inputs = OproPrompt.predictor(opro(Map.of("exemplarsFirst", true))).signature().inputs();
    assertThat(inputs.stream().map(Field::name)).startsWith("examples", "perfect", "attempts");
    assertThat(OproPrompt.predictor(opro(Map.of())).signature().inputs().get(1).name())
        .isEqualTo("attempts");
  }

  @Test
  void replies_are_cleaned_like_the_paper_cleans_them() {
    assertThat(OproPrompt.clean("  **think** step by step. \n")).isEqualTo("Think step by step.");
    assertThat(OproPrompt.clean(" ** ")).isEmpty();
  }

  @Test
  void unusable_proposals_are_refused_with_their_reason() {
    var long1 = "Long " + "x".repeat(500);
    var study =
        TableStudy.of(4, 4, _ -> 0.5)
            .replying(List.of("", long1, "Use <INSTRUCTION> now", "Give 3 hints", "Good", "Good"));
    opro(Map.of("steps", 1, "instructionsPerStep", 6, "refuseDigits", true)).optimize(study);
    assertThat(study.failureCodes())
        .containsExactly("empty", "too-long", "malformed", "malformed", "duplicate");
    assertThat(study.noted(Event.Proposed.class)).hasSize(1);
  }

  @Test
  void digits_are_welcome_by_default() {
    var study = TableStudy.of(4, 4, _ -> 0.5).replying(List.of("Give 3 hints"));
    opro(Map.of("steps", 1)).optimize(study);
    assertThat(study.failureCodes()).isEmpty();
  }

  @Test
  void starting_instructions_count_as_seen() {
    var study = TableStudy.of(4, 4, _ -> 0.5).replying(List.of("Start", "Other", "Third"));
    opro(Map.of("steps", 1, "startingInstructions", List.of("Other"))).optimize(study);
    assertThat(study.failureCodes()).containsExactly("duplicate");
    assertThat(study.noted(Event.Proposed.class)).hasSize(3);
  }

  @Test
  void variables_and_frozen_text_are_told_and_kept() {
    Predictor<Values, Values> main = Predictor.of("main", "q: str -> a: str", "Look at {{q}}.");
    var study = new TableStudy(List.of(main), 4, 4, (_, _) -> 0.5);
    study.withSeed(
        Candidate.seedOf(List.of(main))
            .with("main", _ -> Prompt.of(new Instructions("Be polite.", "Look at {{q}}.", ""))));
    study.replying(List.of("Lost it", "Be polite. See {{q}}", "See {{q}} {{r}}", "See {{q}}"));
    opro(Map.of("steps", 1)).optimize(study);
    assertThat(study.questions.getFirst().text("variables")).isEqualTo("{{q}}");
    assertThat(study.questions.getFirst().text("fixedText")).isEqualTo("Be polite.");
    assertThat(study.failureCodes()).containsExactly("variables", "frozen", "variables");
    assertThat(study.noted(Event.Proposed.class))
        .singleElement()
        .satisfies(p ->
            assertThat(p.prompts().at("main").instructions())
                .isEqualTo(new Instructions("Be polite.", "See {{q}}", "")));
  }

  @Test
  void repeated_proposals_are_shown_and_warm_the_teacher_up() {
    var study =
        TableStudy.of(4, 4, _ -> 0.5)
            .replying(List.of("Same", "Same", "Same", "Same"))
            .replying(List.of("Same", "Same", "Same", "Same"))
            .replying(List.of("New", "Newer", "Newest", "Last"));
    opro(Map.of("steps", 4, "instructionsPerStep", 4)).optimize(study);
    assertThat(study.asked.stream().map(s -> s.temperature().orElse(-1)))
        .containsExactly(1.0, 1.2, 1.4, 1.0);
    assertThat(study.questions.get(0).has("repeated")).isFalse();
    assertThat(study.questions.get(1).text("repeated")).isEqualTo("Same");
    var quiet = study().replying(List.of("D", "D"));
    opro(Map.of("warmUp", false, "showRejected", false, "steps", 3)).optimize(quiet);
    assertThat(quiet.asked.stream().map(s -> s.temperature().orElse(-1)))
        .containsExactly(1.0, 1.0, 1.0);
    assertThat(quiet.questions.get(2).has("repeated")).isFalse();
  }

  @Test
  void the_temperature_rises_in_equal_steps_when_asked_for() {
    var opro = opro(Map.of("steps", 4, "temperature", 0.5, "finalTemperature", 1.5));
    assertThat(List.of(0, 1, 2, 3).stream().map(step -> opro.temperature(step, 0)))
        .containsExactly(0.5, 0.75, 1.0, 1.25);
  }
}
