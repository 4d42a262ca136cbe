package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Answers with a function and remembers what it was asked. */
final class ScriptedModel implements LanguageModel {
  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final String name;
  private final Function<Request, Completion> answer;
  boolean closed;

  ScriptedModel(String name, Function<Request, Completion> answer) {
    this.name = name;
    this.answer = answer;
  }

  static ScriptedModel saying(String text) {
    return new ScriptedModel("openai/gpt-5-mini", _ -> said(text));
  }

  static Completion said(String text) {
    return Completion.of(text, Completion.Usage.of(1000, 100), "scripted");
  }

  @Override
  public Completion complete(Request request) {
    requests.add(request);
    return answer.apply(request);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    closed = true;
  }
}
