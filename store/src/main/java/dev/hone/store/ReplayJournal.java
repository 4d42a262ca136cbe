package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.engine.Journal;
import dev.hone.lm.Capabilities;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A recorded journal that is only read, as a cassette for tests: what is written stays in memory.
 * Together with {@link #model} a run repeats itself without any real model, and a request that was
 * never recorded is refused with its difference from the nearest one that was.
 */
public final class ReplayJournal implements Journal {
  private final Path file;
  private final JournalReader reader;
  private final Journal news = Journal.inMemory();

  private ReplayJournal(Path file, JournalReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * @throws BadInput when there is no journal at this path
   */
  public static ReplayJournal open(Path file) {
    try {
      return new ReplayJournal(file, new JournalReader(file));
    } catch (SQLException e) {
      throw Sqlite.trouble(file, SqliteJournal.STAMP.noun(), e);
    }
  }

  @Override
  public Optional<String> read(Kind kind, String key) {
    var recorded = reader.body(kind, key);
    return recorded == null ? news.read(kind, key) : Optional.of(recorded);
  }

  @Override
  public void write(Kind kind, String key, String body) {
    news.write(kind, key, body);
  }

  /**
   * A model that knows what is recorded and nothing else.
   *
   * @param name under which the model was recorded, for example {@code openai/gpt-5.4-mini}
   */
  public LanguageModel model(String name, Capabilities capabilities) {
    return new Recorded(name, capabilities);
  }

  private final class Recorded implements LanguageModel {
    private final String name;
    private final Capabilities capabilities;

    private Recorded(String name, Capabilities capabilities) {
      this.name = name;
      this.capabilities = capabilities;
    }

    @Override
    public Completion complete(Request request) {
      var question = request.model().isEmpty() ? request.withModel(name) : request;
      return read(Kind.CALL, question.key())
          .map(body -> Completion.fromJson(Json.object(Json.parseObject(body).get("completion"))))
          .orElseThrow(() -> unknown(question))
          .withSource(Completion.Source.JOURNAL);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Capabilities capabilities() {
      return capabilities;
    }

    @Override
    public OptionalDouble mostUsd(long inputTokens, long outputTokens) {
      return OptionalDouble.of(0);
    }
  }

  private ModelFailure unknown(Request question) {
    var nearest = new NearestRequest(question);
    reader.each(Kind.CALL, nearest::consider);
    return new ModelFailure(
        ModelFailure.Kind.INVALID_REQUEST,
        "This request is not recorded in %s. %s".formatted(file.toAbsolutePath(), nearest.text()));
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (SQLException e) {
      throw Sqlite.trouble(file, SqliteJournal.STAMP.noun(), e);
    }
  }
}
