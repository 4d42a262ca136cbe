package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.data.FetchFailed;
import dev.hone.lm.ModelFailure;
import dev.hone.lmlocal.LocalModelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells a person what went wrong, in one message, and chooses the exit code. */
record Failures(Shell shell) {

  int report(Throwable failure) {
    var secrets = Secrets.of(shell.environment());
    return switch (failure) {
      case BadInput e -> told(message(e), Main.BAD_INPUT, secrets);
      case ModelFailure e -> told(message(e), Main.NO_RESULT, secrets);
      case FetchFailed e -> told(message(e), Main.NO_RESULT, secrets);
      case LocalModelException e -> told(message(e), Main.NO_RESULT, secrets);
      default ->
          told(
              "Hone failed: %s. The details are in %s; please report it with that file."
                  .formatted(brief(failure), written(failure, secrets)),
              Main.NO_RESULT,
              secrets);
    };
  }

  private int told(String message, int code, Secrets secrets) {
    shell.err().println(secrets.scrub(message));
    return code;
  }

  private static String message(Throwable failure) {
    var message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static String brief(Throwable failure) {
    var first = message(failure).lines().findFirst().orElse("").strip();
    var name = failure.getClass().getSimpleName();
    return first.isEmpty() || first.equals(name) ? name : name + ", " + first;
  }

  private static String written(Throwable failure, Secrets secrets) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    try {
      Path file = Files.createTempFile("hone-failure-", ".txt");
      Files.writeString(file, secrets.scrub("hone " + Version.text() + "\n" + trace));
      return file.toString();
    } catch (IOException e) {
      return "no file, since none could be written (" + e.getMessage() + ")";
    }
  }
}
