package dev.hone.lmlocal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Weights and vocabulary of one model file. Tokenizing and pieces may be used by any number of
 * threads; {@link #close()} only after every context of the model is closed.
 */
final class LlamaModel implements AutoCloseable {
  private final Llama llama;
  private final MemorySegment handle;
  private final MemorySegment vocabulary;
  private final byte[][] pieces;
  private final boolean[] ends;
  private final boolean[] controls;
  private final int start;

  /**
   * Held for reading while the vocabulary is used outside the engine, for writing while it is
   * freed.
   */
  private final ReadWriteLock life = new ReentrantReadWriteLock();

  private boolean closed;

  LlamaModel(Llama llama, Path file) {
    this.llama = llama;
    if (!Files.isReadable(file)) {
      throw new LocalModelException(
          "The model file " + file + " does not exist or cannot be read.");
    }
    this.handle = load(llama, file);
    this.vocabulary = address(Llama.call(llama.modelVocab, handle));
    var size = (int) number(Llama.call(llama.vocabSize, vocabulary));
    this.pieces = new byte[size][];
    this.ends = new boolean[size];
    this.controls = new boolean[size];
    readVocabulary();
    var adds = Objects.requireNonNull(Llama.call(llama.vocabAddsBos, vocabulary));
    this.start = adds.equals(true) ? (int) number(Llama.call(llama.vocabBos, vocabulary)) : -1;
  }

  private static MemorySegment load(Llama llama, Path file) {
    try (var arena = Arena.ofConfined()) {
      var parameters = address(Llama.call(llama.modelDefaultParams, (SegmentAllocator) arena));
      var model =
          address(Llama.call(llama.modelLoad, arena.allocateFrom(file.toString()), parameters));
      if (model.address() == 0) {
        throw new LocalModelException(
            "The file "
                + file
                + " is not a model that llama.cpp can load."
                + "\nIt must be a complete GGUF file of a supported architecture.");
      }
      return model;
    }
  }

  private void readVocabulary() {
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(1024);
      for (var token = 0; token < pieces.length; token++) {
        var length = (int) llama.piece.invokeExact(vocabulary, token, buffer, 1024, 0, true);
        pieces[token] = length <= 0 ? new byte[0] : buffer.asSlice(0, length).toArray(JAVA_BYTE);
        ends[token] = (boolean) llama.vocabIsEnd.invokeExact(vocabulary, token);
        controls[token] = (boolean) llama.vocabIsControl.invokeExact(vocabulary, token);
      }
    } catch (Throwable e) {
      throw Llama.broken(e);
    }
  }

  Llama llama() {
    return llama;
  }

  MemorySegment handle() {
    return handle;
  }

  /** Number of tokens in the vocabulary. */
  int size() {
    return pieces.length;
  }

  /** The longest sequence the model was trained on, in tokens. */
  int trainedContext() {
    return (int) number(Llama.call(llama.modelContextTrained, handle));
  }

  /** Whether generation is over when this token is produced. */
  boolean ends(int token) {
    return ends[token];
  }

  /** Whether the token steers the model and stands for no text. */
  boolean controls(int token) {
    return controls[token];
  }

  /**
   * The bytes a token stands for; they need not be whole characters. The array is shared and must
   * not be changed.
   */
  byte[] piece(int token) {
    return pieces[token];
  }

  /** The text of the tokens, with whatever control tokens they hold. */
  String text(int... tokens) {
    var bytes = new ByteArrayOutputStream();
    for (var token : tokens) {
      bytes.writeBytes(pieces[token]);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /**
   * The token every sequence of this model starts with, or a negative number when there is none.
   */
  int start() {
    return start;
  }

  /** The template in the model file, or null. */
  @SuppressWarnings("restricted")
  @Nullable String chatTemplate() {
    var text = address(Llama.call(llama.modelChatTemplate, handle, MemorySegment.NULL));
    return text.address() == 0 ? null : text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  /**
   * The tokens of a text.
   *
   * @param markup whether the names of control tokens in the text become those tokens; false for
   *     anything a user or a model wrote
   */
  int[] tokenize(String text, boolean markup) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      return new int[0];
    }
    life.readLock().lock();
    try (var arena = Arena.ofConfined()) {
      if (closed) {
        throw new LocalModelException("The embedded model is closed.");
      }
      var source = arena.allocate(bytes.length + 1L);
      MemorySegment.copy(bytes, 0, source, JAVA_BYTE, 0, bytes.length);
      var room = bytes.length + 8;
      var target = arena.allocate(JAVA_INT, room);
      var count =
          (int)
              llama.tokenize.invokeExact(
                  vocabulary, source, bytes.length, target, room, false, markup);
      if (count < 0) {
        throw new IllegalStateException(
            "a text of " + bytes.length + " bytes gave more than " + room + " tokens");
      }
      return Arrays.copyOf(target.toArray(JAVA_INT), count);
    } catch (IllegalStateException | LocalModelException e) {
      throw e;
    } catch (Throwable e) {
      throw Llama.broken(e);
    } finally {
      life.readLock().unlock();
    }
  }

  private static MemorySegment address(@Nullable Object value) {
    return (MemorySegment) Objects.requireNonNull(value);
  }

  private static long number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).longValue();
  }

  @Override
  public void close() {
    life.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        Llama.call(llama.modelFree, handle);
      }
    } finally {
      life.writeLock().unlock();
    }
  }
}
