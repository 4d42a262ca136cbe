package dev.hone.lmlocal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * The shared library of llama.cpp, unpacked from its jar into the cache directory and loaded once
 * per process. The unpacked file's name holds the digest of its content, and the file is checked
 * against it before every load, so that a damaged or foreign file is replaced and never loaded.
 */
final class NativeLibrary {
  private static final String ROOT = "de/kherud/llama/";

  private NativeLibrary() {}

  /**
   * The symbols of the library, which stays loaded until the process ends.
   *
   * @throws LocalModelException when this platform has no usable library, or the system refuses to
   *     load it
   */
  @SuppressWarnings("restricted")
  static SymbolLookup load(Path cache) {
    var resource = resource(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    var file = unpack(resource, cache.resolve("native"));
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw refused(file, e);
    }
  }

  /** The library's place in the jar for a platform as the JVM names it. */
  static String resource(String os, String arch) {
    var cpu =
        switch (arch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch64";
          default -> throw unsupported(os, arch);
        };
    if (os.startsWith("Linux")) {
      return ROOT + "Linux/" + cpu + "/libjllama.so";
    }
    if (os.startsWith("Mac")) {
      return ROOT + "Mac/" + cpu + "/libjllama.dylib";
    }
    throw unsupported(os, arch);
  }

  private static LocalModelException unsupported(String os, String arch) {
    return new LocalModelException(
        "The embedded model does not run on "
            + os
            + " "
            + arch
            + "; it needs Linux or macOS on x86_64 or aarch64."
            + "\nUse a model behind an endpoint instead, for example ollama/NAME or openai/NAME@http://localhost:8000/v1.");
  }

  /**
   * Explains a refusal of the system's loader; its own message names the missing library only when
   * asked through {@code System.load}.
   */
  @SuppressWarnings("restricted")
  private static LocalModelException refused(Path file, IllegalArgumentException cause) {
    var why = String.valueOf(cause.getMessage());
    try {
      System.load(file.toString());
    } catch (UnsatisfiedLinkError e) {
      why = String.valueOf(e.getMessage());
    }
    return new LocalModelException(explain(file, why), cause);
  }

  static String explain(Path file, String why) {
    if (why.contains("libgomp")) {
      return "The embedded model needs the system library libgomp.so.1, which is not installed."
          + "\nInstall it: apt-get install libgomp1 (Debian, Ubuntu), dnf install libgomp (Fedora, RHEL), apk add libgomp (Alpine).";
    }
    if (why.contains("GLIBC") || why.contains("libstdc++") || why.contains("ld-linux")) {
      return "The embedded model's library "
          + file.getFileName()
          + " does not fit this system's C library: "
          + why
          + "\nUse a system with glibc 2.35 or newer, or a model behind an endpoint.";
    }
    return "The embedded model's library "
        + file
        + " could not be loaded: "
        + why
        + "\nIs the cache on a file system mounted with noexec? HONE_CACHE names another place.";
  }

  private static Path unpack(String resource, Path directory) {
    try {
      var bytes = read(resource);
      var name = resource.substring(resource.lastIndexOf('/') + 1);
      var target = directory.resolve(Digests.sha256(bytes).substring(0, 16) + "-" + name);
      if (Files.isRegularFile(target) && Digests.sha256(target).equals(Digests.sha256(bytes))) {
        return target;
      }
      Files.createDirectories(directory);
      var temporary = Files.createTempFile(directory, name, ".part");
      try {
        Files.write(temporary, bytes);
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (FileAlreadyExistsException e) {
        Files.deleteIfExists(target);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The native library could not be unpacked into "
              + directory
              + ": "
              + e.getMessage()
              + ". Set HONE_CACHE to a directory that can be written.",
          e);
    }
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in =
        ClassLoader.getSystemResourceAsStream(resource) != null
            ? ClassLoader.getSystemResourceAsStream(resource)
            : NativeLibrary.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new LocalModelException(
            "The library "
                + resource
                + " is not on the class path."
                + "\nAdd the dependency de.kherud:llama:4.2.0, which holds it.");
      }
      return in.readAllBytes();
    }
  }
}
