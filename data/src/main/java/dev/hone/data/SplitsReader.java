package dev.hone.data;

import dev.hone.core.BadInput;
import dev.hone.core.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the {@code data} block of a task: {@code {train: a.jsonl, validation: b.jsonl, test:
 * c.jsonl}}, or {@code {file: all.csv, split: {train: 0.4, validation: 0.3, test: 0.3}, seed: 0}};
 * with {@code fields: {FIELD: COLUMN}}, {@code constants: {FIELD: VALUE}} and {@code limit: {train:
 * 100}} where needed.
 *
 * <p>{@code {cases: all.jsonl}} takes one file to learn from and to select by: cases that are all
 * to be solved. Without a validation file, half of the training file is used to validate.
 *
 * @param base folder that relative file names start from
 * @param examples how a row becomes an example
 */
public record SplitsReader(Path base, Examples examples) {
  private static final List<String> NAMES = List.of("train", "validation", "test");
  private static final Set<String> KEYS =
      Set.of(
          "train",
          "validation",
          "test",
          "cases",
          "file",
          "split",
          "seed",
          "fields",
          "constants",
          "limit");

  /**
   * @throws BadInput naming the setting, or the file and line, that is wrong
   */
  public Splits read(Object data) {
    var options =
        Options.of("data", data instanceof String file ? Map.of("file", file) : data).only(KEYS);
    var reader = new SplitsReader(base, examples.withMapping(mapping(options, examples.mapping())));
    return limited(reader.splits(options), options);
  }

  private Splits splits(Options options) {
    long seed = (long) options.number("seed", Long.MIN_VALUE).orElse(0);
    boolean given = NAMES.stream().anyMatch(options::has);
    if (options.has("cases")) return searched(options);
    if (options.has("file") && given)
      throw new BadInput("data: has both 'file' and separate splits. Keep one of them.");
    if (options.has("file")) return divided(options, seed);
    if (!options.has("train") && !options.has("validation"))
      throw new BadInput(
          "data: no file is named. Write for example data: {train: train.jsonl, validation: validation.jsonl}.");
    if (options.has("split"))
      throw new BadInput(
          "data.split: belongs to one 'file'; separate splits are used as they are.");
    var train = file(options, "train");
    var validation = file(options, "validation");
    var test = file(options, "test");
    if (!validation.isEmpty()) return Splits.given(train, validation, test);
    var kept = Splits.given(train, List.of(), test);
    var halves = Splits.of(kept.train(), Share.of(0.5), Share.of(1.0 - 0.5), Share.of(0), seed);
    var warnings = new ArrayList<>(kept.warnings());
    warnings.add(
        "There is no validation file; half of the training examples are used to validate (%d)."
            .formatted(halves.validation().size()));
    return new Splits(halves.train(), halves.validation(), test, warnings);
  }

  private Splits searched(Options options) {
    for (var other : List.of("train", "validation", "file", "split"))
      if (options.has(other))
        throw new BadInput(
            "data: 'cases' are learnt from and selected by, so '%s' has no place beside them. Keep one of the two."
                .formatted(other));
    var cases = file(options, "cases");
    if (cases.isEmpty())
      throw new BadInput("data.cases: the file holds no case. Give at least one.");
    return Splits.searched(cases, file(options, "test"));
  }

  private Splits divided(Options options, long seed) {
    var all = file(options, "file");
    if (!options.has("split"))
      return Splits.of(all, Share.of(0.4), Share.of(0.3), Share.of(0.3), seed);
    var split = Options.of("data.split", options.map().get("split")).only(Set.copyOf(NAMES));
    var shares = new HashMap<String, Share>();
    for (var name : NAMES) shares.put(name, share(split, name));
    return Splits.of(
        all, part(shares, "train"), part(shares, "validation"), part(shares, "test"), seed);
  }

  private static Share part(Map<String, Share> shares, String name) {
    return shares.getOrDefault(name, Share.of(0));
  }

  private static Share share(Options split, String name) {
    return switch (split.map().get(name)) {
      case null -> Share.of(0);
      case Double d when d >= 0 && d <= 1 -> Share.of(d.doubleValue());
      case Number n
          when n.doubleValue() == Math.rint(n.doubleValue())
              && n.doubleValue() >= 0
              && n.doubleValue() <= Integer.MAX_VALUE ->
          Share.of(n.intValue());
      case Object other ->
          throw split.wrong(name, "a fraction from 0.0 to 1.0 or a number of examples", other);
    };
  }

  private List<Example> file(Options options, String key) {
    var name = options.text(key);
    if (name.isEmpty()) return List.of();
    return examples.read(DataFile.of(base.resolve(name.get())));
  }

  private static Mapping mapping(Options options, Mapping otherwise) {
    if (!options.has("fields") && !options.has("constants")) return otherwise;
    var columns = new LinkedHashMap<String, String>();
    if (options.has("fields")) {
      var fields = Options.of("data.fields", options.map().get("fields"));
      for (var name : fields.map().keySet()) fields.text(name).ifPresent(c -> columns.put(name, c));
    }
    var constants = new LinkedHashMap<String, Object>();
    if (options.has("constants"))
      Options.of("data.constants", options.map().get("constants"))
          .map()
          .forEach((name, value) -> {
            if (value != null) constants.put(name, value);
          });
    return new Mapping(columns, constants);
  }

  private static Splits limited(Splits splits, Options options) {
    if (!options.has("limit")) return splits;
    var limit = Options.of("data.limit", options.map().get("limit")).only(new HashSet<>(NAMES));
    return new Splits(
        first(splits.train(), limit, "train"),
        first(splits.validation(), limit, "validation"),
        first(splits.test(), limit, "test"),
        splits.warnings());
  }

  private static List<Example> first(List<Example> examples, Options limit, String name) {
    int count = (int) limit.number(name, 0).orElse(Integer.MAX_VALUE);
    return examples.subList(0, Math.min(count, examples.size()));
  }
}
