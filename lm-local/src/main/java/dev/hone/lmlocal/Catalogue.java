package dev.hone.lmlocal;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.lmlocal.CatalogueModel.Licence;
import dev.hone.lmlocal.CatalogueModel.LocalFile;
import dev.hone.lmlocal.CatalogueModel.PythonPackages;
import dev.hone.lmlocal.CatalogueModel.Reencoded;
import dev.hone.lmlocal.CatalogueModel.Source;
import dev.hone.lmlocal.CatalogueModel.Url;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The models that can be fetched by name: those that come with Hone, and those of the file that the
 * variable {@code HONE_MODELS} names, which has the same form and goes first.
 */
public record Catalogue(List<CatalogueModel> models) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public Catalogue {
    models = List.copyOf(models);
  }

  /**
   * @throws BadInput when the user's file cannot be read, naming the entry and what it lacks
   */
  public static Catalogue of(Map<String, String> environment) {
    var models = new ArrayList<CatalogueModel>();
    var own = environment.get("HONE_MODELS");
    if (own != null && !own.isBlank()) {
      try {
        models.addAll(parse(Files.readString(Path.of(own))));
      } catch (IOException e) {
        throw new BadInput(
            "HONE_MODELS names the file " + own + ", which cannot be read: " + e.getMessage(), e);
      } catch (BadInput e) {
        throw e.at(own);
      }
    }
    models.addAll(shipped());
    return new Catalogue(models);
  }

  private static List<CatalogueModel> shipped() {
    try (var in = Objects.requireNonNull(Catalogue.class.getResourceAsStream("catalogue.json"))) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The model of a name. */
  public Optional<CatalogueModel> find(String name) {
    return models.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  static List<CatalogueModel> parse(String json) {
    if (!(Json.parseObject(json).get("models") instanceof List<?> entries)) {
      throw new BadInput("A catalogue is an object with a list 'models'.");
    }
    var models = new ArrayList<CatalogueModel>();
    for (var i = 0; i < entries.size(); i++) {
      try {
        models.add(model(new Entry(map(entries.get(i)))));
      } catch (BadInput e) {
        throw e.at("models[" + i + "]");
      }
    }
    return models;
  }

  private static CatalogueModel model(Entry entry) {
    var bytes = entry.fields.get("bytes");
    if (!(bytes instanceof Number length) || length.longValue() <= 0) {
      throw new BadInput("'bytes' is " + bytes + ". Write the length of the file in bytes.");
    }
    var licence = entry.part("licence");
    var reencoded =
        entry.fields.containsKey("reencoded")
            ? Optional.of(entry.part("reencoded"))
            : Optional.<Entry>empty();
    var file = entry.text("file", FILE, "a file name without folders");
    if (!(entry.fields.get("sources") instanceof List<?> sources) || sources.isEmpty()) {
      throw new BadInput("'sources' is missing. Name at least one place to have the file from.");
    }
    return new CatalogueModel(
        entry.text("name", FILE, "a name of letters, digits, dots and dashes"),
        entry.optional("description").orElse(""),
        file,
        length.longValue(),
        entry.text("sha256", DIGEST, "64 lower-case hexadecimal digits"),
        new Licence(
            licence.required("name"),
            licence.optional("url").orElse(""),
            licence.optional("accept")),
        reencoded.map(part ->
            new Reencoded(
                part.text("file", FILE, "a file name without folders"),
                part.text("sha256", DIGEST, "64 lower-case hexadecimal digits"))),
        sources.stream().map(source -> source(new Entry(map(source)), file)).toList());
  }

  private static Source source(Entry entry, String file) {
    if (entry.fields.containsKey("python")) {
      var packages = entry.list("python");
      var entries = entry.list("entries");
      if (packages.size() != entries.size()) {
        throw new BadInput(
            "A source has "
                + packages.size()
                + " packages in 'python' and "
                + entries.size()
                + " 'entries'. Name one entry per package.");
      }
      return new PythonPackages(packages, entries);
    }
    var repository = entry.optional("huggingFace");
    if (repository.isPresent()) {
      return new Url(
          "https://huggingface.co/"
              + repository.get()
              + "/resolve/"
              + entry.optional("revision").orElse("main")
              + "/"
              + entry.optional("file").orElse(file));
    }
    return entry
        .optional("url")
        .<Source>map(Url::new)
        .or(() -> entry.optional("path").map(LocalFile::new))
        .orElseThrow(
            () -> new BadInput("A source has none of 'python', 'huggingFace', 'url' and 'path'."));
  }

  private static Map<?, ?> map(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new BadInput("Expected an object and found " + value + ".");
  }

  private record Entry(Map<?, ?> fields) {
    Optional<String> optional(String name) {
      return Optional.ofNullable(fields.get(name)).map(String::valueOf);
    }

    String required(String name) {
      return optional(name)
          .filter(text -> !text.isBlank())
          .orElseThrow(() -> new BadInput("'" + name + "' is missing."));
    }

    String text(String name, Pattern form, String wanted) {
      var text = required(name);
      if (!form.matcher(text).matches()) {
        throw new BadInput("'" + name + "' is '" + text + "'. Write " + wanted + ".");
      }
      return text;
    }

    Entry part(String name) {
      if (fields.get(name) instanceof Map<?, ?> map) {
        return new Entry(map);
      }
      throw new BadInput("'" + name + "' is missing. Write an object.");
    }

    List<String> list(String name) {
      if (fields.get(name) instanceof List<?> list && !list.isEmpty()) {
        return list.stream().map(String::valueOf).toList();
      }
      throw new BadInput("'" + name + "' is missing. Write a list of texts.");
    }
  }
}
