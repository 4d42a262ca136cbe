package dev.hone.lmlocal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key-value cache of one model with its sequences, and one reusable batch. Used by the one
 * thread that made it.
 *
 * <p>A batch is filled with {@link #add} and run by {@link #decode()}; afterwards {@link #logits}
 * gives a row per token that asked for one, until the next batch.
 */
final class LlamaContext implements AutoCloseable {
  private static final int OWNERS = 40;

  private final Llama llama;
  private final MemorySegment handle;
  private final Arena arena = Arena.ofConfined();
  private final int capacity;
  private final int vocabulary;
  private final MemorySegment batch;
  private final MemorySegment tokens;
  private final MemorySegment positions;
  private final MemorySegment ownerCounts;
  private final MemorySegment owners;
  private final MemorySegment wanted;
  private final Pace pace;
  private int count;

  /**
   * @param cells tokens the cache holds, over all sequences
   * @param sequences number of sequence ids, from 0
   * @param capacity most tokens in a batch
   * @param threads most threads that compute a batch
   */
  LlamaContext(LlamaModel model, int cells, int sequences, int capacity, int threads) {
    this.llama = model.llama();
    this.capacity = capacity;
    this.vocabulary = model.size();
    this.pace = new Pace(threads);
    this.handle = open(model, cells, sequences, capacity, threads);
    this.tokens = arena.allocate(JAVA_INT, capacity);
    this.positions = arena.allocate(JAVA_INT, capacity);
    this.ownerCounts = arena.allocate(JAVA_INT, capacity);
    this.owners = arena.allocate(JAVA_INT, (long) capacity * OWNERS);
    this.wanted = arena.allocate(capacity);
    var ownerPointers = arena.allocate(ADDRESS, capacity + 1L);
    for (var i = 0; i < capacity; i++) {
      ownerPointers.setAtIndex(ADDRESS, i, owners.asSlice((long) i * OWNERS * Integer.BYTES));
    }
    this.batch = arena.allocate(Llama.BATCH);
    batch.set(ADDRESS, 8, tokens);
    batch.set(ADDRESS, 16, MemorySegment.NULL);
    batch.set(ADDRESS, 24, positions);
    batch.set(ADDRESS, 32, ownerCounts);
    batch.set(ADDRESS, 40, ownerPointers);
    batch.set(ADDRESS, 48, wanted);
  }

  private static MemorySegment open(
      LlamaModel model, int cells, int sequences, int capacity, int threads) {
    var llama = model.llama();
    try (var arena = Arena.ofConfined()) {
      var parameters = address(Llama.call(llama.contextDefaultParams, (SegmentAllocator) arena));
      parameters.set(JAVA_INT, Llama.N_CTX, cells);
      parameters.set(JAVA_INT, Llama.N_BATCH, capacity);
      parameters.set(JAVA_INT, Llama.N_UBATCH, capacity);
      parameters.set(JAVA_INT, Llama.N_SEQ_MAX, sequences);
      parameters.set(JAVA_INT, Llama.N_THREADS, threads);
      parameters.set(JAVA_INT, Llama.N_THREADS_BATCH, threads);
      var context = address(Llama.call(llama.contextInit, model.handle(), parameters));
      if (context.address() == 0) {
        throw new LocalModelException(
            "There is not enough memory for a context of "
                + cells
                + " tokens. Ask for a smaller one.");
      }
      return context;
    }
  }

  /** Most tokens in a batch. */
  int capacity() {
    return capacity;
  }

  /** Tokens added since the last {@link #clearBatch()}. */
  int count() {
    return count;
  }

  void clearBatch() {
    count = 0;
  }

  /**
   * Adds a token at a position of one or several sequences.
   *
   * @return the row to ask {@link #logits} for, when {@code wanted}
   */
  int add(int token, int position, boolean wantsLogits, int... sequences) {
    if (count == capacity || sequences.length > OWNERS) {
      throw new IllegalStateException(
          "a batch holds " + capacity + " tokens of at most " + OWNERS + " sequences each");
    }
    tokens.setAtIndex(JAVA_INT, count, token);
    positions.setAtIndex(JAVA_INT, count, position);
    ownerCounts.setAtIndex(JAVA_INT, count, sequences.length);
    for (var i = 0; i < sequences.length; i++) {
      owners.setAtIndex(JAVA_INT, (long) count * OWNERS + i, sequences[i]);
    }
    wanted.set(JAVA_BYTE, count, (byte) (wantsLogits ? 1 : 0));
    return count++;
  }

  /**
   * Runs the batch.
   *
   * @return false when the cache has no room for it, in which case nothing has changed
   */
  boolean decode() {
    batch.set(JAVA_INT, 0, count);
    var result = run();
    if (result == 1) {
      Llama.call(llama.cacheDefragment, handle);
      Llama.call(llama.cacheUpdate, handle);
      result = run();
    }
    if (result != 0 && result != 1) {
      throw new LocalModelException(
          "llama.cpp could not run a batch of " + count + " tokens (code " + result + ").");
    }
    return result == 0;
  }

  private int run() {
    try {
      llama.setThreads.invokeExact(handle, pace.threads(), pace.threads());
      pace.begin();
      var result = (int) llama.decode.invokeExact(handle, batch);
      pace.end();
      return result;
    } catch (Throwable e) {
      throw Llama.broken(e);
    }
  }

  /**
   * Copies the scores of the token added as {@code row} into {@code target}, which has one place
   * per token of the vocabulary.
   */
  @SuppressWarnings("restricted")
  void logits(int row, float[] target) {
    try {
      var found = (MemorySegment) llama.logits.invokeExact(handle, row);
      MemorySegment.copy(
          found.reinterpret((long) vocabulary * Float.BYTES), JAVA_FLOAT, 0, target, 0, vocabulary);
    } catch (Throwable e) {
      throw Llama.broken(e);
    }
  }

  /** Lets {@code to} share the first {@code length} tokens of {@code from}; costs no memory. */
  void share(int from, int to, int length) {
    try {
      llama.sequenceCopy.invokeExact(handle, from, to, 0, length);
    } catch (Throwable e) {
      throw Llama.broken(e);
    }
  }

  /** Forgets the tokens of a sequence from {@code position} on. */
  void truncate(int sequence, int position) {
    try {
      var _ = (boolean) llama.sequenceRemove.invokeExact(handle, sequence, position, -1);
    } catch (Throwable e) {
      throw Llama.broken(e);
    }
  }

  /** What the tokens of a sequence have left in the cache, copied out of it. */
  MemorySegment save(int sequence, SegmentAllocator memory) {
    var size = (long) Objects.requireNonNull(Llama.call(llama.sequenceSize, handle, sequence));
    var state = memory.allocate(size);
    Llama.call(llama.sequenceSave, handle, state, size, sequence);
    return state;
  }

  /**
   * Puts back what {@link #save} gave, into a sequence that has no tokens.
   *
   * @return false when the cache has no room for it, in which case the sequence stays empty
   */
  boolean restore(int sequence, MemorySegment state) {
    var read = Llama.call(llama.sequenceRestore, handle, state, state.byteSize(), sequence);
    return (long) Objects.requireNonNull(read) > 0;
  }

  /** Forgets every sequence. */
  void clear() {
    Llama.call(llama.cacheClear, handle);
  }

  /** Cells that at least one sequence uses. */
  int used() {
    return ((Number) Objects.requireNonNull(Llama.call(llama.cacheUsed, handle))).intValue();
  }

  private static MemorySegment address(@Nullable Object value) {
    return (MemorySegment) Objects.requireNonNull(value);
  }

  @Override
  public void close() {
    Llama.call(llama.contextFree, handle);
    arena.close();
  }
}
