package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.engine.Books;
import dev.hone.engine.Journal;
import dev.hone.lm.Capabilities;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelSpec;
import dev.hone.store.ReplayJournal;
import dev.hone.store.SqliteJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** How answers outlive a measurement: not at all, recorded as they come, or read from before. */
sealed interface Cassette extends AutoCloseable {

  /**
   * The model to ask.
   *
   * @param real opens it, with the key that takes
   */
  LanguageModel model(ModelSpec spec, Supplier<LanguageModel> real);

  Books books();

  @Override
  void close();

  /** Nothing is kept and nothing is known. */
  static Cassette none() {
    return new None();
  }

  /** Keeps every answer in this file; goes on with a file that is there. */
  static Cassette recording(Path file) {
    return new Recording(SqliteJournal.open(file));
  }

  /**
   * Knows what was recorded and nothing else, so no key is needed.
   *
   * @param place a recorded file, or the directory of a run
   * @throws BadInput when there is no such recording
   */
  static Cassette replaying(Path place, Shell shell) {
    var file = Files.isDirectory(place) ? place.resolve("journal") : place;
    if (!Files.isRegularFile(file))
      throw new BadInput(
          "There are no recorded answers in %s. Record them with --record FILE, or name the directory of a run."
              .formatted(shell.shorten(place)));
    return new Replaying(ReplayJournal.open(file), shell.environment());
  }

  private static String abilities(ModelSpec spec) {
    return "capabilities/" + spec.text();
  }

  record None() implements Cassette {
    @Override
    public LanguageModel model(ModelSpec spec, Supplier<LanguageModel> real) {
      return real.get();
    }

    @Override
    public Books books() {
      return Books.inMemory();
    }

    @Override
    public void close() {}
  }

  record Recording(SqliteJournal journal) implements Cassette {
    @Override
    public LanguageModel model(ModelSpec spec, Supplier<LanguageModel> real) {
      var model = real.get();
      journal.write(Journal.Kind.INFLUENCE, abilities(spec), Json.write(model.capabilities()));
      return model;
    }

    @Override
    public Books books() {
      return Books.inMemory().withJournal(journal);
    }

    @Override
    public void close() {
      journal.close();
    }
  }

  record Replaying(ReplayJournal journal, Map<String, String> environment) implements Cassette {
    @Override
    public LanguageModel model(ModelSpec spec, Supplier<LanguageModel> real) {
      return journal.model(
          spec.text(),
          journal
              .read(Journal.Kind.INFLUENCE, abilities(spec))
              .map(Replaying::capabilities)
              .orElseGet(() -> guessed(spec)));
    }

    private static Capabilities capabilities(String recorded) {
      var map = Json.parseObject(recorded);
      return new Capabilities(
          Boolean.TRUE.equals(map.get("chat")),
          Boolean.TRUE.equals(map.get("jsonSchema")),
          Boolean.TRUE.equals(map.get("tools")),
          Boolean.TRUE.equals(map.get("oneOf")),
          Boolean.TRUE.equals(map.get("logprobs")),
          (int) History.whole(map, "contextTokens"));
    }

    /** A run's own journal does not say what its models can do. */
    private Capabilities guessed(ModelSpec spec) {
      return Opening.capabilities(spec, environment);
    }

    @Override
    public Books books() {
      return Books.inMemory();
    }

    @Override
    public void close() {
      journal.close();
    }
  }
}
