package dev.hone.cli;

import java.util.Optional;

/** Which Hone this is. */
final class Version {
  private Version() {}

  static String text() {
    var implementation = Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
    return implementation.orElse("development")
        + " (Java "
        + Runtime.version().feature()
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ")";
  }
}
