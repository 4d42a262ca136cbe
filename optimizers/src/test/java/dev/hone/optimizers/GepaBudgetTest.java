package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.engine.Optimizers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GepaBudgetTest {

  @Test
  void automatic_budgets_are_those_of_the_source() {
    assertThat(GepaBudget.automatic(Gepa.Auto.LIGHT, 100, 1)).isEqualTo(780);
    assertThat(GepaBudget.automatic(Gepa.Auto.MEDIUM, 100, 1)).isEqualTo(1190);
    assertThat(GepaBudget.automatic(Gepa.Auto.HEAVY, 100, 1)).isEqualTo(1735);
  }

  @Test
  void a_limit_of_its_own_comes_first() {
    var calls = (Gepa) Optimizers.of("gepa", Map.of("maxMetricCalls", 90, "maxFullEvals", 3));
    var passes = (Gepa) Optimizers.of("gepa", Map.of("maxFullEvals", 3));
    assertThat(GepaBudget.limit(calls, 20, 30, 1)).isEqualTo(90);
    assertThat(GepaBudget.limit(passes, 20, 30, 1)).isEqualTo(150);
    assertThat(GepaBudget.limit(new Gepa(), 20, 100, 1)).isEqualTo(780);
  }
}
