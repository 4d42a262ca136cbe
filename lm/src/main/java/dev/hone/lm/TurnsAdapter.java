package dev.hone.lm;

import dev.hone.core.Coercion;
import dev.hone.core.Demo;
import dev.hone.core.Field;
import dev.hone.core.FieldMismatch;
import dev.hone.core.Message;
import dev.hone.core.NearestDemos;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.core.Signature;
import dev.hone.core.Template;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What formats for chat models share: a system turn, demos as pairs of turns, the question. Demos
 * that lack fields come before complete ones and say so. All but the question, and the choice of
 * demos where it depends on the question, is rendered once per prompt and remembered.
 */
abstract class TurnsAdapter implements Adapter {
  private static final int SLOTS = 512;
  private static final int CHOICES = 16;

  private final Prefix[] prefixes = new Prefix[SLOTS];
  private final Choice[] choices = new Choice[CHOICES];

  /**
   * Immutable, so that a race between threads costs a rendering and never gives a wrong one.
   *
   * @param turns the system turn, and the demos where every question is shown all of them
   * @param choice the demos where a question is shown some of them
   */
  private record Prefix(
      Signature asked,
      Prompt prompt,
      Signature signature,
      Template instructions,
      boolean filled,
      List<Message> turns,
      Optional<Choice> choice,
      String reminder,
      ResponseFormat format,
      Settings settings) {}

  /**
   * A demo as it is shown.
   *
   * @param turns none for a demo that shows nothing
   */
  private record Shown(boolean complete, List<Message> turns) {}

  /** Demos, of which a question is shown those most like it. */
  private record Choice(
      Signature signature, List<Demo> demos, NearestDemos nearest, List<Shown> shown) {
    List<Message> turnsFor(Values question, int k) {
      return arranged(nearest.to(question, k).stream().map(shown::get).toList());
    }
  }

  /** The system turn. */
  abstract String system(Signature signature, String instructions);

  /** The beginning of a system turn: the instructions, if any, and the inputs. */
  static StringBuilder opening(Signature signature, String instructions) {
    var text = new StringBuilder(512);
    if (!instructions.isBlank()) text.append(instructions.strip()).append("\n\n");
    if (!signature.inputs().isEmpty())
      text.append("You are given these fields:\n")
          .append(FieldText.lines(signature.inputs()))
          .append("\n\n");
    return text;
  }

  /** Appends the present inputs. */
  abstract void question(Signature signature, Values input, StringBuilder out);

  /** The outputs that are present, as a model should have written them. */
  abstract String answer(Signature signature, Values output);

  /** A short last word after the question; may be empty. */
  abstract String reminder(Signature signature);

  ResponseFormat format(Signature signature) {
    return ResponseFormat.FREE;
  }

  Settings settings(Signature signature, Prompt prompt) {
    return prompt.settings();
  }

  @Override
  public Request render(Signature signature, Prompt prompt, Values input) {
    checkPresent(signature, input);
    var prefix = prefix(signature, prompt);
    var messages = new ArrayList<Message>(prefix.turns().size() + 1);
    messages.addAll(prefix.turns());
    prefix.choice().ifPresent(c -> messages.addAll(c.turnsFor(input, prompt.nearest().getAsInt())));
    if (prefix.filled())
      messages.set(
          0, Message.system(system(prefix.signature(), prefix.instructions().render(input.map()))));
    var question = new StringBuilder(256);
    question(prefix.signature(), input, question);
    if (!prefix.reminder().isEmpty()) {
      if (!question.isEmpty()) question.append("\n\n");
      question.append(prefix.reminder());
    }
    messages.add(Message.user(question.toString()));
    return new Request(
        prompt.model().orElse(""), messages, prefix.settings(), List.of(), prefix.format(), 0);
  }

  static void checkPresent(Signature signature, Values input) {
    for (var field : signature.inputs())
      if (!field.optional() && !input.has(field.name()))
        throw new FieldMismatch(
            field.name(), "present (" + Coercion.expectation(field.type()) + ")", "");
  }

  /** Whether the instructions have a hole that an input fills. */
  static boolean filled(Template instructions, Signature signature) {
    return instructions.variables().stream()
        .anyMatch(v -> signature.inputs().stream().anyMatch(f -> f.name().equals(v)));
  }

  @SuppressWarnings("ReferenceEquality")
  private Prefix prefix(Signature signature, Prompt prompt) {
    int slot =
        (System.identityHashCode(prompt) * 31 + System.identityHashCode(signature)) & (SLOTS - 1);
    var known = prefixes[slot];
    if (known != null && known.prompt() == prompt && known.asked() == signature) return known;
    var made = made(signature, prompt);
    prefixes[slot] = made;
    return made;
  }

  private Prefix made(Signature asked, Prompt prompt) {
    var signature = prompt.describe(asked);
    var instructions = Template.of(prompt.instructions().text());
    var turns = new ArrayList<Message>();
    turns.add(Message.system(system(signature, prompt.instructions().text())));
    var choice = Optional.<Choice>empty();
    if (prompt.nearest().isPresent()) choice = Optional.of(choice(signature, prompt.demos()));
    else turns.addAll(arranged(shown(signature, prompt.demos())));
    return new Prefix(
        asked,
        prompt,
        signature,
        instructions,
        filled(instructions, signature),
        List.copyOf(turns),
        choice,
        reminder(signature),
        format(signature),
        settings(signature, prompt));
  }

  /** Kept for all prompts that share demos: a search changes instructions far more often. */
  @SuppressWarnings("ReferenceEquality")
  private Choice choice(Signature signature, List<Demo> demos) {
    int slot = System.identityHashCode(demos) & (CHOICES - 1);
    var known = choices[slot];
    if (known != null && known.demos() == demos && known.signature() == signature) return known;
    var made =
        new Choice(
            signature, demos, NearestDemos.of(signature.inputs(), demos), shown(signature, demos));
    choices[slot] = made;
    return made;
  }

  private List<Shown> shown(Signature signature, List<Demo> demos) {
    return demos.stream()
        .map(demo ->
            switch (demo) {
              case Demo.Turns(var messages) -> new Shown(true, messages);
              case Demo.Solved solved when complete(signature, solved) ->
                  new Shown(true, pair(signature, solved));
              case Demo.Solved solved ->
                  new Shown(false, shows(signature, solved) ? pair(signature, solved) : List.of());
            })
        .toList();
  }

  /** Those that lack fields first. */
  private static List<Message> arranged(List<Shown> demos) {
    var turns = new ArrayList<Message>(2 * demos.size());
    for (var demo : demos) if (!demo.complete()) turns.addAll(demo.turns());
    for (var demo : demos) if (demo.complete()) turns.addAll(demo.turns());
    return turns;
  }

  static boolean complete(Signature signature, Demo.Solved demo) {
    return missing(signature, demo).isEmpty();
  }

  /** Whether an incomplete demo still shows something: an output, and an input if there are any. */
  static boolean shows(Signature signature, Demo.Solved demo) {
    return signature.outputs().stream().anyMatch(f -> demo.output().has(f.name()))
        && (signature.inputs().isEmpty()
            || signature.inputs().stream().anyMatch(f -> demo.input().has(f.name())));
  }

  static List<Field> missing(Signature signature, Demo.Solved demo) {
    return Stream.concat(
            lacking(signature.inputs(), demo.input()), lacking(signature.outputs(), demo.output()))
        .toList();
  }

  private static Stream<Field> lacking(List<Field> fields, Values values) {
    return fields.stream().filter(f -> !f.optional() && !values.has(f.name()));
  }

  private List<Message> pair(Signature signature, Demo.Solved demo) {
    var question = new StringBuilder();
    var missing = missing(signature, demo);
    if (!missing.isEmpty())
      question
          .append("(An example with some fields left out: ")
          .append(FieldText.names(missing))
          .append(".)\n\n");
    question(signature, demo.input(), question);
    return List.of(
        Message.user(question.toString()), Message.assistant(answer(signature, demo.output())));
  }

  /** Appends a {@code name: value} line per present field. */
  static void labelled(List<Field> fields, Values values, StringBuilder out) {
    boolean first = true;
    for (var field : fields) {
      var value = values.get(field.name());
      if (value == null) continue;
      if (!first) out.append('\n');
      first = false;
      out.append(field.name()).append(": ").append(FieldText.value(field, value));
    }
  }
}
