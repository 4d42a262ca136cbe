package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PatchesTest {
  private static final String BASE = "Sort the mail. Bills go left. Letters go right.";

  @Test
  void what_each_adds_is_added() {
    var merged =
        Patches.merge(
            BASE,
            List.of(
                "Sort the mail. Bills go left. Letters go right. Parcels stay.",
                "Sort the mail gently. Bills go left. Letters go right."));
    assertThat(merged)
        .hasValue("Sort the mail gently. Bills go left. Letters go right. Parcels stay.");
  }

  @Test
  void what_only_one_of_three_drops_is_kept() {
    var longer = BASE + " Cards go up.";
    var merged =
        Patches.merge(
            BASE,
            List.of("Sort the mail. Bills go left.  right.", longer, BASE + " Maps go down."));
    assertThat(merged).hasValue(BASE + " Cards go up. Maps go down.");
  }

  @Test
  void what_most_of_them_drop_is_dropped() {
    var shorter = "Sort the mail. Letters go right.";
    assertThat(Patches.merge(BASE, List.of(shorter, shorter + " Cards go up.", BASE)))
        .hasValue("Sort the mail. Letters go right. Cards go up.");
  }

  @Test
  void the_same_addition_is_made_once() {
    var more = BASE + " Cards go up.";
    assertThat(Patches.merge(BASE, List.of(more, more + " Maps go down.")))
        .hasValue(BASE + " Cards go up. Maps go down.");
  }

  @Test
  void another_text_altogether_cannot_be_put_together() {
    assertThat(Patches.merge(BASE, List.of(BASE + " Cards go up.", "Put everything in one box.")))
        .isEmpty();
  }

  @Test
  void an_edition_that_all_replace_is_replaced_once() {
    assertThat(
            Patches.merge(
                "{ edition seed. rule:a }",
                List.of("{ edition x. rule:a rule:b }", "{ edition y. rule:a rule:c }")))
        .hasValue("{ edition x. rule:a rule:b rule:c }");
  }

  @Test
  void a_summary_names_what_was_dropped_and_added() {
    assertThat(Patches.summary(BASE, "Sort the mail. Bills go up. Letters go right. Done."))
        .isEqualTo("- left.\n+ up.\n+ Done.");
  }

  @Test
  void a_late_rewriting_is_done_to_the_text_that_has_taken_the_place() {
    var present = "Sort the mail. Letters go right. Cards go up.";
    assertThat(Patches.onto(BASE, present, BASE + " Maps go down."))
        .hasValue("Sort the mail. Letters go right. Cards go up. Maps go down.");
    assertThat(Patches.onto(BASE, BASE + " Cards go up.", "Sort the mail. Letters go right."))
        .hasValue("Sort the mail. Letters go right. Cards go up.");
  }

  @Test
  void rewritings_that_leave_the_base_but_are_alike_are_joined() {
    var present = "Look at the stamp first. Bills go left. Cards go up.";
    var late = "Look at the stamp first. Bills go left. Maps go down.";
    assertThat(Patches.onto("Sort.", present, late))
        .hasValueSatisfying(t -> assertThat(t).contains("Cards", "up.").contains("Maps", "down."));
    assertThat(Patches.onto("Sort.", present, "Put everything in one box.")).isEmpty();
  }
}
