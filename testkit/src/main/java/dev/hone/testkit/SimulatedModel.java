package dev.hone.testkit;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A model of a simulated world, in this process. The number of an asking is the request's sample,
 * so an answer depends on the request alone and a run that is killed and resumed sees the same
 * world.
 */
public final class SimulatedModel implements LanguageModel {
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final SimulatedWorld world;
  private final String name;
  private final SimulatedStats stats;

  SimulatedModel(SimulatedWorld world, String name) {
    this.world = world;
    this.name = name;
    this.stats = new SimulatedStats(world.options().seed());
  }

  @Override
  public Completion complete(Request request) {
    var text = Turns.text(request.messages());
    var role = SimulatedRole.of(name, AnswerForm.of(text));
    var seed = String.valueOf(request.settings().map().getOrDefault("seed", ""));
    var print = Draws.hex(40, role.text(), text, seed, request.sample());
    try {
      fail(stats.arrived(print), print);
      stats.answering(role, print, 1);
      var said =
          role == SimulatedRole.TASK
              ? world.answer(request.messages(), request.sample())
              : world.propose(text, seed, request.sample(), 0);
      pause(role == SimulatedRole.TASK ? world.options().taskMs() : world.options().reflectMs());
      long in = tokens(text);
      long out = tokens(said);
      stats.spent(role, in, out);
      return Completion.of(said, Completion.Usage.of(in, out), name);
    } finally {
      stats.left();
    }
  }

  private void fail(int attempt, String print) {
    var options = world.options();
    int status = status(options, print, attempt);
    if (status == 200) return;
    stats.failed(status);
    throw new ModelFailure(
        status == 429 ? ModelFailure.Kind.RATE_LIMITED : ModelFailure.Kind.SERVER,
        "Injected trouble, status %d.".formatted(status),
        Optional.of(Duration.ZERO),
        null);
  }

  /** The status of an attempt: 200, 429 or 500. */
  static int status(SimulatedOptions options, String print, int attempt) {
    if (options.p429() + options.p500() == 0) return 200;
    double z = Draws.unit(options.seed(), "http", print, attempt);
    if (z >= options.p429() + options.p500()) return 200;
    return z < options.p429() ? 429 : 500;
  }

  /** A token for every four characters begun. */
  static long tokens(String text) {
    return Math.ceilDiv(text.codePointCount(0, text.length()), CHARACTERS_PER_TOKEN);
  }

  static void pause(double milliseconds) {
    if (milliseconds <= 0) return;
    long end = System.nanoTime() + (long) (milliseconds * 1e6);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted())
        throw new ModelFailure(ModelFailure.Kind.TIMEOUT, "The wait for an answer was broken off.");
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public String name() {
    return name;
  }

  /** How often cases were answered. */
  public long taskCalls() {
    return stats.calls(SimulatedRole.TASK);
  }

  /** How often proposals were written. */
  public long proposalCalls() {
    return stats.calls(SimulatedRole.REFLECT);
  }
}
