package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Predictor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeanSearchTest {
  private static final List<Predictor<?, ?>> SLOTS =
      List.of(
          Predictor.of("first", "q: str -> notes: str", "Take notes."),
          Predictor.of("last", "q: str, notes: str -> a: str", "Answer."));

  private final TableStudy study = new TableStudy(SLOTS, 20, 4, (_, _) -> 0.0);
  private final Ledger ledger = new Ledger(study, study.train());
  private final LeanSearch search =
      new LeanSearch(new LeanReflective(), study, ledger, new LeanPurse(study, ledger, 2));

  private Candidate showing(Candidate parent, String slot, int example) {
    var demo = Demo.of(study.train().get(example));
    var child = parent.withDemos(slot, List.of(demo));
    ledger.shows(child, Set.of(study.train().get(example).id()));
    return child;
  }

  @Test
  void a_challenger_on_another_prompt_is_not_asked_what_either_of_them_shows() {
    var drawn = showing(study.seed(), "last", 0);
    var challenger = new LeanTicket.Challenger(drawn, study.seed(), List.of(), "demos", true, true);
    var present = showing(study.seed(), "first", 1);
    search.adopt(present, "demos");
    var rebased = search.onPresent(challenger).child();
    assertThat(rebased.at("first").demos()).isEqualTo(present.at("first").demos());
    assertThat(rebased.at("last").demos()).isEqualTo(drawn.at("last").demos());
    assertThat(ledger.fresh(rebased)).isEqualTo(study.train().subList(2, 20));
  }

  @Test
  void demos_that_were_replaced_may_be_asked_again() {
    var challenger =
        new LeanTicket.Challenger(
            showing(study.seed(), "last", 0), study.seed(), List.of(), "demos", true, true);
    search.adopt(showing(study.seed().instruct("first", "Look."), "last", 1), "demos");
    var rebased = search.onPresent(challenger).child();
    assertThat(ledger.fresh(rebased)).isEqualTo(study.train().subList(1, 20));
    assertThat(rebased.at("first").instructions().open()).isEqualTo("Look.");
  }

  @Test
  void demos_chosen_by_likeness_stay_so_on_another_prompt() {
    var all = study.train().stream().map(Demo::of).toList();
    var alike = study.seed().with("last", p -> p.withNearest(3, all));
    var challenger = new LeanTicket.Challenger(alike, study.seed(), List.of(), "demos", true, true);
    search.adopt(study.seed().instruct("first", "Look."), "refine");
    var rebased = search.onPresent(challenger).child();
    assertThat(rebased).isEqualTo(alike.instruct("first", "Look."));
    assertThat(ledger.fresh(rebased)).isEqualTo(study.train());
  }
}
