package dev.hone.testkit;

import dev.hone.core.BadInput;
import dev.hone.core.Coercion;
import dev.hone.core.Completion;
import dev.hone.core.Demo;
import dev.hone.core.FieldMismatch;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import dev.hone.lm.Adapter;
import dev.hone.lm.ParseFailure;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A format for scripted models: the question is one JSON object, from which {@link Question} is
 * read; the answer is a JSON object too.
 */
public record ScriptedFormat() implements Adapter {

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public Request render(Signature signature, Prompt prompt, Values input) {
    var body = new LinkedHashMap<String, Object>();
    body.put("signature", prompt.describe(signature).text());
    body.put(
        "demos",
        prompt.towards(signature, input).demos().stream()
            .filter(Demo.Solved.class::isInstance)
            .map(Demo.Solved.class::cast)
            .map(d -> Values.of("input", d.input(), "output", d.output()).map())
            .toList());
    body.put("input", input.map());
    var messages =
        List.of(Message.system(prompt.instructions().text()), Message.user(Json.write(body)));
    return Request.of(messages)
        .withModel(prompt.model().orElse(""))
        .withSettings(prompt.settings());
  }

  @Override
  public Values parse(Signature signature, Completion completion) {
    try {
      return Coercion.coerce(signature.outputs(), Json.parseObject(completion.text()));
    } catch (BadInput | FieldMismatch e) {
      throw new ParseFailure(String.valueOf(e.getMessage()), e);
    }
  }
}
