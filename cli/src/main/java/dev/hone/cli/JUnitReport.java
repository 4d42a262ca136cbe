package dev.hone.cli;

import dev.hone.core.Json;
import dev.hone.engine.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A check in the XML that build servers read: one test case for each gate and for each example. It
 * holds a failure exactly when a gate is not met; a wrong answer that breaks no gate is skipped
 * with its reason, and an example without an answer is an error.
 */
record JUnitReport(CheckResult result) {
  private static final int LONGEST_NAME = 80;

  private enum Kind {
    PASSED,
    FAILURE,
    ERROR,
    SKIPPED
  }

  private record Case(String name, Kind kind, String message, String detail) {}

  String xml() {
    var job = result.measuring().job();
    var place = job.file().name() + "." + result.measuring().split();
    var gates = result.gates().stream().map(JUnitReport::gate).toList();
    var examples = new ArrayList<Case>();
    for (var rollout : result.evaluation().rollouts()) examples.add(example(rollout));
    var seconds =
        String.format(Locale.ROOT, "%.3f", result.measured().spent().active().toMillis() / 1000.0);
    var out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    var all = new ArrayList<>(gates);
    all.addAll(examples);
    out.append("<testsuites").append(counts("hone check " + job.file().name(), all, seconds));
    suite(out, place + ".gates", gates, "0.000");
    suite(out, place, examples, seconds);
    return out.append("</testsuites>\n").toString();
  }

  private static Case gate(CheckResult.Gate gate) {
    return new Case(
        gate.name(), gate.met() ? Kind.PASSED : Kind.FAILURE, gate.sentence(), gate.sentence());
  }

  private Case example(Rollout rollout) {
    var name =
        Figures.cut(
            rollout.example().id() + " " + Json.write(rollout.example().input().map()),
            LONGEST_NAME);
    if (rollout.status() == Rollout.Status.MISSING)
      return new Case(name, Kind.ERROR, "no answer", CheckResult.actual(rollout));
    if (rollout.score() >= result.right()) return new Case(name, Kind.PASSED, "", "");
    boolean regression = result.changes().flatMap(c -> c.of(rollout)).isPresent();
    boolean counts =
        regression
            && result.gates().stream()
                .anyMatch(g -> g.name().equals(CheckResult.REGRESSIONS) && !g.met());
    return new Case(
        name,
        counts ? Kind.FAILURE : Kind.SKIPPED,
        regression ? "right when accepted, wrong now" : "wrong, which breaks no gate by itself",
        "expected %s%nactual   %s%n%s"
            .formatted(
                CheckResult.expected(rollout),
                CheckResult.actual(rollout),
                rollout.grade().feedback()));
  }

  private static void suite(StringBuilder out, String name, List<Case> cases, String seconds) {
    out.append("  <testsuite").append(counts(name, cases, seconds));
    for (var c : cases) {
      out.append("    <testcase classname=\"")
          .append(escape(name))
          .append("\" name=\"")
          .append(escape(c.name()))
          .append("\" time=\"0.000\"");
      if (c.kind() == Kind.PASSED) {
        out.append("/>\n");
        continue;
      }
      var element = c.kind().name().toLowerCase(Locale.ROOT);
      out.append("><")
          .append(element)
          .append(" message=\"")
          .append(escape(c.message()))
          .append("\">")
          .append(escape(c.detail()))
          .append("</")
          .append(element)
          .append("></testcase>\n");
    }
    out.append("  </testsuite>\n");
  }

  private static String counts(String name, List<Case> cases, String seconds) {
    return " name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%s\">%n"
        .formatted(
            escape(name),
            cases.size(),
            count(cases, c -> c.kind() == Kind.FAILURE),
            count(cases, c -> c.kind() == Kind.ERROR),
            count(cases, c -> c.kind() == Kind.SKIPPED),
            seconds);
  }

  private static long count(List<Case> cases, Predicate<Case> which) {
    return cases.stream().filter(which).count();
  }

  /** What XML cannot hold, not even escaped, becomes the replacement character. */
  private static String escape(String text) {
    var out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\n', '\t', '\r' -> out.append("&#").append(c).append(';');
            default -> out.appendCodePoint(allowed(c) ? c : 0xfffd);
          }
        });
    return out.toString();
  }

  private static boolean allowed(int c) {
    return c >= 0x20 && c < 0xd800 || c >= 0xe000 && c < 0xfffe || c >= 0x10000;
  }
}
