package dev.hone.examples;

import dev.hone.core.Grade;
import dev.hone.engine.Budget;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.RunResult;
import dev.hone.engine.TextTask;
import dev.hone.lm.Adapter;
import dev.hone.lm.Adapters;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelOptions;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Models;
import dev.hone.optimizers.Gepa;
import dev.hone.optimizers.WrittenStart;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Improves a text that is no prompt: a regular expression, scored by what it matches. */
public final class DatePattern {
  private static final List<String> DATES =
      List.of("2024-03-01", "1999-12-31", "2030-10-20", "2025-02-28");
  private static final List<String> OTHERS =
      List.of("2024-13-01", "2024-3-1", "2024-00-10", "2024-01-32", "20240301", "31-12-1999");

  private DatePattern() {}

  /** Scores a pattern and says which words it is wrong about. */
  static Grade grade(String text) {
    var pattern = Pattern.compile(text.strip());
    var wrong = new ArrayList<String>();
    for (var date : DATES)
      if (!pattern.matcher(date).matches()) wrong.add(date + " is not matched");
    for (var other : OTHERS) if (pattern.matcher(other).matches()) wrong.add(other + " is matched");
    return Grade.of(
        1 - wrong.size() / (double) (DATES.size() + OTHERS.size()), String.join("; ", wrong));
  }

  /** Starts from nothing: the teacher writes the first pattern from the objective. */
  public static RunResult improve(LanguageModel teacher, Adapter format) {
    var task =
        TextTask.of("date-pattern", "", DatePattern::grade)
            .withObjective("A regular expression that matches dates such as 2024-03-01, whole.")
            .withBackground("Syntax of java.util.regex.Pattern; months 01 to 12, days 01 to 31.");
    return Run.of(task.task(), Roles.of(teacher, format))
        .withBudget(Budget.rollouts(30))
        .optimize(new WrittenStart(new Gepa()));
  }

  /** With the model that {@code HONE_MODEL} names. */
  static void main() {
    var spec = System.getenv().getOrDefault("HONE_MODEL", "openai/gpt-5.4-mini");
    try (var model = Models.open(ModelSpec.parse(spec), ModelOptions.defaults(), System.getenv())) {
      var result = improve(model, Adapters.named("markers", model.capabilities()));
      IO.println(
          "%.2f -> %.2f: %s"
              .formatted(
                  result.baseline().mean(),
                  result.optimized().mean(),
                  result.best().at("text").instructions().open()));
    }
  }
}
