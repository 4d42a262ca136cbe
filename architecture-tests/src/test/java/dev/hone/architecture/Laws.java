package dev.hone.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.hone.architecture.Room.CLI;
import static dev.hone.architecture.Room.CORE;
import static dev.hone.architecture.Room.ENGINE;
import static dev.hone.architecture.Room.EXAMPLES;
import static dev.hone.architecture.Room.LM;
import static dev.hone.architecture.Room.LM_LANGCHAIN4J;
import static dev.hone.architecture.Room.LM_LOCAL;
import static dev.hone.architecture.Room.LM_OPENAI;
import static dev.hone.architecture.Room.OPTIMIZERS;
import static dev.hone.architecture.Room.STORE;
import static dev.hone.architecture.Room.TESTKIT;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The laws of the code base that can be read from its classes. */
final class Laws {
  private Laws() {}

  private static final Set<String> JAVA_BASE = Object.class.getModule().getPackages();

  private static final Pattern WORLD_PACKAGES =
      Pattern.compile("java\\.(io|net|nio|sql|util\\.concurrent)(\\..*)?|javax\\..*");

  private static final Set<String> WORLD_TYPES =
      Set.of(
          "java.lang.IO",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.System",
          "java.lang.Thread",
          "java.security.SecureRandom",
          "java.time.Clock",
          "java.time.Instant",
          "java.time.LocalDateTime",
          "java.time.ZonedDateTime",
          "java.util.UUID");

  static final ArchRule core_depends_on_nothing_but_java_base =
      classes()
          .that()
          .resideInAPackage(CORE.packageName())
          .should()
          .onlyDependOnClassesThat(
              describe(
                  "are in core, java.base or JSpecify",
                  type ->
                      Set.of(CORE.packageName(), "org.jspecify.annotations")
                              .contains(type.getBaseComponentType().getPackageName())
                          || type.getBaseComponentType().isPrimitive()
                          || JAVA_BASE.contains(type.getBaseComponentType().getPackageName())));

  static final ArchRule rooms_know_only_the_rooms_below =
      classes().should(each("know only the rooms below", Laws::reportDependencyUpwards));

  static final ArchRule packages_are_free_of_cycles =
      slices().matching("dev.hone.(*)..").should().beFreeOfCycles();

  static final ArchRule optimizers_touch_the_world_only_through_study =
      classes()
          .that()
          .resideInAPackage(OPTIMIZERS.packageName())
          .should(each("reach the world only through Study", Laws::reportWorld));

  static final ArchRule an_optimizer_is_a_record =
      classes()
          .that()
          .resideInAPackage(OPTIMIZERS.packageName())
          .and()
          .areNotInterfaces()
          .and(
              assignableTo(
                  describe("an optimizer", type -> type.getSimpleName().equals("Optimizer"))))
          .should()
          .beRecords();

  static final ArchRule optimizers_never_catch_the_end_of_a_budget =
      classes()
          .that()
          .resideInAPackage(OPTIMIZERS.packageName())
          .should(each("not catch broadly", Laws::reportBroadCatch));

  static final ArchRule only_the_engine_the_store_and_models_start_threads =
      noClasses()
          .that()
          .resideInAnyPackage(
              Room.packagesOfAllBut(
                  ENGINE, STORE, LM, LM_OPENAI, LM_LANGCHAIN4J, LM_LOCAL, TESTKIT))
          .should()
          .accessTargetWhere(describe("a thread is started", Laws::startsThread));

  static final ArchRule values_are_records_or_enums =
      classes()
          .that()
          .resideInAPackage(CORE.packageName())
          .and()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and()
          .areNotAssignableTo(Throwable.class)
          .and(describe("hold something", Laws::holdsSomething))
          .should()
          .beRecords()
          .orShould()
          .beEnums();

  static final ArchRule events_are_sealed_records =
      classes()
          .that(
              assignableTo(
                  describe(
                      "an event of the engine",
                      type ->
                          type.getPackageName().equals(ENGINE.packageName())
                              && type.getSimpleName().endsWith("Event"))))
          .should(each("be records of a sealed interface", Laws::reportOpenEvent));

  static final ArchRule no_class_is_called_util_helper_manager_or_impl =
      noClasses().should().haveNameMatching(".*(Utils?|Helpers?|Manager|Impl)");

  static final ArchRule nothing_prints_to_the_console_but_cli =
      noClasses()
          .that()
          .resideInAnyPackage(Room.packagesOfAllBut(CLI, EXAMPLES))
          .should()
          .accessTargetWhere(describe("the console is written", Laws::printsToConsole));

  static final ArchRule only_the_command_ends_the_process =
      noClasses()
          .that()
          .resideInAnyPackage(Room.packagesOfAllBut(CLI))
          .should()
          .accessTargetWhere(
              describe(
                  "the process is ended",
                  access ->
                      calls(access, "java.lang.System", "exit")
                          || calls(access, "java.lang.Runtime", "exit", "halt")));

  static final ArchRule json_is_read_and_written_by_core =
      noClasses()
          .that()
          .resideInAnyPackage(Room.packagesOfAllBut(CLI, LM_LANGCHAIN4J))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson..", "tools.jackson..", "com.google.gson..");

  private static ArchCondition<JavaClass> each(
      String description, BiConsumer<JavaClass, Consumer<String>> check) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        check.accept(type, problem -> events.add(SimpleConditionEvent.violated(type, problem)));
      }
    };
  }

  private static void reportDependencyUpwards(JavaClass type, Consumer<String> report) {
    var from = Room.of(type);
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      var to = Room.of(dependency.getTargetClass());
      if (from.isPresent() && to.isPresent() && !from.get().mayKnow(to.get())) {
        report.accept(
            from.get().folder()
                + " must not know "
                + to.get().folder()
                + ": "
                + dependency.getDescription());
      }
    }
  }

  private static void reportWorld(JavaClass type, Consumer<String> report) {
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      var target = dependency.getTargetClass().getBaseComponentType();
      if (WORLD_PACKAGES.matcher(target.getPackageName()).matches()
          || WORLD_TYPES.contains(target.getName())) {
        report.accept(dependency.getDescription());
      }
    }
    for (JavaAccess<?> access : type.getAccessesFromSelf()) {
      if (calls(access, "java.lang.Math", "random")
          || access.getTarget().getFullName().equals("java.util.Random.<init>()")) {
        report.accept("A random number without a seed: " + access.getDescription());
      }
    }
  }

  private static boolean holdsSomething(JavaClass type) {
    return type.getFields().stream()
        .anyMatch(field -> !field.getModifiers().contains(JavaModifier.STATIC));
  }

  private static void reportBroadCatch(JavaClass type, Consumer<String> report) {
    for (var unit : type.getCodeUnits()) {
      for (var block : unit.getTryCatchBlocks()) {
        for (var caught : block.getCaughtThrowables()) {
          if (Set.of("Throwable", "Exception", "RuntimeException", "BudgetExhausted")
              .contains(caught.getSimpleName())) {
            report.accept(
                unit.getFullName()
                    + " catches "
                    + caught.getSimpleName()
                    + " in "
                    + block.getSourceCodeLocation());
          }
        }
      }
    }
  }

  private static void reportOpenEvent(JavaClass type, Consumer<String> report) {
    if (type.isInterface() && !type.reflect().isSealed()) {
      report.accept(type.getName() + " is an interface that is not sealed");
    }
    if (!type.isInterface() && !type.isRecord()) {
      report.accept(type.getName() + " is an event and no record");
    }
  }

  private static boolean startsThread(JavaAccess<?> access) {
    return calls(access, "java.lang.Thread", "<init>", "start", "startVirtualThread")
        || calls(access, "java.lang.Thread$Builder", "start")
        || calls(access, "java.lang.Thread$Builder$OfVirtual", "start")
        || calls(access, "java.lang.Thread$Builder$OfPlatform", "start")
        || owner(access).equals("java.util.concurrent.Executors")
        || owner(access).equals("java.util.concurrent.ForkJoinPool")
        || owner(access).equals("java.util.Timer")
        || calls(access, "java.util.concurrent.CompletableFuture", "runAsync", "supplyAsync")
        || (owner(access).startsWith("java.util.")
            && Set.of("parallelStream", "parallel").contains(access.getTarget().getName()));
  }

  private static boolean printsToConsole(JavaAccess<?> access) {
    return calls(access, "java.lang.System", "out", "err", "console")
        || owner(access).equals("java.lang.IO")
        || (access.getTarget().getName().equals("printStackTrace")
            && access.getTarget().getFullName().endsWith("()"));
  }

  private static boolean calls(JavaAccess<?> access, String type, String... names) {
    return owner(access).equals(type) && Set.of(names).contains(access.getTarget().getName());
  }

  private static String owner(JavaAccess<?> access) {
    return access.getTargetOwner().getName();
  }
}
