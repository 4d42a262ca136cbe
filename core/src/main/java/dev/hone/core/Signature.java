package dev.hone.core;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What goes into and comes out of one model call. Never what the model is told: instructions live
 * in a {@link Candidate}.
 *
 * @param inputs in the order in which they are shown to a model
 * @param outputs in the order in which a model is asked for them; at least one
 */
public record Signature(List<Field> inputs, List<Field> outputs) {

  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    if (outputs.isEmpty())
      throw new BadInput("A signature needs at least one output, for example 'text -> label'.");
    var seen = new HashSet<String>();
    for (var field : Stream.concat(inputs.stream(), outputs.stream()).toList())
      if (!seen.add(field.name()))
        throw new BadInput(
            "Field '%s' occurs twice in the signature. Give every input and output its own name."
                .formatted(field.name()));
  }

  /**
   * Reads the string form: {@code "text, tags: list[str] -> label: 'a'|'b', score: float, note:
   * str?"}.
   *
   * <p>Types are {@code str int float bool date time datetime any}, {@code list[T]}, {@code
   * map[T]}, {@code {name: T}} for a nested record and quoted alternatives for a choice; a field
   * without a type is text. A trailing {@code ?}, or {@code | None}, makes a field optional.
   *
   * @throws BadInput naming the column and what was expected there
   */
  public static Signature parse(String text) {
    return new SignatureReader(text).read();
  }

  /**
   * The signature of two record types; {@link Describe} on a component becomes the field's
   * description.
   */
  public static Signature of(Class<? extends Record> in, Class<? extends Record> out) {
    return new Signature(RecordCodec.fields(in), RecordCodec.fields(out));
  }

  public Field output(String name) {
    return outputs.stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new BadInput("No output '%s' in '%s'.".formatted(name, text())));
  }

  /** The same signature with these descriptions; names that are not fields are an error. */
  public Signature describe(Map<String, String> descriptions) {
    for (var name : descriptions.keySet())
      if (Stream.concat(inputs.stream(), outputs.stream()).noneMatch(f -> f.name().equals(name)))
        throw new BadInput(
            "A description is given for '%s', which is not a field of '%s'."
                .formatted(name, text()));
    return new Signature(described(inputs, descriptions), described(outputs, descriptions));
  }

  /**
   * The same signature with one more output before all others, as chain of thought does with its
   * reasoning.
   */
  public Signature withFirstOutput(Field field) {
    return new Signature(inputs, Stream.concat(Stream.of(field), outputs.stream()).toList());
  }

  /** The string form, from which {@link #parse} reads an equal signature up to descriptions. */
  public String text() {
    return fields(inputs) + " -> " + fields(outputs);
  }

  private static String fields(List<Field> fields) {
    return fields.stream().map(Field::text).collect(Collectors.joining(", "));
  }

  private static List<Field> described(List<Field> fields, Map<String, String> descriptions) {
    return fields.stream()
        .map(f ->
            descriptions.containsKey(f.name()) ? f.withDescription(descriptions.get(f.name())) : f)
        .toList();
  }
}
