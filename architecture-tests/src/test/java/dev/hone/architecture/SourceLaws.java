package dev.hone.architecture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The laws of the code base that can be read from its text; each gives the places that break it.
 */
enum SourceLaws {
  no_optimizer_file_exceeds_300_lines {
    @Override
    List<String> broken(SourceText text) {
      return text.path().startsWith("optimizers/src/main") ? tooLong(text, 300) : List.of();
    }
  },
  no_source_file_exceeds_500_lines {
    @Override
    List<String> broken(SourceText text) {
      return text.isJava() ? tooLong(text, 500) : List.of();
    }
  },
  modules_have_one_package {
    @Override
    List<String> broken(SourceText text) {
      if (!text.isJava() || text.is("module-info.java")) {
        return List.of();
      }
      for (var room : Room.values()) {
        var sources = Path.of(room.folder(), "src", "main", "java");
        var expected = sources.resolve(room.packageName().replace('.', '/'));
        if (text.path().startsWith(sources) && !expected.equals(text.path().getParent())) {
          return List.of(text.path() + " lies outside " + expected);
        }
      }
      return List.of();
    }
  },
  every_module_is_null_marked {
    @Override
    List<String> broken(SourceText text) {
      return text.is("module-info.java")
              && text.lines().stream().anyMatch(line -> line.contains("exports "))
              && text.lines().stream().noneMatch(line -> line.contains("NullMarked"))
          ? List.of(text.path() + " has no @NullMarked")
          : List.of();
    }
  },
  text_has_no_machine_paths {
    private static final Pattern PATHS =
        Pattern.compile("(?<![\\w.\\-/*~])/(" + "work|root|home/\\w+|Users/\\w+|tmp/hone)(?=/)");

    @Override
    List<String> broken(SourceText text) {
      return matching(text, PATHS);
    }
  },
  nothing_is_left_for_later {
    private static final Pattern MARKS = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    @Override
    List<String> broken(SourceText text) {
      return text.isJava() ? matching(text, MARKS) : List.of();
    }
  },
  tests_run_and_never_sleep {
    private static final Pattern EXCUSES =
        Pattern.compile("@Dis" + "abled|Thread\\.sle" + "ep\\(|TimeUnit\\.\\w+\\.sle" + "ep\\(");

    @Override
    List<String> broken(SourceText text) {
      return text.isJava() && text.path().toString().contains("src/test")
          ? matching(text, EXCUSES)
          : List.of();
    }
  },
  builds_name_no_repository {
    private static final Pattern REPOSITORY = Pattern.compile("<(plugin)?[rR]epository>");

    @Override
    List<String> broken(SourceText text) {
      return text.is("pom.xml") ? matching(text, REPOSITORY) : List.of();
    }
  };

  abstract List<String> broken(SourceText text);

  private static List<String> tooLong(SourceText text, int limit) {
    return text.lines().size() > limit
        ? List.of(text.path() + " has " + text.lines().size() + " lines; " + limit + " are allowed")
        : List.of();
  }

  private static List<String> matching(SourceText text, Pattern pattern) {
    var found = new ArrayList<String>();
    for (int i = 0; i < text.lines().size(); i++) {
      if (pattern.matcher(text.lines().get(i)).find()) {
        found.add(text.path() + ":" + (i + 1) + ": " + text.lines().get(i).strip());
      }
    }
    return found;
  }
}
