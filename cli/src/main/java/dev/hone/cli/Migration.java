package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Json;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Interval;
import dev.hone.engine.Rollout;
import dev.hone.engine.Spent;
import dev.hone.engine.Statistics;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelSpec;
import dev.hone.lmlocal.LocalModelException;
import dev.hone.programs.Compiled;
import dev.hone.store.RunRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled program on its way from one model to another: measured where it comes from, and
 * searched on from there with the model it goes to.
 */
final class Migration implements Occasion {
  private static final String RELATION = "migrated";
  private static final String FROM = "migratedFrom";
  private static final int WIDTH = 96;

  private final Shell shell;
  private final Loader.Loaded loaded;
  private final Compiled given;
  private final ModelSpec from;
  private final boolean cached;
  private Origin origin = new Origin(Optional.empty(), Optional.empty(), "");

  /**
   * The program as it was, with the model it comes from.
   *
   * @param evaluation empty when that model could not be asked
   * @param score measured now, or else as it was recorded
   * @param remark why it is not measured; empty when it is
   */
  private record Origin(Optional<Evaluation> evaluation, Optional<Interval> score, String remark) {}

  /** A score and the differences that lead to it, each as far as it was measured. */
  private record Scores(
      Optional<Interval> before,
      Optional<Interval> after,
      Optional<Interval> move,
      Optional<Interval> search,
      Optional<Interval> net) {}

  Migration(Shell shell, Loader.Loaded loaded, Compiled given, ModelSpec from, boolean cached) {
    this.shell = shell;
    this.loaded = loaded;
    this.given = given;
    this.from = from;
    this.cached = cached;
  }

  /**
   * The model a run migrates from.
   *
   * @throws BadInput when the run is another kind of run
   */
  static ModelSpec from(RunRecord record, String place) {
    var spec = record.labels().get(FROM);
    if (spec == null)
      throw new BadInput(
          "%s is no migration. Go on with it: hone optimize --resume %s".formatted(place, place));
    return ModelSpec.parse(spec);
  }

  @Override
  public String command() {
    return "migrate";
  }

  @Override
  public RunRecord marked(RunRecord record) {
    return record.withParent(
        Optional.of(History.text(given.provenance(), "run")).filter(r -> !r.isEmpty()),
        RELATION,
        Map.of(FROM, from.text()));
  }

  @Override
  public Spent before(RunFolder folder) {
    if (folder.start().isEmpty()) given.write(folder.startFile());
    var job = loaded.job();
    var measuring =
        new Measuring(
            shell,
            job.withStudent(from).withFormat(given.format().orElse(job.format())),
            split(),
            cached);
    try (var cassette = Cassette.recording(folder.originJournal())) {
      var measured = measuring.of(given.candidate(), cassette);
      var score = measured.evaluation().interval();
      origin =
          measured.failure().isPresent() || score.n() == 0
              ? recorded(measured.failure().orElse("no example was answered"))
              : new Origin(Optional.of(measured.evaluation()), Optional.of(score), "");
      return told(measured.spent());
    } catch (BadInput | ModelFailure | LocalModelException e) {
      origin = recorded(String.valueOf(e.getMessage()));
      return told(Spent.NOTHING);
    }
  }

  private Spent told(Spent spent) {
    if (!origin.remark().isEmpty()) shell.err().println("! " + origin.remark());
    return spent;
  }

  private Origin recorded(String why) {
    var provenance = given.provenance();
    var holder = split().equals("test") ? provenance.get("test") : provenance;
    var found =
        holder instanceof Map<?, ?> map
            ? Summary.interval(map.get("optimized"))
            : Optional.<Interval>empty();
    var score = found.filter(s -> s.n() > 0);
    var reason = Secrets.of(shell.environment()).scrub(why).strip();
    return new Origin(
        Optional.empty(),
        score,
        "%s could not be measured (%s). %s"
            .formatted(
                from.text(),
                reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason,
                score.isEmpty()
                    ? "No score of it is recorded either."
                    : "Its recorded %s score is shown%s."
                        .formatted(
                            split(),
                            sameExamples()
                                ? ""
                                : ", which was taken on other examples and cannot be compared")));
  }

  private boolean sameExamples() {
    return given.provenance().get("splits") instanceof Map<?, ?> splits
        && splits.get(split()) instanceof Map<?, ?> split
        && String.valueOf(loaded.splits().digests().get(split()))
            .equals(History.text(Json.object(split), "digest"));
  }

  private String split() {
    return loaded.job().task().test().isEmpty() ? "validation" : "test";
  }

  @Override
  public Map<String, Object> provenance() {
    var map = new LinkedHashMap<String, Object>();
    map.put("student", from.text());
    map.put("candidate", given.candidate().id());
    var run = History.text(given.provenance(), "run");
    if (!run.isEmpty()) map.put("run", run);
    origin.score().ifPresent(s -> map.put(split(), Summary.interval(s)));
    map.put("measured", origin.evaluation().isPresent());
    return Map.of(FROM, map);
  }

  private Scores scores(Optimization.Outcome outcome) {
    var result = outcome.summary().result();
    var history = new RunFolder(outcome.directory()).history();
    boolean test = split().equals("test");
    var before =
        test
            ? result.test().map(t -> t.baseline())
            : Optional.of(result.baseline()).filter(i -> i.n() > 0);
    var after =
        test
            ? result.test().map(t -> t.optimized())
            : Optional.of(result.optimized()).filter(i -> i.n() > 0);
    var search =
        test
            ? result.test().map(t -> t.difference().difference())
            : before.map(_ -> result.difference().difference());
    return new Scores(
        before,
        after,
        before.flatMap(_ -> against(history, result.seed())),
        search,
        after.flatMap(_ -> against(history, result.best())));
  }

  /** What a candidate scores with the new model above the given one with the old model. */
  private Optional<Interval> against(History history, Candidate candidate) {
    if (origin.evaluation().isEmpty()) return Optional.empty();
    var now = new HashMap<String, Double>();
    for (var outcome : history.outcomes(candidate.id()))
      if (outcome.split().equals(split()) && !outcome.status().equals("missing"))
        now.put(outcome.example(), outcome.score());
    var pairs = new ArrayList<double[]>();
    for (var rollout : origin.evaluation().get().rollouts()) {
      var score = now.get(rollout.example().id());
      if (score != null && rollout.status() != Rollout.Status.MISSING)
        pairs.add(new double[] {rollout.score(), score});
    }
    return pairs.isEmpty() ? Optional.empty() : Optional.of(Statistics.pairedDifference(pairs));
  }

  @Override
  public String text(Optimization.Outcome outcome, int columns) {
    int width = Math.min(WIDTH, columns - 1);
    var summary = outcome.summary();
    var scores = scores(outcome);
    var to = loaded.job().student().text();
    var verdict = summary.verdict();
    var out = new StringBuilder();
    out.append(Figures.wrap(verdict.headline() + ". " + verdict.sentence(), width)).append("\n\n");
    row(out, from.text(), "as it was", origin.score());
    row(out, to, "as it was", scores.before());
    row(out, to, summary.verdict().changed() ? "after the search" : "unchanged", scores.after());
    out.append(
        "  %-22s mean score on the %s examples with its 95 %% interval%n%n".formatted("", split()));
    difference(out, "the new model alone", scores.move());
    difference(out, "the search on it", scores.search());
    difference(out, "both together", scores.net());
    if (!origin.remark().isEmpty())
      out.append('\n').append(Figures.entry("note", origin.remark(), width));
    out.append('\n').append(summary.footer(width));
    return out.toString();
  }

  private static void row(StringBuilder out, String model, String state, Optional<Interval> score) {
    out.append(
        "  %-22s %-26s %s%n"
            .formatted(state, score.map(Figures::score).orElse("not measured"), model));
  }

  private static void difference(StringBuilder out, String name, Optional<Interval> difference) {
    out.append(
        "  %-22s %s%n".formatted(name, difference.map(Figures::difference).orElse("not measured")));
  }

  @Override
  public Map<String, Object> json(Optimization.Outcome outcome, String place) {
    var scores = scores(outcome);
    var map = new LinkedHashMap<String, Object>();
    map.put("from", from.text());
    map.put("to", loaded.job().student().text());
    map.put("split", split());
    map.put("measured", origin.evaluation().isPresent());
    if (!origin.remark().isEmpty()) map.put("remark", origin.remark());
    origin.score().ifPresent(s -> map.put("origin", Summary.interval(s)));
    scores.before().ifPresent(s -> map.put("before", Summary.interval(s)));
    scores.after().ifPresent(s -> map.put("after", Summary.interval(s)));
    scores.move().ifPresent(s -> map.put("move", Summary.difference(s)));
    scores.search().ifPresent(s -> map.put("search", Summary.difference(s)));
    scores.net().ifPresent(s -> map.put("net", Summary.difference(s)));
    var all = new LinkedHashMap<>(outcome.summary().json(Optional.of(place)));
    all.put("migration", map);
    return all;
  }
}
