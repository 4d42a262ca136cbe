package dev.hone.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Field;
import dev.hone.core.Json;
import dev.hone.core.Signature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The JSON form of {@link Compiled}, read from and written to files. */
final class CompiledFile {
  private static final List<String> KEYS =
      List.of("hone", "slots", "candidate", "format", "program", "provenance");
  private static final List<String> SLOT =
      List.of("inputs", "outputs", "variables", "origin", "seed", "seedHash");
  private static final List<String> FIELD = List.of("name", "type", "optional", "description");

  private CompiledFile() {}

  static SequencedMap<String, Object> toJson(Compiled compiled) {
    var slots = new LinkedHashMap<String, Object>();
    compiled.slots().forEach((name, slot) -> slots.put(name, toJson(slot)));
    var map = new LinkedHashMap<String, Object>();
    map.put("hone", Compiled.SCHEMA);
    map.put("slots", slots);
    map.put("candidate", compiled.candidate().toJson());
    compiled.format().ifPresent(format -> map.put("format", format));
    compiled.pipeline().ifPresent(p -> map.put("program", p.toJson()));
    if (!compiled.provenance().isEmpty()) map.put("provenance", compiled.provenance());
    return map;
  }

  private static Map<String, Object> toJson(CompiledSlot slot) {
    var map = new LinkedHashMap<String, Object>();
    map.put("inputs", slot.inputs().stream().map(Outline::toJson).toList());
    map.put("outputs", slot.outputs().stream().map(Outline::toJson).toList());
    if (!slot.variables().isEmpty()) map.put("variables", slot.variables());
    map.put("origin", slot.origin());
    map.put("seed", slot.seed());
    map.put("seedHash", slot.seedHash());
    return map;
  }

  static Compiled read(Path file) {
    return Plain.at(file.toString(), () -> parse(text(file)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new BadInput("there is no such file. Give the path of a compiled program.", e);
    } catch (IOException e) {
      throw new BadInput(
          "cannot be read (%s). Give the path of a compiled program.".formatted(reason(e)), e);
    }
  }

  static Compiled parse(String text) {
    var map = json(text);
    if (!map.containsKey("hone"))
      throw new BadInput(
          "this is not a compiled program of Hone: it has no \"hone\" version, but %s. Give a file that 'hone optimize' wrote."
              .formatted(map.keySet().stream().limit(6).toList()));
    if (!Long.valueOf(Compiled.SCHEMA).equals(map.get("hone")))
      throw new BadInput(
          "schema version %s is not known; this Hone reads version %d. Use the Hone that wrote the file, or compile again."
              .formatted(Json.write(map.get("hone")), Compiled.SCHEMA));
    Plain.object("the file", map, KEYS);
    var slots = new LinkedHashMap<String, CompiledSlot>();
    Plain.object("slots", map.get("slots"))
        .forEach((name, slot) -> slots.put(name, slot("slot '" + name + "'", slot)));
    var pipeline = Optional.ofNullable(map.get("program")).map(Pipeline::of);
    var compiled =
        new Compiled(
            slots,
            Candidate.fromJson(Plain.object("candidate", map.get("candidate"))),
            Optional.ofNullable(map.get("format")).map(_ -> whole("the file", map, "format")),
            pipeline,
            Plain.object("provenance", map.getOrDefault("provenance", Map.of())));
    pipeline.ifPresent(compiled::requireFit);
    return compiled;
  }

  private static SequencedMap<String, Object> json(String text) {
    var bare = text.strip();
    if (bare.isEmpty()) throw new BadInput("the file is empty. Compile the program again.");
    try {
      return Json.parseObject(text);
    } catch (BadInput e) {
      if (bare.startsWith("{") && !bare.endsWith("}"))
        throw new BadInput(
            "the file is cut off after %d characters. Take it from a backup or compile again."
                .formatted(text.length()),
            e);
      throw e.at("not a compiled program");
    }
  }

  private static CompiledSlot slot(String place, Object data) {
    var map = Plain.object(place, data, SLOT);
    var slot =
        new CompiledSlot(
            fields(place + ", inputs", map.get("inputs")),
            fields(place + ", outputs", map.get("outputs")),
            Plain.texts(place + ", variables", map.get("variables")),
            whole(place, map, "seed"),
            whole(place, map, "origin"));
    if (!slot.seedHash().equals(map.get("seedHash")))
      throw new BadInput(
          "%s: 'seed' and 'seedHash' do not belong together, so one was changed. Compile again."
              .formatted(place));
    return slot;
  }

  private static String whole(String place, Map<String, Object> map, String key) {
    if (map.get(key) instanceof String text) return text;
    throw new BadInput("%s: '%s' is missing or no text.".formatted(place, key));
  }

  private static List<Field> fields(String place, @Nullable Object data) {
    return Plain.list(place, data).stream().map(f -> field(place, f)).toList();
  }

  private static Field field(String place, Object data) {
    var map = Plain.object(place, data, FIELD);
    var name = Plain.text(place, map, "name", "the name of a field");
    var type = Plain.text(place, map, "type", "for example 'str'");
    var bare =
        Plain.at(place, () -> Signature.parse(" -> " + name + ": " + type)).outputs().getFirst();
    return new Field(
        name,
        bare.type(),
        map.containsKey("description") ? whole(place, map, "description") : "",
        Boolean.TRUE.equals(map.get("optional")));
  }

  static void write(Path file, String text) {
    var target = file.toAbsolutePath();
    try {
      if (target.getParent() != null) Files.createDirectories(target.getParent());
      var draft = target.resolveSibling(draftName(target));
      try {
        store(draft, text);
        move(draft, target);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new BadInput(
          "%s cannot be written (%s). Make room or give another path.".formatted(file, reason(e)),
          e);
    }
  }

  /** Not a temporary file of the platform, whose rights would be the owner's alone. */
  private static String draftName(Path target) {
    return ".%s.%d-%x"
        .formatted(target.getFileName(), ProcessHandle.current().pid(), System.nanoTime());
  }

  private static void store(Path draft, String text) throws IOException {
    try (var channel = FileChannel.open(draft, WRITE, CREATE_NEW)) {
      var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    }
  }

  private static void move(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, target, REPLACE_EXISTING);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "access denied";
      default -> e.getClass().getSimpleName() + ": " + e.getMessage();
    };
  }
}
