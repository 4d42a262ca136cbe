package dev.hone.lmlocal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the requests of any number of threads on one context, which only one thread may touch: that
 * thread takes requests from a queue, computes the beginnings they share once, and steps up to
 * {@code parallel} of them in one batch, starting the next as soon as one is over.
 */
final class Engine implements AutoCloseable {
  /**
   * Longest tail of a prompt that is taken for a question of its own and not worth keeping, in
   * tokens.
   */
  static final int QUESTION = 64;

  /** Shortest common beginning worth computing apart, in tokens. */
  private static final int WORTH_SHARING = 16;

  private static final int BATCH = 512;

  /**
   * Tokens from which on no further prompt joins a batch: each token is compared with the cells of
   * every request in the batch, and a larger batch is computed no faster.
   */
  private static final int ENOUGH = 64;

  /**
   * Cells in use up to which requests with different beginnings are computed together, unless one
   * has a prompt of more than half as many: every token is compared with all cells in use. For the
   * same reason all kept prompts but the one a request begins with leave the cache for the shelf.
   */
  private static final int AMPLE = 1_536;

  /** How often the oldest waiting request lets one pass whose beginning is in the cache. */
  private static final int PASSES = 32;

  private static final int KEPT = 16;
  private static final int SEQUENCES = 128;
  private static final int LOOKAHEAD = 64;
  private static final long GATHER_NANOS = 1_000_000;

  private final LlamaModel model;
  private final int cells;
  private final int parallel;
  private final boolean strict;
  private final BlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>();
  private final Deque<Job<?>> waiting = new ArrayDeque<>();
  private final List<Job<?>> active = new ArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Thread owner;
  private int passed;
  private volatile boolean closed;

  /**
   * @param cells tokens the cache holds, over all requests in work and all kept prompts
   * @param parallel most requests in work at a time
   * @param strict one request at a time, each from an empty cache: the same request gives bit for
   *     bit the same scores
   */
  Engine(LlamaModel model, int cells, int parallel, int threads, boolean strict) {
    this.model = model;
    this.cells = cells;
    this.parallel = strict ? 1 : parallel;
    this.strict = strict;
    this.owner = Thread.ofPlatform().daemon().name("hone-local-model").start(() -> own(threads));
    ready.join();
  }

  /**
   * Hands a job over. Its future completes on the engine's thread; cancelling it takes the request
   * out of the next batch.
   *
   * @return the job's future
   */
  <R> CompletableFuture<R> submit(Job<R> job) {
    queue.add(job);
    if (closed) {
      job.result.completeExceptionally(gone());
    }
    return job.result;
  }

  private static LocalModelException gone() {
    return new LocalModelException("The embedded model is closed.");
  }

  private void own(int threads) {
    LlamaContext context;
    try {
      context = new LlamaContext(model, cells, SEQUENCES, BATCH, threads);
    } catch (RuntimeException e) {
      ready.completeExceptionally(e);
      return;
    }
    try (context;
        var shelf = new Shelf(context, cells)) {
      ready.complete(null);
      loop(context, shelf, new Sequences(context, shelf, SEQUENCES, KEPT));
    } finally {
      drain();
      active.forEach(job -> job.result.completeExceptionally(gone()));
      waiting.forEach(job -> job.result.completeExceptionally(gone()));
    }
  }

  private void loop(LlamaContext context, Shelf shelf, Sequences sequences) {
    var gather = true;
    while (!closed) {
      gather(gather);
      try {
        retire(context, sequences);
        admit(context, shelf, sequences);
        gather = step(context, sequences);
      } catch (LocalModelException e) {
        active.forEach(job -> job.result.completeExceptionally(e));
        retire(context, sequences);
        gather = true;
      }
    }
  }

  /**
   * Fetches what has been submitted; waits when there is nothing to do, and for a moment when those
   * just answered may be about to ask again.
   */
  private void gather(boolean patient) {
    try {
      drain();
      if (active.isEmpty() && waiting.isEmpty()) {
        var job = queue.poll(200, TimeUnit.MILLISECONDS);
        if (job == null) {
          return;
        }
        waiting.add(job);
        drain();
      }
      var until = System.nanoTime() + GATHER_NANOS;
      while (patient
          && parallel > 1
          && active.size() + waiting.size() < parallel
          && System.nanoTime() < until) {
        var job = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (job != null) {
          waiting.add(job);
        }
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void drain() {
    queue.drainTo(waiting);
  }

  /** Takes out the jobs that are over or given up, and keeps the prompts worth keeping. */
  private void retire(LlamaContext context, Sequences sequences) {
    var worked = !active.isEmpty();
    for (var iterator = active.iterator(); iterator.hasNext(); ) {
      var job = iterator.next();
      if (!job.abandoned()) {
        continue;
      }
      iterator.remove();
      job.releaseExtras(sequences);
      if (!strict && job.prompted() && job.prompt().length - job.cached() > QUESTION) {
        sequences.keep(job.sequence(), job.prompt());
      } else {
        sequences.release(job.sequence());
      }
    }
    waiting.removeIf(Job::abandoned);
    // Clearing writes the whole cache anew, which an idle engine must not do on every look.
    if (strict && worked && active.isEmpty()) {
      context.clear();
    }
  }

  private void admit(LlamaContext context, Shelf shelf, Sequences sequences) {
    while (active.size() < parallel && !waiting.isEmpty()) {
      var job = next(sequences);
      recall(job, context, shelf, sequences);
      var source = source(job, sequences);
      if (crowded(job, source, context, sequences) && !active.isEmpty()) {
        return;
      }
      var room =
          makeRoom(
              job.outstanding() - source.length(),
              job.sequencesNeeded() + 1,
              source.sequence(),
              context,
              sequences);
      if (!room && !active.isEmpty()) {
        return;
      }
      if (!room && sequences.evict(-1)) {
        continue;
      }
      passed = job == waiting.element() ? 0 : passed + 1;
      waiting.remove(job);
      job.start(sequences, context, warm(job, source, context, sequences));
      active.add(job);
    }
  }

  /**
   * The waiting request to begin with: those whose beginning is in the cache go first, so that
   * requests that begin alike follow one another, but not for ever.
   */
  private Job<?> next(Sequences sequences) {
    var oldest = waiting.element();
    if (!strict && passed < PASSES) {
      for (var job : waiting.stream().limit(LOOKAHEAD).toList()) {
        if (job.prompt().length - inCache(job, sequences) <= QUESTION) {
          return job;
        }
      }
    }
    return oldest;
  }

  private int inCache(Job<?> job, Sequences sequences) {
    var working = active.stream().mapToInt(other -> other.computed(job.prompt())).max().orElse(0);
    return Math.max(working, sequences.known(job.prompt()));
  }

  /** Fetches a prompt's beginning from the shelf when more of it lies there than in the cache. */
  private void recall(Job<?> job, LlamaContext context, Shelf shelf, Sequences sequences) {
    var saved = strict ? null : shelf.closest(job.prompt());
    if (saved == null) {
      return;
    }
    var common = saved.common(job.prompt());
    var needed = saved.tokens().length + job.outstanding() - common;
    if (common - inCache(job, sequences) >= WORTH_SHARING
        && makeRoom(needed, job.sequencesNeeded() + 1, -1, context, sequences)) {
      sequences.recall(saved);
    }
  }

  /**
   * What the cache has of a prompt; the last token is always computed anew, because its scores are
   * needed.
   */
  private Sequences.Source source(Job<?> job, Sequences sequences) {
    if (strict) {
      return Sequences.Source.NONE;
    }
    var best = sequences.longest(job.prompt());
    for (var other : active) {
      var common = other.computed(job.prompt());
      if (common > best.length()) {
        best = new Sequences.Source(other.sequence(), common);
      }
    }
    return new Sequences.Source(best.sequence(), Math.min(best.length(), job.prompt().length - 1));
  }

  /**
   * Whether too many cells are in use beside a request, when every kept prompt is out of its way.
   */
  private static boolean crowded(
      Job<?> job, Sequences.Source source, LlamaContext context, Sequences sequences) {
    while (context.used() > source.length() && sequences.evict(source.sequence())) {
      // fewer cells are in use
    }
    var own = job.prompt().length - source.length();
    return context.used() + own > Math.max(AMPLE, 2 * job.prompt().length);
  }

  /**
   * Moves kept prompts out of the cache until it has room beside what it has promised.
   *
   * @param spared a sequence that stays
   * @return false when there is no room
   */
  private boolean makeRoom(
      int tokens, int ids, int spared, LlamaContext context, Sequences sequences) {
    var needed = tokens + active.stream().mapToInt(Job::outstanding).sum();
    while (context.used() + needed > cells || sequences.available() < ids) {
      if (!sequences.evict(spared)) {
        return false;
      }
    }
    return true;
  }

  /** Computes the beginning that a prompt shares with others that wait, and keeps it. */
  private Sequences.Source warm(
      Job<?> job, Sequences.Source source, LlamaContext context, Sequences sequences) {
    if (strict) {
      return source;
    }
    var common =
        waiting.stream()
            .limit(LOOKAHEAD)
            .mapToInt(other -> Sequences.common(other.prompt(), job.prompt()))
            .max()
            .orElse(0);
    common = Math.min(common, job.prompt().length - 1);
    if (common - source.length() < WORTH_SHARING) {
      return source;
    }
    var sequence = sequences.take();
    if (source.length() > 0) {
      context.share(source.sequence(), sequence, source.length());
    }
    for (var at = source.length(); at < common; ) {
      context.clearBatch();
      while (at < common && context.count() < context.capacity()) {
        context.add(job.prompt()[at], at, false, sequence);
        at++;
      }
      if (!context.decode()) {
        sequences.release(sequence);
        return source;
      }
    }
    sequences.keep(sequence, java.util.Arrays.copyOf(job.prompt(), common));
    return new Sequences.Source(sequence, common);
  }

  /**
   * Runs one batch.
   *
   * @return whether a job is over
   */
  private boolean step(LlamaContext context, Sequences sequences) {
    context.clearBatch();
    for (var job : active) {
      if (job.prompted()) {
        job.fill(context, sequences);
      }
    }
    for (var job : active) {
      if (!job.prompted() && context.count() < ENOUGH) {
        job.fill(context, sequences);
      }
    }
    if (context.count() == 0) {
      return false;
    }
    while (!context.decode()) {
      if (!sequences.evict(-1)) {
        throw new LocalModelException(
            "The cache of "
                + cells
                + " tokens is too small for "
                + active.size()
                + " requests at once.\nSet a larger context or fewer parallel requests.");
      }
    }
    var over = false;
    for (var job : active) {
      over |= job.harvest(context, sequences);
    }
    return over;
  }

  @Override
  public void close() {
    closed = true;
    owner.interrupt();
    try {
      owner.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
