package dev.hone.lmlocal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * llama.cpp's C functions, as exported by the one library version this room is pinned to. The
 * layouts of its parameter and batch structures are those of that version and of no other.
 */
final class Llama {
  /**
   * {@code llama_model_params}, and {@code llama_context_params} with the byte offsets of the
   * fields that are set here.
   */
  private static final MemoryLayout MODEL_PARAMS =
      MemoryLayout.structLayout(MemoryLayout.sequenceLayout(8, JAVA_LONG));

  private static final MemoryLayout CONTEXT_PARAMS =
      MemoryLayout.structLayout(MemoryLayout.sequenceLayout(15, JAVA_LONG));
  static final long N_CTX = 0;
  static final long N_BATCH = 4;
  static final long N_UBATCH = 8;
  static final long N_SEQ_MAX = 12;
  static final long N_THREADS = 16;
  static final long N_THREADS_BATCH = 20;
  static final long NO_PERF = 100;

  /**
   * {@code llama_batch}: the count, then the pointers token, embd, pos, n_seq_id, seq_id, logits.
   */
  static final MemoryLayout BATCH =
      MemoryLayout.structLayout(
          JAVA_INT,
          MemoryLayout.paddingLayout(4),
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS);

  private static @Nullable Llama loaded;

  private final Linker linker = Linker.nativeLinker();
  private final SymbolLookup symbols;
  final MethodHandle modelDefaultParams;
  final MethodHandle modelLoad;
  final MethodHandle modelFree;
  final MethodHandle modelVocab;
  final MethodHandle modelContextTrained;
  final MethodHandle modelChatTemplate;
  final MethodHandle contextDefaultParams;
  final MethodHandle contextInit;
  final MethodHandle contextFree;
  final MethodHandle vocabSize;
  final MethodHandle vocabIsEnd;
  final MethodHandle vocabIsControl;
  final MethodHandle vocabBos;
  final MethodHandle vocabAddsBos;
  final MethodHandle tokenize;
  final MethodHandle piece;
  final MethodHandle decode;
  final MethodHandle logits;
  final MethodHandle setThreads;
  final MethodHandle sequenceCopy;
  final MethodHandle sequenceRemove;
  final MethodHandle sequenceSize;
  final MethodHandle sequenceSave;
  final MethodHandle sequenceRestore;
  final MethodHandle cacheClear;
  final MethodHandle cacheUsed;
  final MethodHandle cacheDefragment;
  final MethodHandle cacheUpdate;

  private Llama(SymbolLookup symbols) {
    this.symbols = symbols;
    modelDefaultParams = bind("llama_model_default_params", MODEL_PARAMS);
    modelLoad = bind("llama_model_load_from_file", ADDRESS, ADDRESS, MODEL_PARAMS);
    modelFree = bind("llama_model_free", null, ADDRESS);
    modelVocab = bind("llama_model_get_vocab", ADDRESS, ADDRESS);
    modelContextTrained = bind("llama_model_n_ctx_train", JAVA_INT, ADDRESS);
    modelChatTemplate = bind("llama_model_chat_template", ADDRESS, ADDRESS, ADDRESS);
    contextDefaultParams = bind("llama_context_default_params", CONTEXT_PARAMS);
    contextInit = bind("llama_init_from_model", ADDRESS, ADDRESS, CONTEXT_PARAMS);
    contextFree = bind("llama_free", null, ADDRESS);
    vocabSize = bind("llama_vocab_n_tokens", JAVA_INT, ADDRESS);
    vocabIsEnd = bind("llama_vocab_is_eog", JAVA_BOOLEAN, ADDRESS, JAVA_INT);
    vocabIsControl = bind("llama_vocab_is_control", JAVA_BOOLEAN, ADDRESS, JAVA_INT);
    vocabBos = bind("llama_vocab_bos", JAVA_INT, ADDRESS);
    vocabAddsBos = bind("llama_vocab_get_add_bos", JAVA_BOOLEAN, ADDRESS);
    tokenize =
        bind(
            "llama_tokenize",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_BOOLEAN,
            JAVA_BOOLEAN);
    piece =
        bind(
            "llama_token_to_piece",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_BOOLEAN);
    decode = bind("llama_decode", JAVA_INT, ADDRESS, BATCH);
    setThreads = bind("llama_set_n_threads", null, ADDRESS, JAVA_INT, JAVA_INT);
    logits = bind("llama_get_logits_ith", ADDRESS, ADDRESS, JAVA_INT);
    sequenceCopy =
        bind("llama_kv_self_seq_cp", null, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    sequenceRemove =
        bind("llama_kv_self_seq_rm", JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    sequenceSize = bind("llama_state_seq_get_size", JAVA_LONG, ADDRESS, JAVA_INT);
    sequenceSave =
        bind("llama_state_seq_get_data", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    sequenceRestore =
        bind("llama_state_seq_set_data", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    cacheClear = bind("llama_kv_self_clear", null, ADDRESS);
    cacheUsed = bind("llama_kv_self_used_cells", JAVA_INT, ADDRESS);
    cacheDefragment = bind("llama_kv_self_defrag", null, ADDRESS);
    cacheUpdate = bind("llama_kv_self_update", null, ADDRESS);
  }

  /**
   * The library, loaded and silenced at the first call; later calls return the same one whatever
   * directory they name.
   */
  static synchronized Llama load(Path cache) {
    var llama = loaded;
    if (llama == null) {
      llama = new Llama(NativeLibrary.load(cache));
      llama.silence();
      call(llama.bind("llama_backend_init", null));
      loaded = llama;
    }
    return llama;
  }

  /**
   * Calls a handle; the generic signature costs a boxed argument list and is meant for calls made
   * once, not per token.
   */
  static @Nullable Object call(MethodHandle handle, Object... arguments) {
    try {
      return handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /**
   * What a foreign call throws is never about the request: a wrong handle type or a failed linker.
   */
  static IllegalStateException broken(Throwable cause) {
    return new IllegalStateException("A call into llama.cpp failed: " + cause.getMessage(), cause);
  }

  private MethodHandle bind(String name, @Nullable MemoryLayout result, MemoryLayout... arguments) {
    var address =
        symbols
            .find(name)
            .orElseThrow(() ->
                new LocalModelException(
                    "The llama.cpp library has no function "
                        + name
                        + ".\nHone needs the natives of de.kherud:llama:4.2.0; is another version on the class path?"));
    return link(
        address,
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments));
  }

  @SuppressWarnings("restricted")
  private MethodHandle link(MemorySegment address, FunctionDescriptor descriptor) {
    return linker.downcallHandle(address, descriptor);
  }

  @SuppressWarnings("restricted")
  private void silence() {
    try {
      var type =
          MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class);
      var handle = MethodHandles.lookup().findStatic(Llama.class, "ignore", type);
      var stub =
          linker.upcallStub(
              handle, FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS), Arena.global());
      call(bind("llama_log_set", null, ADDRESS, ADDRESS), stub, MemorySegment.NULL);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw broken(e);
    }
  }

  @SuppressWarnings("unused")
  private static void ignore(int level, MemorySegment text, MemorySegment data) {}
}
