package dev.hone.architecture;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The rooms in their order, each with the rooms it may know. */
enum Room {
  CORE("core"),
  LM("lm", CORE),
  DATA("data", CORE),
  ENGINE("engine", CORE, LM),
  PROGRAMS("programs", CORE, LM),
  LM_OPENAI("lm-openai", CORE, LM),
  LM_LANGCHAIN4J("lm-langchain4j", CORE, LM),
  LM_LOCAL("lm-local", CORE, LM),
  OPTIMIZERS("optimizers", CORE, ENGINE),
  STORE("store", CORE, LM, ENGINE),
  TESTKIT("testkit", CORE, LM, ENGINE),
  BENCH("bench", CORE, LM, ENGINE, STORE),
  CLI(
      "cli",
      CORE,
      LM,
      DATA,
      ENGINE,
      PROGRAMS,
      LM_OPENAI,
      LM_LANGCHAIN4J,
      LM_LOCAL,
      OPTIMIZERS,
      STORE,
      TESTKIT,
      BENCH),
  BUNDLE(
      "bundle",
      CORE,
      LM,
      DATA,
      ENGINE,
      PROGRAMS,
      LM_OPENAI,
      LM_LANGCHAIN4J,
      LM_LOCAL,
      OPTIMIZERS,
      STORE),
  EXAMPLES(
      "examples",
      CORE,
      LM,
      DATA,
      ENGINE,
      PROGRAMS,
      LM_OPENAI,
      LM_LANGCHAIN4J,
      LM_LOCAL,
      OPTIMIZERS,
      STORE,
      TESTKIT,
      BUNDLE);

  private final String folder;
  private final Set<Room> below;

  Room(String folder, Room... below) {
    this.folder = folder;
    this.below = Set.copyOf(Arrays.asList(below));
  }

  String folder() {
    return folder;
  }

  /** The one package of the room. */
  String packageName() {
    return this == BUNDLE ? "dev.hone" : "dev.hone." + folder.replace("-", "");
  }

  boolean mayKnow(Room other) {
    return this == other || below.contains(other);
  }

  static Optional<Room> of(JavaClass type) {
    var name = type.getBaseComponentType().getPackageName();
    return Stream.of(values()).filter(room -> room.packageName().equals(name)).findFirst();
  }

  static String[] packagesOf(Set<Room> rooms) {
    return rooms.stream().map(Room::packageName).toArray(String[]::new);
  }

  static String[] packagesOfAllBut(Room... rooms) {
    return packagesOf(
        EnumSet.allOf(Room.class).stream()
            .filter(room -> !Set.of(rooms).contains(room))
            .collect(toUnmodifiableSet()));
  }
}
