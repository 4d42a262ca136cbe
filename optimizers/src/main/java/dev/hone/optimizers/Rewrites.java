package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Template;
import dev.hone.engine.Study;
import java.util.List;
import java.util.Optional;

/**
 * The guard that every rewritten instruction passes: not empty, not too long, template variables
 * kept, frozen parts left alone, no training case copied. Truncated and unreadable answers do not
 * get here; the engine leaves them out.
 */
final class Rewrites {
  private final Study study;
  private final int longest;
  private final Optional<Leaks> leaks;

  Rewrites(Study study, int longest, boolean refuseLeaks) {
    this.study = study;
    this.longest = longest;
    this.leaks =
        refuseLeaks ? Optional.of(new Leaks(study.seed(), study.train())) : Optional.empty();
  }

  /** The parent with the text in one slot, unless the text cannot be used. */
  Optional<Candidate> apply(Candidate parent, String slot, String text, String operator) {
    var plain = unfenced(text.strip());
    var leak = leaks.flatMap(l -> l.in(plain));
    return leak.isPresent()
        ? Proposals.failed(
            study, parent, operator, "leak", "Slot '%s': %s.".formatted(slot, leak.get()))
        : Proposals.rewrite(study, parent, slot, plain, longest, operator);
  }

  /** The parent with another description in one slot, unless the text cannot be used. */
  Optional<Candidate> describe(
      Candidate parent, String slot, String key, String text, String operator) {
    var plain = unfenced(text.strip());
    var leak = leaks.flatMap(l -> l.in(plain));
    var where = "Description '%s' of slot '%s': ".formatted(key, slot);
    if (plain.isEmpty())
      return Proposals.failed(study, parent, operator, "empty", where + "no text.");
    if (plain.length() > longest)
      return Proposals.failed(
          study, parent, operator, "too-long", where + plain.length() + " characters.");
    if (leak.isPresent())
      return Proposals.failed(study, parent, operator, "leak", where + leak.get() + ".");
    var child = parent.with(slot, p -> p.withDescription(key, plain));
    return child.equals(parent)
        ? Proposals.failed(study, parent, operator, "duplicate", where + "nothing changes.")
        : Optional.of(child);
  }

  /** Without the fence that some models put around a text. */
  static String unfenced(String text) {
    if (!text.startsWith("```") || !text.endsWith("```") || text.length() < 6) return text;
    var inner = text.substring(3, text.length() - 3);
    int line = inner.indexOf('\n');
    return (line >= 0 && !inner.substring(0, line).strip().contains(" ")
            ? inner.substring(line + 1)
            : inner)
        .strip();
  }

  /** The variables that a text must hold, as the teacher is told; empty when there are none. */
  static Optional<String> variables(String text) {
    var names = Template.of(text).variables().stream().map(v -> "{{" + v + "}}").toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
  }

  /** The frozen text around a slot's open instruction. */
  static Optional<String> fixed(Candidate candidate, String slot) {
    var instructions = candidate.at(slot).instructions();
    var parts =
        List.of(instructions.before(), instructions.after()).stream()
            .filter(p -> !p.isBlank())
            .toList();
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", parts));
  }
}
