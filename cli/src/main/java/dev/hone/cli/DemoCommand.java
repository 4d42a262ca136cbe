package dev.hone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows or clears the answers kept on this machine. */
@Command(name = "demo", mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private final Shell shell;

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    shell.out().println(AnswerCache.file(shell));
    return Main.DONE;
  }
}
