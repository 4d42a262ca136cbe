package dev.hone.optimizers;

import dev.hone.core.Trace;
import dev.hone.core.Values;
import dev.hone.engine.Rollout;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rollouts as a teacher reads them. */
final class Cases {
  private static final int LONGEST = 4_000;

  private Cases() {}

  /**
   * A rollout as the teacher sees it: what this slot read and said, and what would have been right.
   * Where nobody was asked the texts themselves were judged, and the teacher has them before it.
   */
  static String text(Rollout rollout, String slot) {
    var steps = rollout.trace().at(slot);
    boolean alone = rollout.trace().steps().size() <= 1;
    boolean textOnly =
        !rollout.trace().steps().isEmpty()
            && rollout.trace().steps().stream().allMatch(s -> s.kind() == Trace.Kind.TEXT);
    var out = new StringBuilder();
    out.append(cut(rollout.example().input().text())).append('\n');
    if (textOnly) out.append("the text was used here\n");
    else if (alone) out.append("answered: ").append(answer(rollout)).append('\n');
    else {
      for (var step : steps) out.append(text(step)).append('\n');
      out.append("final answer: ").append(answer(rollout)).append('\n');
    }
    var expected = cut(rollout.example().expected().text());
    if (!expected.isBlank()) out.append("right: ").append(expected).append('\n');
    var feedback = rollout.error().orElse(rollout.grade().feedback());
    if (!feedback.isBlank()) out.append("remark: ").append(cut(feedback)).append('\n');
    var own = rollout.grade().remarks().getOrDefault(slot, "");
    if (!own.isBlank()) out.append("remark on this step: ").append(cut(own)).append('\n');
    if (rollout.score() > 0)
      out.append(String.format(Locale.ROOT, "credit: %.2f of 1\n", rollout.score()));
    return out.toString().strip();
  }

  static String text(List<Rollout> rollouts, String slot) {
    return rollouts.stream().map(r -> text(r, slot)).collect(Collectors.joining("\n\n"));
  }

  private static String text(Trace.Step step) {
    return "this step read:\n%s\nand said:\n%s"
        .formatted(
            cut(step.input().text()),
            cut(step.error().orElseGet(() -> said(step.output(), step.raw()))));
  }

  private static String answer(Rollout rollout) {
    var said =
        said(
            rollout.output(),
            rollout.trace().steps().isEmpty() ? "" : rollout.trace().steps().getLast().raw());
    return cut(said);
  }

  private static String said(Values output, String raw) {
    return output.map().isEmpty() ? raw : output.text();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }
}
