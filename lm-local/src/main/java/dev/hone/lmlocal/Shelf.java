package dev.hone.lmlocal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prompts whose computed state lies outside the cache, where it makes no other request slower: a
 * token is compared with every cell in use, whoever uses it. To copy a state in or out takes a
 * hundredth of the time that it takes to compute it. Used by the engine's thread alone.
 */
final class Shelf implements AutoCloseable {
  /** A prompt and what its tokens left in the cache. */
  @SuppressWarnings("ArrayRecordComponent") // shared, never changed
  record Saved(int[] tokens, MemorySegment state, Arena memory) {
    int common(int[] prompt) {
      return Sequences.common(tokens, prompt);
    }
  }

  private final LlamaContext context;
  private final int most;

  /** Least recently used first. */
  private final List<Saved> saved = new ArrayList<>();

  /**
   * @param most tokens on the shelf
   */
  Shelf(LlamaContext context, int most) {
    this.context = context;
    this.most = most;
  }

  /** Copies the state of a sequence that holds these tokens, unless it lies here already. */
  @SuppressWarnings("MustBeClosedChecker") // closed when it leaves the shelf
  void put(int sequence, int[] tokens) {
    var closest = closest(tokens);
    if (tokens.length > most || closest != null && closest.common(tokens) == tokens.length) {
      return;
    }
    while (saved.stream().mapToInt(s -> s.tokens.length).sum() > most - tokens.length) {
      saved.removeFirst().memory.close();
    }
    var memory = Arena.ofConfined();
    saved.add(new Saved(tokens, context.save(sequence, memory), memory));
  }

  /** The prompt with the longest beginning in common with {@code prompt}. */
  @Nullable Saved closest(int[] prompt) {
    return saved.stream().max(Comparator.comparingInt(s -> s.common(prompt))).orElse(null);
  }

  /**
   * Puts a prompt into an empty sequence; it stays here as well.
   *
   * @return false when it has left the shelf meanwhile, or the cache has no room in one piece
   */
  boolean restore(Saved prompt, int sequence) {
    if (!saved.remove(prompt)) {
      return false;
    }
    saved.add(prompt);
    return context.restore(sequence, prompt.state);
  }

  @Override
  public void close() {
    saved.forEach(s -> s.memory.close());
    saved.clear();
  }
}
