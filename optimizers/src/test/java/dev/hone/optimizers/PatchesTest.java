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
}
