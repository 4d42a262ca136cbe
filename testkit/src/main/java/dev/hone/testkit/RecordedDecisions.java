package dev.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Candidate;
import dev.hone.engine.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The decisions of a run as text for people, candidates numbered in order of appearance, and the
 * comparison with a text on file: an unintended change of a method becomes a readable difference.
 */
public final class RecordedDecisions {
  /** Set to {@code write} to write the files anew instead of comparing with them. */
  public static final String PROPERTY = "hone.decisions";

  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Candidate> candidates = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private RecordedDecisions() {}

  public static String text(List<Event.Decision> decisions) {
    var record = new RecordedDecisions();
    decisions.forEach(record::add);
    return record.out.toString();
  }

  /** Fails when the file is absent or holds something else. */
  public static void check(Path file, String text) {
    try {
      if ("write".equals(System.getProperty(PROPERTY))) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
      }
      assertThat(file)
          .as("Decisions on file. Write them with -D%s=write, read them, commit them.", PROPERTY)
          .exists();
      assertThat(text)
          .as(
              "Decisions differ from %s. If that is intended, raise the optimizer's version and write the file with -D%s=write.",
              file, PROPERTY)
          .isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new AssertionError("Cannot read or write " + file + ".", e);
    }
  }

  private void add(Event.Decision decision) {
    switch (decision) {
      case Event.RunStarted e -> {
        candidates.put(e.seed().id(), e.seed());
        line("start %s".formatted(name(e.seed().id())));
      }
      case Event.PhaseStarted e -> line("phase %d %s".formatted(e.index(), e.name()));
      case Event.ParentSelected e ->
          line(
              "parent %s by %s, showing %s"
                  .formatted(name(e.candidate()), e.strategy(), names(e.examples())));
      case Event.EvaluationFinished e ->
          line(
              "evaluated %s on %d of %s (%s): %s"
                  .formatted(
                      name(e.candidate()), e.planned(), e.split(), e.purpose(), number(e.mean())));
      case Event.Proposed e -> proposed(e);
      case Event.ProposalFailed e -> line("no proposal: %s, %s".formatted(e.code(), e.sentence()));
      case Event.Accepted e -> line("accepted %s: %s".formatted(name(e.candidate()), e.rule()));
      case Event.Rejected e ->
          line("rejected %s: %s, %s".formatted(name(e.candidate()), e.code(), e.sentence()));
      case Event.FrontChanged e ->
          line("front %s: in %s, out %s".formatted(e.kind(), names(e.entered()), names(e.left())));
      case Event.BestChanged e ->
          line("best %s, before %s".formatted(name(e.to()), name(e.from())));
      case Event.Diagnosed e -> line("diagnosed %s: %s".formatted(e.title(), e.text()));
      case Event.Noted e -> line("noted %s: %s".formatted(e.title(), e.text()));
      case Event.RunFinished e ->
          line(
              "finished with %s: %s, validation %s before, %s after"
                  .formatted(
                      name(e.best()),
                      e.stopReason(),
                      number(e.baseline().mean()),
                      number(e.optimized().mean())));
      case Event.EvaluationStarted _,
          Event.InterventionApplied _,
          Event.BudgetChanged _,
          Event.TestUsed _ -> {} // told by others, or never part of a recorded search
    }
  }

  private void proposed(Event.Proposed event) {
    candidates.put(event.id(), event.prompts());
    line(
        "proposed %s by %s from %s"
            .formatted(
                name(event.id()),
                event.operator(),
                event.parents().stream()
                    .map(p -> name(p.id()) + " (" + p.role() + ")")
                    .collect(Collectors.joining(", "))));
    var parent = event.parents().isEmpty() ? null : candidates.get(event.parents().getFirst().id());
    if (parent != null)
      parent.diff(event.prompts()).lines().forEach(l -> line("    %s".formatted(l)));
  }

  private String name(String candidate) {
    return names.computeIfAbsent(candidate, _ -> "c" + names.size());
  }

  private String names(List<String> ids) {
    return ids.stream()
        .map(id -> candidates.containsKey(id) ? name(id) : id)
        .collect(Collectors.joining(" "));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }
}
