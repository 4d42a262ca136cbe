package dev.hone.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** Being asked to stop by Ctrl-C or by the system. */
interface Interrupts {

  /** {@code work} is done when someone asks; a second asking ends the process at once. */
  void first(Runnable work);

  static Interrupts none() {
    return work -> {};
  }

  /**
   * The signals of this process. Java has no public door to them, so the platform's own class is
   * reached by name; where it is missing, the process just ends.
   */
  static Interrupts ofProcess() {
    return work -> {
      for (var name : new String[] {"INT", "TERM"}) handle(name, work);
    };
  }

  private static void handle(String name, Runnable work) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var asked = new java.util.concurrent.atomic.AtomicBoolean();
      InvocationHandler reaction =
          (_, _, _) -> {
            if (asked.getAndSet(true)) Runtime.getRuntime().halt(Main.CANCELLED);
            work.run();
            return null;
          };
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              Proxy.newProxyInstance(
                  Interrupts.class.getClassLoader(), new Class<?>[] {handler}, reaction));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      System.getLogger("dev.hone.cli")
          .log(System.Logger.Level.DEBUG, "No handler for signal {0}: {1}", name, e);
    }
  }
}
