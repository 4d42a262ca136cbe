package dev.hone.lmlocal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The sequence ids of a context, and the prompts whose tokens stay in its cache after their request
 * is over, so that a later prompt with the same beginning need not be computed again. Used by the
 * engine's thread alone.
 */
final class Sequences {
  /** Where the first {@code length} tokens of a prompt are in the cache already. */
  record Source(int sequence, int length) {
    static final Source NONE = new Source(-1, 0);
  }

  @SuppressWarnings("ArrayRecordComponent") // shared, never changed
  private record Kept(int sequence, int[] tokens) {}

  private final LlamaContext context;
  private final Shelf shelf;
  private final BitSet free = new BitSet();
  private final int most;

  /** Least recently used first. */
  private final List<Kept> kept = new ArrayList<>();

  /**
   * @param count ids, from 0
   * @param most kept prompts
   */
  Sequences(LlamaContext context, Shelf shelf, int count, int most) {
    this.context = context;
    this.shelf = shelf;
    this.most = most;
    free.set(0, count);
  }

  int available() {
    return free.cardinality();
  }

  int take() {
    var id = free.nextSetBit(0);
    if (id < 0) {
      throw new IllegalStateException("no free sequence");
    }
    free.clear(id);
    return id;
  }

  /** Gives an id back and forgets its tokens. */
  void release(int sequence) {
    context.truncate(sequence, 0);
    free.set(sequence);
  }

  /**
   * Keeps the tokens of a sequence, which belongs to this pool from now on, in place of the least
   * recently used ones.
   */
  void keep(int sequence, int[] tokens) {
    while (kept.size() >= most && evict(-1)) {
      // one more is gone
    }
    if (kept.size() >= most) {
      release(sequence);
      return;
    }
    context.truncate(sequence, tokens.length);
    kept.add(new Kept(sequence, tokens));
  }

  /** How many tokens a kept prompt has in common with {@code prompt}, at most. */
  int known(int[] prompt) {
    return kept.stream().mapToInt(k -> common(k.tokens, prompt)).max().orElse(0);
  }

  /**
   * The kept prompt with the longest beginning in common with {@code prompt}, which becomes the
   * most recently used.
   */
  Source longest(int[] prompt) {
    var length = known(prompt);
    if (length == 0) {
      return Source.NONE;
    }
    var best =
        kept.stream().filter(k -> common(k.tokens, prompt) == length).findFirst().orElseThrow();
    kept.remove(best);
    kept.add(trimmed(best, length));
    return new Source(best.sequence, length);
  }

  /**
   * A short tail that a second prompt does not share was the first one's own question and will not
   * be asked for again.
   */
  private Kept trimmed(Kept entry, int length) {
    if (entry.tokens.length == length || entry.tokens.length - length > Engine.QUESTION) {
      return entry;
    }
    context.truncate(entry.sequence, length);
    return new Kept(entry.sequence, Arrays.copyOf(entry.tokens, length));
  }

  /**
   * Moves the least recently used kept prompt onto the shelf.
   *
   * @param spared a sequence that stays
   * @return false when there is none to move
   */
  boolean evict(int spared) {
    for (var i = 0; i < kept.size(); i++) {
      if (kept.get(i).sequence != spared) {
        var moved = kept.remove(i);
        shelf.put(moved.sequence, moved.tokens);
        release(moved.sequence);
        return true;
      }
    }
    return false;
  }

  /**
   * Takes a prompt from the shelf among the kept ones.
   *
   * @return false when it has left the shelf, or the cache has no room for it
   */
  boolean recall(Shelf.Saved prompt) {
    var sequence = take();
    if (!shelf.restore(prompt, sequence)) {
      release(sequence);
      return false;
    }
    keep(sequence, prompt.tokens());
    return true;
  }

  /** Number of leading tokens two prompts share. */
  static int common(int[] a, int[] b) {
    var mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }
}
