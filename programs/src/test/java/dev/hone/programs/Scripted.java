package dev.hone.programs;

import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import dev.hone.lm.Adapter;
import dev.hone.lm.LanguageModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A model that answers what a test says, and keeps what it was asked. */
final class Scripted implements LanguageModel {
  final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final Function<Values, Map<String, ?>> answers;

  /** From the inputs (and {@code instructions}) to the outputs. */
  Scripted(Function<Values, Map<String, ?>> answers) {
    this.answers = answers;
  }

  @Override
  public Completion complete(Request request) {
    requests.add(request);
    var input = Values.of(Json.parseObject(request.messages().getLast().text()));
    var told = input.with("instructions", request.messages().getFirst().text());
    return Completion.of(Json.write(answers.apply(told)), Completion.Usage.NONE, name());
  }

  @Override
  public String name() {
    return "scripted/model";
  }

  /** Speaks JSON in both directions. */
  static final Adapter JSON =
      new Adapter() {
        @Override
        public String name() {
          return "scripted";
        }

        @Override
        public Request render(Signature signature, Prompt prompt, Values input) {
          return Request.of(
              List.of(
                  Message.system(prompt.instructions().text()),
                  Message.user(Json.write(input.map()))));
        }

        @Override
        public Values parse(Signature signature, Completion completion) {
          return dev.hone.core.Coercion.coerce(
              signature.outputs(), Json.parseObject(completion.text()));
        }
      };
}
