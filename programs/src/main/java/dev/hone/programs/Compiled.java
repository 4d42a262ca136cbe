package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Json;
import dev.hone.core.Program;
import dev.hone.core.Prompt;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a search leaves behind: prompts for a program, what the program looked like, and where the
 * prompts come from. One readable JSON file that runs without the search machinery. Passwords and
 * keys in addresses of models are left out.
 *
 * @param slots by name, in the program's order
 * @param candidate has exactly these slots
 * @param format the answer format the prompts were made with; what runs them uses it unless told
 *     otherwise
 * @param pipeline the program itself, when it is declarative
 * @param provenance plain JSON: task, data, optimizer, seed, models, scores, spend; kept as it is,
 *     in its order
 */
public record Compiled(
    SequencedMap<String, CompiledSlot> slots,
    Candidate candidate,
    Optional<String> format,
    Optional<Pipeline> pipeline,
    SequencedMap<String, Object> provenance) {
  /** The schema this version reads and writes. */
  public static final int SCHEMA = 1;

  public Compiled {
    slots = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(slots));
    candidate = withoutSecrets(candidate);
    provenance = Collections.unmodifiableSequencedMap(Secrets.without(provenance));
    Mismatch.slots(slots.keySet(), candidate.slots().keySet(), "candidate").orThrow();
  }

  /**
   * @param provenance values that {@link Json} can write
   * @throws BadInput when the candidate is not one of the program
   */
  public static Compiled of(Program<?, ?> program, Candidate candidate, Map<String, ?> provenance) {
    var pipeline =
        program instanceof Pipeline declarative
            ? Optional.of(declarative)
            : Optional.<Pipeline>empty();
    var origin = pipeline.isPresent() ? "pipeline" : program.getClass().getName();
    var slots = new LinkedHashMap<String, CompiledSlot>();
    for (var predictor : program.predictors())
      slots.put(predictor.slot(), CompiledSlot.of(predictor, origin));
    Mismatch.of(program, candidate).orThrow();
    return new Compiled(
        slots,
        candidate,
        Optional.empty(),
        pipeline,
        Json.parseObject(Json.write(new LinkedHashMap<>(provenance))));
  }

  /** The same with the name of an answer format, for example {@code markers}. */
  public Compiled withFormat(String name) {
    return new Compiled(slots, candidate, Optional.of(name), pipeline, provenance);
  }

  /**
   * Reads a file.
   *
   * @throws BadInput naming the file and what is wrong: foreign, cut off, of another schema
   */
  public static Compiled read(Path file) {
    return CompiledFile.read(file);
  }

  /** Writes the file in one move, so that nobody ever reads half of it. */
  public void write(Path file) {
    CompiledFile.write(file, toText());
  }

  /** The text of the file. */
  public String toText() {
    return Json.pretty(CompiledFile.toJson(this));
  }

  /**
   * Checks that these prompts are for this program.
   *
   * @throws BadInput listing slots, fields and template variables that differ
   */
  public void requireFit(Program<?, ?> program) {
    Mismatch.of(this, program).orThrow();
  }

  /**
   * How the seeds in the program's source have changed since these prompts were made, line by line;
   * empty when they have not. Prompts for changed seeds still run, but answer an older wish.
   */
  public String drift(Program<?, ?> program) {
    var then = new TreeMap<String, Prompt>();
    slots.forEach((name, slot) -> then.put(name, Prompt.of(slot.seed())));
    var now = new TreeMap<String, Prompt>();
    for (var predictor : program.predictors())
      now.put(predictor.slot(), Prompt.of(predictor.seed().instructions().text()));
    return new Candidate(then).diff(new Candidate(now));
  }

  private static Candidate withoutSecrets(Candidate candidate) {
    var clean = candidate;
    for (var entry : candidate.slots().entrySet()) {
      var model = entry.getValue().model();
      if (model.isPresent() && !Secrets.without(model.get()).equals(model.get()))
        clean = clean.with(entry.getKey(), p -> p.withModel(Secrets.without(model.get())));
    }
    return clean;
  }
}
