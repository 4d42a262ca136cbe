package dev.hone.lmlocal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MS = 1_000_000;
  private final long start = System.nanoTime();
  private final Pace pace = new Pace(4);

  private void ran(long atMs, double share) {
    pace.ran(start + atMs * MS, 20 * MS, (long) (20 * MS * share));
  }

  @Test
  void gives_up_threads_on_a_busy_machine_and_takes_them_back_later() {
    assertThat(pace.threads()).isEqualTo(1);
    ran(10, 0.99);
    ran(20, 0.99);
    assertThat(pace.threads()).isEqualTo(4);
    ran(30, 0.3);
    ran(50, 0.3);
    ran(70, 0.3);
    assertThat(pace.threads()).isEqualTo(1);
    ran(90, 1);
    assertThat(pace.threads()).isEqualTo(1);
    ran(30_000, 1);
    assertThat(pace.threads()).isEqualTo(2);
    ran(60_000, 1);
    assertThat(pace.threads()).isEqualTo(4);
  }

  @Test
  void stays_with_few_while_the_machine_is_busy() {
    ran(10, 1);
    ran(20, 0.1);
    ran(60_000, 0.5);
    assertThat(pace.threads()).isEqualTo(1);
  }

  @Test
  void a_batch_too_short_to_judge_changes_nothing() {
    ran(10, 1);
    pace.ran(start + 20 * MS, MS, 0);
    pace.ran(start + 30 * MS, MS, MS);
    assertThat(pace.threads()).isEqualTo(2);
  }
}
