package dev.hone.cli;

import dev.hone.lmlocal.ModelStore;

/** Shows how the download of a model goes on. */
final class FetchProgress implements ModelStore.Progress {
  private static final long REDRAW_MS = 200;
  private static final long LINE_MS = 5_000;
  private static final int BAR = 28;
  private static final double MEGA = 1e6;

  private final Shell shell;
  private final int columns;
  private String stage = "";
  private long shownAt;
  private boolean open;

  FetchProgress(Shell shell) {
    this.shell = shell;
    this.columns = shell.columns();
  }

  @Override
  public synchronized void at(String what, long done, long total) {
    long now = System.currentTimeMillis();
    boolean begins = !what.equals(stage);
    boolean ends = total > 0 && done >= total;
    if (!begins && !ends && now - shownAt < (shell.terminal() ? REDRAW_MS : LINE_MS)) return;
    if (begins) end();
    stage = what;
    shownAt = now;
    if (!shell.terminal()) {
      shell.err().println(line(what, done, total));
      return;
    }
    open = true;
    var bar = total > 0 ? Figures.bar(done / (double) total, BAR) + "  " : "";
    shell.err().print("\r" + Figures.cut(bar + line(what, done, total), columns - 1) + "\u001b[K");
    shell.err().flush();
    if (ends) end();
  }

  /** Leaves the line as it is. */
  private void end() {
    if (open) shell.err().println();
    open = false;
  }

  private static String line(String what, long done, long total) {
    if (total <= 0) return what + " …";
    if (done == 0) return "%s (%.0f MB) …".formatted(what, total / MEGA);
    return "%s, %.0f of %.0f MB".formatted(what, done / MEGA, total / MEGA);
  }
}
