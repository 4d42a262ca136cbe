package dev.hone.lmopenai;

import dev.hone.core.Completion;
import dev.hone.core.Completion.Finish;
import dev.hone.core.Completion.Usage;
import dev.hone.core.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers a completion from one whole answer or from the parts of a stream. */
final class Answer {
  private final StringBuilder refusal = new StringBuilder();
  private final List<Completion.Token> tokens = new ArrayList<>();
  private final SortedMap<Integer, Call> calls = new TreeMap<>();
  private final StringBuilder text = new StringBuilder();
  private Usage usage = Usage.NONE;
  private String finish = "";
  private String model = "";
  private boolean begun;

  private static final class Call {
    private String id = "";
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
  }

  /** Takes a completion or a chunk of one; returns the text it adds. */
  String take(Tree part) {
    if (part.has("model")) model = part.text("model");
    if (part.has("usage")) usage = usage(part.tree("usage"));
    var choices = part.trees("choices");
    if (choices.isEmpty()) return "";
    begun = true;
    var choice = choices.getFirst();
    var said = choice.has("message") ? choice.tree("message") : choice.tree("delta");
    var more = said.text("content");
    text.append(more);
    refusal.append(said.text("refusal"));
    if (choice.has("finish_reason")) finish = choice.text("finish_reason");
    if (said.has("tool_calls")) calls(said.trees("tool_calls"));
    if (choice.has("logprobs"))
      for (var token : choice.tree("logprobs").trees("content")) tokens.add(token(token));
    return more;
  }

  /** Whether anything of an answer has been taken. */
  boolean begun() {
    return begun;
  }

  /** Whether the model has said why it stopped. */
  boolean finished() {
    return !finish.isEmpty();
  }

  Completion completion(String asked, Completion.Timing timing) {
    var asking =
        calls.values().stream()
            .map(c -> new Message.ToolCall(c.id, c.name.toString(), c.arguments.toString()))
            .toList();
    boolean refused = text.isEmpty() && asking.isEmpty() && !refusal.isEmpty();
    return new Completion(
        (refused ? refusal : text).toString(),
        asking,
        usage,
        refused ? Finish.FILTERED : finish(),
        model.isEmpty() ? asked : model,
        OptionalDouble.empty(),
        tokens,
        Completion.Source.FRESH,
        timing);
  }

  private Finish finish() {
    return switch (finish) {
      case "stop", "eos" -> Finish.STOP;
      case "length" -> Finish.LENGTH;
      case "tool_calls", "function_call" -> Finish.TOOL_CALLS;
      case "content_filter" -> Finish.FILTERED;
      default -> Finish.OTHER;
    };
  }

  private void calls(List<Tree> parts) {
    for (int i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      int index = part.has("index") ? (int) part.number("index") : i;
      var call = calls.computeIfAbsent(index, _ -> new Call());
      if (!part.text("id").isEmpty()) call.id = part.text("id");
      call.name.append(part.tree("function").text("name"));
      call.arguments.append(part.tree("function").text("arguments"));
    }
  }

  private static Usage usage(Tree usage) {
    return new Usage(
        usage.number("prompt_tokens"),
        usage.tree("prompt_tokens_details").number("cached_tokens"),
        usage.number("completion_tokens"),
        usage.tree("completion_tokens_details").number("reasoning_tokens"));
  }

  private static Completion.Token token(Tree token) {
    var alternatives =
        token.trees("top_logprobs").stream()
            .map(t -> new Completion.Alternative(t.text("token"), t.decimal("logprob")))
            .toList();
    return new Completion.Token(token.text("token"), token.decimal("logprob"), alternatives);
  }
}
