package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedTest {

  @Test
  void every_figure_says_where_it_stands() {
    assertThat(Published.all())
        .hasSizeGreaterThan(60)
        .allSatisfy(f -> {
          assertThat(f.paper()).matches(".*\\(20\\d\\d\\)");
          assertThat(f.source()).isNotBlank();
          assertThat(f.model()).isNotBlank();
          assertThat(f.data()).isNotBlank();
          assertThat(f.result()).isBetween(0.0, 100.0);
        });
    assertThat(Published.all()).anyMatch(Published::secondHand).anyMatch(f -> !f.secondHand());
  }

  @Test
  void no_figure_is_given_twice() {
    assertThat(Published.all())
        .extracting(f -> List.of(f.method(), f.paper(), f.model(), f.data()))
        .doesNotHaveDuplicates();
  }

  @Test
  void they_stand_beside_our_own_and_never_among_them() {
    var markdown = new Tables(Sample.standings()).markdown();
    int measured = markdown.indexOf("# Comparison");
    int published = markdown.indexOf("## What the methods' papers report");

    assertThat(markdown.substring(measured, published)).doesNotContain("second hand", "PaLM");
    assertThat(markdown.substring(published)).contains("second hand", "PaLM", "+8.4");
    assertThat(new Tables(Sample.standings()).csv()).doesNotContain("PaLM");
  }
}
