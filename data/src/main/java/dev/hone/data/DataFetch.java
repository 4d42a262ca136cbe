package dev.hone.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Fetches a data set, from its home or from a folder of converted sets, as {@code train.jsonl},
 * {@code validation.jsonl}, {@code test.jsonl} and {@code dataset.json}, which says where all came
 * from. The folder appears whole or not at all.
 *
 * @param train most rows of each split
 * @param seed of the order in which rows are drawn; without one, 0, and a folder of converted sets
 *     keeps its order
 */
public record DataFetch(int train, int validation, int test, OptionalLong seed) {
  private static final double TEST_SHARE = 0.4;
  private static final double VALIDATION_SHARE = 0.3;
  private static final Pattern CANARY = Pattern.compile("\"canary\"\\s*:\\s*\"([^\"]+)\"");
  private static final List<String> SPLITS = List.of("train", "validation", "test");

  public DataFetch {
    if (train < 0 || validation < 1 || test < 0)
      throw new BadInput(
          "Asked for %d training, %d validation and %d test rows. Give 0 or more, and at least 1 for validation."
              .formatted(train, validation, test));
  }

  /** 200, 300 and 500 rows. */
  public DataFetch() {
    this(200, 300, 500, OptionalLong.empty());
  }

  /**
   * What was written.
   *
   * @param sizes rows by split
   * @param verified whether every file that was read had the digest that was known beforehand
   */
  public record Fetched(Path folder, SequencedMap<String, Integer> sizes, boolean verified) {}

  private record Part(
      SequencedMap<String, List<SequencedMap<String, Object>>> splits,
      SequencedMap<String, Object> provenance,
      boolean verified) {}

  /**
   * Fetches from the set's home. A published test part stays the test split; one pool gives at most
   * 40 % to test and 30 % to validation.
   *
   * @param out must not exist, unless it is to be replaced
   * @param progress told about each file before it is fetched
   * @throws FetchFailed when a file cannot be had or is not what it should be
   */
  public Fetched fromHome(DataSet set, Path out, boolean replace, Consumer<String> progress) {
    refuseToOverwrite(out, replace);
    var learning = new ArrayList<SequencedMap<String, Object>>();
    var held = new ArrayList<SequencedMap<String, Object>>();
    var sources = new ArrayList<Map<String, String>>();
    Optional<String> canary = Optional.empty();
    for (var file : set.files()) {
      progress.accept(file.url());
      var download = Download.of(set.name(), file);
      sources.add(Map.of("url", file.url(), "sha256", download.sha256()));
      canary = canary.or(() -> canary(download.text()));
      try {
        RawForm.named(set.form())
            .read(
                download.text(),
                set,
                new RawForm.Rows(file.test(), (test, row) -> (test ? held : learning).add(row)));
      } catch (BadInput | NumberFormatException e) {
        throw new FetchFailed(
            "%s is not written as expected: %s: %s Nothing was written."
                .formatted(set.name(), file.url(), e.getMessage()),
            e);
      }
    }
    var provenance = new LinkedHashMap<String, Object>();
    provenance.put("sources", sources);
    canary.ifPresent(words -> provenance.put("canary", words));
    boolean verified = set.verifiable() == set.files().size();
    return written(set, out, replace, new Part(drawn(set, learning, held), provenance, verified));
  }

  private SequencedMap<String, List<SequencedMap<String, Object>>> drawn(
      DataSet set,
      List<SequencedMap<String, Object>> learning,
      List<SequencedMap<String, Object>> held) {
    var drawing = new Drawing(set, seed.orElse(0));
    var test = drawing.ordered(drawing.distinct(held));
    var rest = drawing.ordered(drawing.without(drawing.distinct(learning), test));
    if (rest.isEmpty())
      throw new FetchFailed("%s has no rows. Nothing was written.".formatted(set.name()));
    if (held.isEmpty()) {
      int forTest = Math.min(this.test, (int) (rest.size() * TEST_SHARE));
      test = rest.subList(rest.size() - forTest, rest.size());
      rest = rest.subList(0, rest.size() - forTest);
    }
    int whole = rest.size() + (held.isEmpty() ? test.size() : 0);
    int forValidation =
        Math.min(
            validation,
            Math.max(1, held.isEmpty() ? (int) (whole * VALIDATION_SHARE) : rest.size() / 2));
    int forTrain = Math.min(train, rest.size() - forValidation);
    return splits(
        rest.subList(0, forTrain),
        rest.subList(forTrain, forTrain + forValidation),
        test.subList(0, Math.min(this.test, test.size())));
  }

  /**
   * Takes a set from a folder that holds a folder per set with {@code train.jsonl}, {@code
   * validation.jsonl} and perhaps {@code test.jsonl}. Without the last, the test split is what
   * validation leaves, half of its rows at least.
   *
   * @param folder of all sets
   * @throws BadInput when the set is not there or its rows cannot be read
   * @throws FetchFailed when a file has another digest than is known for it
   */
  public Fetched fromFolder(DataSet set, Path folder, Path out, boolean replace) {
    refuseToOverwrite(out, replace);
    var home = folder.resolve(set.name());
    var files = new ArrayList<Map<String, String>>();
    boolean verified = true;
    var parts = new LinkedHashMap<String, List<SequencedMap<String, Object>>>();
    for (var split : SPLITS) {
      var file = home.resolve(split + ".jsonl");
      if (split.equals("test") && !Files.exists(file)) continue;
      var rows = DataFile.of(file);
      var digest = digest(file);
      var known = set.converted().get(split);
      if (known != null && !known.equals(digest))
        throw new FetchFailed(
            "%s has changed: %s has the digest %s and should have %s. Nothing was written."
                .formatted(set.name(), file, digest, known));
      verified &= known != null;
      files.add(Map.of("file", set.name() + "/" + split + ".jsonl", "sha256", digest));
      try (var stream = rows.rows()) {
        parts.put(split, inOrder(set, stream.map(DataFetch::columns).toList()));
      }
    }
    var held = parts.getOrDefault("validation", List.of());
    int most = parts.containsKey("test") ? held.size() : Math.max(1, held.size() / 2);
    int middle = Math.min(validation, most);
    var rest = parts.getOrDefault("test", held.subList(middle, held.size()));
    var learning = parts.getOrDefault("train", List.of());
    var provenance = new LinkedHashMap<String, Object>();
    provenance.put("sources", files);
    canary(text(home.resolve("dataset.json"))).ifPresent(words -> provenance.put("canary", words));
    return written(
        set,
        out,
        replace,
        new Part(
            splits(
                learning.subList(0, Math.min(train, learning.size())),
                held.subList(0, middle),
                rest.subList(0, Math.min(test, rest.size()))),
            provenance,
            verified));
  }

  private List<SequencedMap<String, Object>> inOrder(
      DataSet set, List<SequencedMap<String, Object>> rows) {
    return seed.isEmpty() ? rows : new Drawing(set, seed.getAsLong()).ordered(rows);
  }

  private static SequencedMap<String, Object> columns(Row row) {
    return new LinkedHashMap<>(row.values());
  }

  private static SequencedMap<String, List<SequencedMap<String, Object>>> splits(
      List<SequencedMap<String, Object>> train,
      List<SequencedMap<String, Object>> validation,
      List<SequencedMap<String, Object>> test) {
    var splits = new LinkedHashMap<String, List<SequencedMap<String, Object>>>();
    splits.put("train", train);
    splits.put("validation", validation);
    splits.put("test", test);
    splits.values().removeIf(List::isEmpty);
    return splits;
  }

  private static void refuseToOverwrite(Path out, boolean replace) {
    if (replace ? Files.isRegularFile(out) : Files.exists(out))
      throw new BadInput(
          "There is %s already. Give another folder with --out%s."
              .formatted(out, replace ? "" : ", or replace it with --force"));
  }

  private Fetched written(DataSet set, Path out, boolean replace, Part part) {
    var sizes = new LinkedHashMap<String, Integer>();
    part.splits().forEach((split, rows) -> sizes.put(split, rows.size()));
    var beside = out.toAbsolutePath().getParent();
    Path fresh = null;
    try {
      if (beside == null) throw new IOException("it has no parent folder");
      Files.createDirectories(beside);
      fresh = Files.createTempDirectory(beside, "." + set.name() + "-");
      for (var split : part.splits().entrySet()) {
        var lines = new StringBuilder();
        for (var row : split.getValue()) {
          Json.write(row, lines);
          lines.append('\n');
        }
        Files.writeString(fresh.resolve(split.getKey() + ".jsonl"), lines, UTF_8);
      }
      Files.writeString(fresh.resolve("dataset.json"), Json.pretty(card(set, part, sizes)), UTF_8);
      if (replace) delete(out);
      Files.move(fresh, out, StandardCopyOption.ATOMIC_MOVE);
      return new Fetched(out, sizes, part.verified());
    } catch (IOException e) {
      throw new BadInput(
          "%s cannot be written: %s. Give a folder of yours with --out."
              .formatted(
                  out, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
          e);
    } finally {
      if (fresh != null) delete(fresh);
    }
  }

  private SequencedMap<String, Object> card(
      DataSet set, Part part, SequencedMap<String, Integer> sizes) {
    var card = new LinkedHashMap<String, Object>();
    card.put("name", set.name());
    card.put("title", set.title());
    card.put("licence", set.licence());
    if (!set.note().isEmpty()) card.put("note", set.note());
    card.put("home", set.home());
    card.putAll(part.provenance());
    card.put("verified", part.verified());
    if (seed.isPresent()) card.put("seed", seed.getAsLong());
    card.put("inputs", set.inputs());
    card.put("outputs", set.outputs());
    if (!set.metric().isEmpty()) card.put("metric", set.metric());
    card.put("sizes", sizes);
    return card;
  }

  /** Words by which a set can be found in what models were trained on; they stay with the data. */
  private static Optional<String> canary(String text) {
    var words = CANARY.matcher(text);
    return words.find() ? Optional.of(words.group(1)) : Optional.empty();
  }

  private static String text(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new BadInput("Data file '%s' cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String digest(Path file) {
    try {
      return HexFormat.of().formatHex(Drawing.sha256().digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new BadInput("Data file '%s' cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) return;
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new BadInput("%s cannot be removed: %s".formatted(folder, e.getMessage()), e);
    }
  }
}
