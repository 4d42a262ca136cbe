package dev.hone.cli;

import dev.hone.core.Candidate;
import dev.hone.core.Completion;
import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Session;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import dev.hone.lm.Adapter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Runs a program without any model: renders what would be asked, and answers with what the example
 * expects, or with something of the right type.
 */
final class Rehearsal implements Session {
  private final Candidate candidate;
  private final Adapter format;
  private final Values expected;
  private final List<Asked> asked = new ArrayList<>();

  /** A request that would be sent, and the size of a likely answer in characters. */
  record Asked(String slot, Request request, long answer) {}

  private Rehearsal(Candidate candidate, Adapter format, Values expected) {
    this.candidate = candidate;
    this.format = format;
    this.expected = expected;
  }

  /** What one rollout would ask. */
  static List<Asked> of(
      Program<Values, Values> program, Candidate candidate, Adapter format, Example example)
      throws Exception {
    var rehearsal = new Rehearsal(candidate, format, example.expected());
    program.run(example.input(), rehearsal);
    return rehearsal.asked;
  }

  /** {@code candidate} with as many labelled demos as fit from {@code examples}, in every slot. */
  static Candidate withDemos(
      Candidate candidate, Program<Values, Values> program, List<Example> examples, int demos) {
    var next = candidate;
    for (var predictor : program.predictors()) {
      var signature = predictor.signature();
      var list =
          examples.stream()
              .limit(demos)
              .<Demo>map(e ->
                  new Demo.Solved(
                      e.input().merge(e.expected()).only(signature.inputs()),
                      e.expected().only(signature.outputs()),
                      false))
              .toList();
      next = next.withDemos(predictor.slot(), list);
    }
    return next;
  }

  @Override
  public <I, O> O call(Predictor<I, O> predictor, I input) {
    var signature = predictor.signature();
    var request = format.render(signature, prompt(predictor.slot()), predictor.in().encode(input));
    var answer = answer(signature.outputs(), expected);
    asked.add(new Asked(predictor.slot(), request, answer.text().length()));
    return predictor.out().decode(answer);
  }

  private static Values answer(List<Field> fields, Values expected) {
    var map = new LinkedHashMap<String, Object>();
    for (var field : fields) {
      var known = expected.get(field.name());
      map.put(field.name(), known == null ? placeholder(field) : known);
    }
    return new Values(map);
  }

  /** Something that could stand in a field. */
  static Object placeholder(Field field) {
    return switch (field.type()) {
      case FieldType.Simple simple ->
          switch (simple) {
            case BOOL -> true;
            case INT -> 1L;
            case DECIMAL -> 1.0;
            case DATE -> "2000-01-01";
            case TIME -> "12:00:00";
            case DATETIME -> "2000-01-01T12:00:00";
            case TEXT, ANY -> "(" + field.name() + ")";
          };
      case FieldType.Choice choice -> choice.options().getFirst();
      case FieldType.ListOf _ -> List.of();
      case FieldType.MapOf _ -> Map.of();
      case FieldType.Structure structure -> answer(structure.fields(), Values.EMPTY).map();
    };
  }

  /** An input of which every field is a placeholder. */
  static Values placeholders(List<Field> fields) {
    return answer(fields, Values.EMPTY);
  }

  @Override
  public Prompt prompt(String slot) {
    return candidate.at(slot);
  }

  @Override
  public Completion exchange(String slot, Request request) {
    asked.add(new Asked(slot, request, 0));
    return Completion.of("", Completion.Usage.NONE, "");
  }

  @Override
  public Values step(Trace.Kind kind, String name, Values input, UnaryOperator<Values> work) {
    return work.apply(input);
  }

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }
}
