package dev.hone.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.data.DataSet.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The data sets that can be fetched by name: those that come with Hone, and those of the file that
 * the variable {@code HONE_DATA_SETS} names, which has the same form and goes first.
 */
public record DataSets(List<DataSet> sets) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  public DataSets {
    sets = List.copyOf(sets);
  }

  /**
   * @throws BadInput when the user's file cannot be read, naming the entry and what it lacks
   */
  public static DataSets of(Map<String, String> environment) {
    var sets = new ArrayList<DataSet>();
    var own = environment.getOrDefault("HONE_DATA_SETS", "");
    if (!own.isBlank()) {
      try {
        sets.addAll(parse(Files.readString(Path.of(own))));
      } catch (IOException e) {
        throw new BadInput(
            "HONE_DATA_SETS names the file %s, which cannot be read: %s"
                .formatted(own, e.getMessage()),
            e);
      } catch (BadInput e) {
        throw e.at(own);
      }
    }
    try (var in = Objects.requireNonNull(DataSets.class.getResourceAsStream("data-sets.json"))) {
      sets.addAll(parse(new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new DataSets(sets);
  }

  public Optional<DataSet> find(String name) {
    return sets.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /**
   * The sets of a folder that holds a folder per set, by the {@code dataset.json} of each; what the
   * catalogue knows of a set goes before.
   *
   * @throws BadInput when there is no such folder
   */
  public List<DataSet> in(Path folder) {
    if (!Files.isDirectory(folder))
      throw new BadInput(
          "There is no folder '%s'. Name one that holds a folder per data set.".formatted(folder));
    try (var all = Files.list(folder)) {
      return all.filter(f -> Files.isRegularFile(f.resolve("validation.jsonl")))
          .sorted()
          .map(f -> {
            var name = String.valueOf(f.getFileName());
            return find(name).orElseGet(() -> described(name, f.resolve("dataset.json")));
          })
          .toList();
    } catch (IOException e) {
      throw new BadInput("'%s' cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static DataSet described(String name, Path card) {
    Map<String, Object> entry = Map.of();
    try {
      if (Files.isRegularFile(card)) entry = Json.parseObject(Files.readString(card));
    } catch (IOException e) {
      throw new BadInput("'%s' cannot be read: %s".formatted(card, e.getMessage()), e);
    } catch (BadInput e) {
      throw e.at(card.toString());
    }
    var fields = entry.get("fields") instanceof Map<?, ?> map ? Json.object(map) : entry;
    var home = String.valueOf(entry.getOrDefault("home", entry.getOrDefault("source", "")));
    return new DataSet(
        name,
        String.valueOf(entry.getOrDefault("title", name)),
        String.valueOf(entry.getOrDefault("licence", "licence not stated")),
        "",
        home,
        List.of(),
        "",
        new LinkedHashMap<>(),
        List.of(),
        list(fields.get("inputs")),
        list(fields.get("outputs")),
        entry.get("metric") instanceof Map<?, ?> metric
            ? Json.object(metric)
            : new LinkedHashMap<>(),
        Optional.empty(),
        false,
        Map.of());
  }

  static List<DataSet> parse(String json) {
    if (!(Json.parseObject(json).get("sets") instanceof List<?> entries))
      throw new BadInput("A catalogue of data sets is an object with a list 'sets'.");
    var sets = new ArrayList<DataSet>();
    for (int i = 0; i < entries.size(); i++) {
      try {
        sets.add(set(Json.object(entries.get(i))));
      } catch (BadInput e) {
        throw e.at("sets[" + i + "]");
      }
    }
    return sets;
  }

  private static DataSet set(Map<String, Object> entry) {
    var name = text(entry, "name");
    if (!NAME.matcher(name).matches())
      throw new BadInput("'name' is '%s'. Write letters, digits, dots and dashes.".formatted(name));
    var form = text(entry, "form");
    RawForm.named(form);
    var home =
        entry.containsKey("repository")
            ? "https://github.com/" + text(entry, "repository")
            : text(entry, "home");
    return new DataSet(
        name,
        text(entry, "title"),
        text(entry, "licence"),
        String.valueOf(entry.getOrDefault("note", "")),
        home,
        files(entry),
        form,
        texts(entry.get("columns")),
        list(entry.get("labels")),
        list(entry.get("inputs")),
        list(entry.get("outputs")),
        entry.containsKey("metric") ? Json.object(entry.get("metric")) : new LinkedHashMap<>(),
        Optional.ofNullable(entry.get("balance")).map(String::valueOf),
        "literal".equals(entry.get("key")),
        texts(entry.get("converted")));
  }

  private static List<SourceFile> files(Map<String, Object> entry) {
    var files = new ArrayList<SourceFile>();
    var parts =
        entry.containsKey("files") ? Json.object(entry.get("files")) : Map.<String, Object>of();
    for (var part : List.of("train", "test"))
      if (parts.get(part) instanceof List<?> paths)
        for (var path : paths) files.add(file(entry, path, part.equals("test")));
    if (files.isEmpty())
      throw new BadInput(
          "'files' is missing. Write an object with a list 'train', and 'test' where a test part is published.");
    return files;
  }

  /** A path in the repository, an address, or an object with {@code url} and {@code sha256}. */
  private static SourceFile file(Map<String, Object> entry, @Nullable Object given, boolean test) {
    if (given instanceof Map<?, ?> map) {
      var file = Json.object(map);
      var digest = Optional.ofNullable(file.get("sha256")).map(String::valueOf);
      if (digest.isPresent() && !DIGEST.matcher(digest.get()).matches())
        throw new BadInput(
            "'sha256' is '%s'. Write 64 lower-case hexadecimal digits.".formatted(digest.get()));
      return new SourceFile(address(entry, text(file, "url")), test, digest);
    }
    return new SourceFile(address(entry, String.valueOf(given)), test, Optional.empty());
  }

  private static String address(Map<String, Object> entry, String path) {
    if (path.contains("://")) return path;
    try {
      return new URI(
              "https",
              "raw.githubusercontent.com",
              "/%s/%s/%s".formatted(text(entry, "repository"), text(entry, "commit"), path),
              null)
          .toASCIIString();
    } catch (URISyntaxException e) {
      throw new BadInput("'%s' is no path of a file.".formatted(path), e);
    }
  }

  private static String text(Map<String, Object> entry, String key) {
    if (entry.get(key) instanceof String text && !text.isBlank()) return text;
    throw new BadInput("'%s' is missing. Write a text.".formatted(key));
  }

  private static List<String> list(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  private static SequencedMap<String, String> texts(@Nullable Object value) {
    var texts = new LinkedHashMap<String, String>();
    if (value instanceof Map<?, ?> map)
      map.forEach((key, text) -> texts.put(String.valueOf(key), String.valueOf(text)));
    return texts;
  }
}
