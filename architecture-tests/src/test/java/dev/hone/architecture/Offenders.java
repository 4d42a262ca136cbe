package dev.hone.architecture;

import dev.hone.core.OffendingValue;
import dev.hone.engine.OffendingEvent;
import dev.hone.lm.OffendingManager;
import dev.hone.optimizers.OffendingOptimizer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** One breach per law, so that a law that can no longer fail is found. */
final class Offenders {
  private Offenders() {}

  static Class<?>[] of(String law) {
    return switch (law) {
      case "core_depends_on_nothing_but_java_base",
          "values_are_records_or_enums",
          "rooms_know_only_the_rooms_below",
          "nothing_prints_to_the_console_but_cli",
          "only_the_engine_the_store_and_models_start_threads",
          "only_the_command_ends_the_process",
          "json_is_read_and_written_by_core" ->
          new Class<?>[] {OffendingValue.class};
      case "packages_are_free_of_cycles" ->
          new Class<?>[] {OffendingValue.class, OffendingManager.class};
      case "optimizers_touch_the_world_only_through_study",
          "an_optimizer_is_a_record",
          "optimizers_never_catch_the_end_of_a_budget" ->
          new Class<?>[] {OffendingOptimizer.Sloppy.class};
      case "events_are_sealed_records" -> new Class<?>[] {OffendingEvent.class};
      case "no_class_is_called_util_helper_manager_or_impl" ->
          new Class<?>[] {OffendingManager.class};
      default -> throw new AssertionError("No offender is known for the law " + law);
    };
  }

  static SourceText of(SourceLaws law) {
    return switch (law) {
      case no_optimizer_file_exceeds_300_lines ->
          new SourceText(Path.of("optimizers/src/main/java/Long.java"), lines(301));
      case no_source_file_exceeds_500_lines ->
          new SourceText(Path.of("core/src/test/java/Long.java"), lines(501));
      case modules_have_one_package ->
          new SourceText(Path.of("core/src/main/java/dev/hone/core/inner/Deep.java"), lines(1));
      case every_module_is_null_marked ->
          new SourceText(Path.of("core/src/main/java/module-info.java"), List.of("exports x;"));
      case text_has_no_machine_paths ->
          new SourceText(Path.of("README.md"), List.of("see /wor" + "k/notes"));
      case nothing_is_left_for_later ->
          new SourceText(Path.of("A.java"), List.of("// TO" + "DO finish"));
      case tests_run_and_never_sleep ->
          new SourceText(Path.of("core/src/test/java/A.java"), List.of("@Dis" + "abled"));
      case builds_name_no_repository ->
          new SourceText(Path.of("core/pom.xml"), List.of("<pluginRepository>"));
    };
  }

  private static List<String> lines(int count) {
    return Collections.nCopies(count, "");
  }
}
