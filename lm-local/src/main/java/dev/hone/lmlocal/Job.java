package dev.hone.lmlocal;

import java.util.concurrent.CompletableFuture;

/**
 * One request inside the engine, with its place in the cache and in the current batch. Only {@link
 * #result} may be touched by other threads.
 */
abstract sealed class Job<R> permits Generation, Scoring {
  private final int[] prompt;
  final CompletableFuture<R> result = new CompletableFuture<>();
  private int sequence = -1;
  private int cached;

  /** Tokens of the prompt that are in the cache. */
  int done;

  Job(int[] prompt) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("a prompt has at least one token");
    }
    this.prompt = prompt;
  }

  int[] prompt() {
    return prompt;
  }

  int sequence() {
    return sequence;
  }

  /** Tokens of the prompt that were in the cache before this request came. */
  int cached() {
    return cached;
  }

  /** How much of a prompt's beginning this job has in the cache. */
  int computed(int[] beginning) {
    return Math.min(done, Sequences.common(prompt, beginning));
  }

  boolean abandoned() {
    return result.isDone();
  }

  /** Takes a sequence and shares what the cache holds of the prompt already. */
  void start(Sequences sequences, LlamaContext context, Sequences.Source source) {
    sequence = sequences.take();
    cached = source.length();
    done = source.length();
    if (done > 0) {
      context.share(source.sequence(), sequence, done);
    }
  }

  /** Gives back every sequence but the first. */
  void releaseExtras(Sequences sequences) {}

  /** Sequence ids this job takes at its start. */
  int sequencesNeeded() {
    return 1;
  }

  /** Cells of the cache that this job may still take. */
  abstract int outstanding();

  /** Whether the prompt is in the cache and the job adds a few tokens per batch only. */
  boolean prompted() {
    return done == prompt.length;
  }

  /** Adds what this job can add to the batch, as far as there is room. */
  abstract void fill(LlamaContext context, Sequences sequences);

  /**
   * Reads the scores of the batch that ran.
   *
   * @return whether the job is over; its result is complete then
   */
  abstract boolean harvest(LlamaContext context, Sequences sequences);
}
