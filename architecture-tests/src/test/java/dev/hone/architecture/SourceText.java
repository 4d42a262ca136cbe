package dev.hone.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A text file of the project: its path from the root of the project, and its lines. */
record SourceText(Path path, List<String> lines) {
  private static final Set<String> BESIDE_THE_ROOMS = Set.of("docs", "scripts", ".ci", ".mvn");
  private static final int LARGEST = 1_000_000;

  boolean is(String name) {
    return path.endsWith(name);
  }

  boolean isJava() {
    return path.toString().endsWith(".java");
  }

  /** Every text file of the project, sorted by path. */
  static List<SourceText> all() {
    var root = root();
    var paths = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return folder.endsWith("target") || folder.getParent().equals(root) && !ours(folder)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && attributes.size() < LARGEST) {
                paths.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paths.stream().sorted().flatMap(path -> read(root, path).stream()).toList();
  }

  /** Runs and what else a person keeps in a checkout are not the project's. */
  private static boolean ours(Path folder) {
    return Files.exists(folder.resolve("pom.xml"))
        || BESIDE_THE_ROOMS.contains(folder.getFileName().toString());
  }

  private static List<SourceText> read(Path root, Path file) {
    try {
      return List.of(new SourceText(root.relativize(file), Files.readAllLines(file)));
    } catch (MalformedInputException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("architecture-tests"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
