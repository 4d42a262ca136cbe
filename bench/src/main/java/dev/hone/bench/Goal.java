package dev.hone.bench;

import dev.hone.core.BadInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a person wants beyond a better score, and no task file tells. */
public enum Goal {
  /** The best result on tasks of reasoning, whatever it takes. */
  ACCURACY,
  /** As few calls as can be. */
  CHEAP,
  /** Many different good prompts. */
  DIVERSE,
  /** A long prompt such as an expert would write. */
  EXPERT,
  /** The work of a large model done by a small one. */
  SMALLER_MODEL,
  /** One hard question answered well, not a prompt for many. */
  INSTANCE,
  /** An agent that writes and runs code. */
  AGENT,
  /** Something simple that needs nothing around it. */
  SIMPLE,
  /** Something to show within the hour. */
  PROTOTYPE,
  /** Open-ended writing, where no answer is the right one. */
  CREATIVE;

  /** {@code smaller-model} */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All goals, apart by commas. */
  public static String names() {
    return Arrays.stream(values()).map(Goal::text).collect(Collectors.joining(", "));
  }

  /**
   * @throws BadInput when there is no such goal
   */
  public static Goal parse(String text) {
    for (var goal : values()) if (goal.text().equals(text.strip())) return goal;
    throw new BadInput("The goal is '%s'. Write one of %s.".formatted(text.strip(), names()));
  }
}
