package dev.hone.cli;

import dev.hone.bench.Advice;
import dev.hone.bench.Evidence;

/** Advice as a person reads it. */
record AdviceText(Advice advice, String command, int width) {

  String text() {
    var situation = advice.situation();
    var shape = situation.shape();
    var out = new StringBuilder();
    line(
        out,
        "task",
        "%s: %s, %s, %s"
            .formatted(
                situation.task(),
                Figures.plural(shape.train(), "training example"),
                Figures.plural(shape.validation(), "validation example"),
                Figures.plural(shape.slots(), "slot")));
    line(
        out,
        "baseline",
        situation
            .baseline()
            .map(b -> "%s on %s".formatted(Figures.score(b), Figures.plural(b.n(), "example")))
            .orElse("not measured; --measure asks a few examples"));
    advice.choice().ifPresentOrElse(c -> chosen(out, c), () -> skipped(out));
    if (!advice.power().isEmpty()) line(out, "power", advice.power());
    if (advice.optimize()) out.append("\nType:  ").append(command).append('\n');
    return out.toString();
  }

  private void chosen(StringBuilder out, Advice.Choice choice) {
    line(out, "advice", "optimize with " + choice.method());
    line(out, "because", advice.reason() + preferred(advice, choice.method()));
    line(out, "source", advice.source());
    line(out, "budget", Figures.plural(advice.rollouts(), "rollout"));
    line(
        out,
        "expect",
        choice
            .evidence()
            .map(e -> e.text() + "; this task may be another case")
            .orElse("nothing was measured on tasks like this one; hone compare would tell"));
    choice.evidence().map(Evidence::cost).ifPresent(c -> line(out, "cost", c));
    advice
        .runnerUp()
        .ifPresent(r ->
            line(
                out,
                "runner-up",
                r.method()
                    + r.evidence()
                        .map(e -> ": " + e.text())
                        .orElse(", not measured on such tasks")));
  }

  private void skipped(StringBuilder out) {
    line(out, "advice", "do not optimize");
    line(out, "because", advice.reason());
    line(out, "instead", advice.instead());
    line(out, "source", advice.source());
  }

  /** A clause about methods that would come first; empty when there are none. */
  static String preferred(Advice advice, String chosen) {
    return advice.preferred().isEmpty()
        ? ""
        : " For this %s would come first; this Hone does not have %s, and %s is the best it has."
            .formatted(
                String.join(" or ", advice.preferred()),
                advice.preferred().size() == 1 ? "it" : "them",
                chosen);
  }

  private void line(StringBuilder out, String name, String text) {
    out.append(Figures.entry(name, text, width));
  }
}
