package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.core.Values;
import java.util.List;
import org.junit.jupiter.api.Test;

class RewritesTest {
  private static final Candidate SEED =
      Candidate.seedOf(
          List.of(Predictor.of("main", "note -> who", "Say who wrote the note in the end.")));
  private static final Example ADA =
      Example.of(
          Values.of("note", "Dear all, the lighthouse keeper needs nine new lamps by Friday, Ada"),
          Values.of("who", "Ada Lovett"));
  private static final Example BEN =
      Example.of(Values.of("note", "No milk today. Ben"), Values.of("who", "unknown"));
  private static final Example CID =
      Example.of(Values.of("note", "No bread today. Cid"), Values.of("who", "unknown"));

  private final Leaks leaks = new Leaks(SEED, List.of(ADA, BEN, CID));

  @Test
  void a_copied_case_is_a_leak() {
    assertThat(
            leaks.in("Mind this: dear all, the lighthouse keeper needs nine new lamps by Friday."))
        .hasValueSatisfying(why -> assertThat(why).contains("copies", ADA.id()));
  }

  @Test
  void an_answer_beside_a_piece_of_its_case_is_a_leak() {
    assertThat(leaks.in("When the lighthouse keeper needs something, say Ada Lovett."))
        .hasValueSatisfying(why -> assertThat(why).contains("answer", ADA.id()));
  }

  @Test
  void general_words_names_and_common_labels_are_no_leak() {
    assertThat(leaks.in("Say unknown when no milk is asked for. Ada Lovett signs last.")).isEmpty();
    assertThat(leaks.in("Say who wrote the note in the end, in two words or as unknown."))
        .isEmpty();
  }

  @Test
  void what_cannot_be_used_is_recorded_and_refused() {
    var study = TableStudy.of(4, 4, _ -> 0.5);
    var rewrites = new Rewrites(study, 30, true);
    var seed = study.seed();
    assertThat(rewrites.apply(seed, "main", "  ", "refine")).isEmpty();
    assertThat(rewrites.apply(seed, "main", "x".repeat(31), "refine")).isEmpty();
    assertThat(rewrites.apply(seed, "main", "start", "refine")).isEmpty();
    assertThat(study.notes).hasSize(3);
    assertThat(rewrites.apply(seed, "main", "```text\nbetter\n```", "refine"))
        .hasValueSatisfying(
            c -> assertThat(c.at("main").instructions().open()).isEqualTo("better"));
  }
}
