package dev.hone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows or clears the answers kept on this machine. */
@Command(name = "cache", mixinStandardHelpOptions = true)
final class CacheCommand implements Callable<Integer> {
  private final Shell shell;

  CacheCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    shell.out().println(AnswerCache.file(shell));
    return Main.DONE;
  }
}
