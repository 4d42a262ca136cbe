package dev.hone.core;

import java.util.List;

/**
 * A named, typed place in a program where a model is asked something. Declares; holds no state. Two
 * predictors of one program never share a slot.
 *
 * @param slot the stable name by which candidates, traces and events know this place
 * @param seed the prompt a search starts from
 */
public record Predictor<I, O>(
    String slot, Signature signature, Codec<I> in, Codec<O> out, Prompt seed) {

  public Predictor {
    if (slot.isBlank())
      throw new BadInput(
          "A predictor needs a slot name, for example Predictor.of(\"classify\", …).");
  }

  public static <I extends Record, O extends Record> Predictor<I, O> of(
      String slot, Class<I> in, Class<O> out, String instructions) {
    return new Predictor<>(
        slot, Signature.of(in, out), Codec.of(in), Codec.of(out), Prompt.of(instructions));
  }

  /** A predictor over plain values, its signature in {@linkplain Signature#parse string form}. */
  public static Predictor<Values, Values> of(String slot, String signature, String instructions) {
    return of(slot, Signature.parse(signature), Prompt.of(instructions));
  }

  public static Predictor<Values, Values> of(String slot, Signature signature, Prompt seed) {
    return new Predictor<>(
        slot, signature, Codec.values(signature.inputs()), Codec.values(signature.outputs()), seed);
  }

  /**
   * A slot whose own text is its output: no model follows it, the text itself is what is judged. A
   * program reads it with {@link Session#text}.
   *
   * @param seed the text a search starts from; may be empty
   * @param purpose what the text is for, as its writer should know it; may be empty
   */
  public static Predictor<Values, Values> text(String slot, Prompt seed, String purpose) {
    var output = List.of(Field.of(OwnText.NAME, FieldType.Simple.TEXT).withDescription(purpose));
    return new Predictor<>(
        slot, new Signature(List.of(), output), Codec.values(List.of()), new OwnText(output), seed);
  }

  /** Whether the slot's own text is its output, so that no model is asked. */
  public boolean isText() {
    return out instanceof OwnText;
  }

  /** What a {@linkplain #text text} is for; empty when that was not said, or it is no text. */
  public String purpose() {
    return isText() ? signature.outputs().getFirst().description() : "";
  }

  public Predictor<I, O> withSignature(Signature next) {
    return new Predictor<>(slot, next, in, out, seed);
  }

  /** The same place, whose seed is asked with these sampling settings instead of its own. */
  public Predictor<I, O> withSettings(Settings settings) {
    return new Predictor<>(slot, signature, in, out, seed.withSettings(settings));
  }
}
