package dev.hone.optimizers;

import dev.hone.core.Describe;
import dev.hone.core.Predictor;
import dev.hone.core.Signature;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/** What OPRO asks its teacher. */
final class OproPrompt {
  /** Where the instruction will stand in an example. */
  static final String PLACE = "<INSTRUCTION>";

  private static final int EXAMPLES = 2;

  private OproPrompt() {}

  record Ask(
      @Describe("the score of an instruction with which every case is solved") String perfect,
      @Describe("earlier instructions, from the lowest score to the highest") String attempts,
      @Describe(
              "cases of the task with the right answer; "
                  + PLACE
                  + " marks where the instruction stands")
          Optional<String> examples,
      @Describe("proposed before; do not write these again") Optional<String> repeated,
      @Describe("write each of these exactly once, where the value is to stand")
          Optional<String> variables,
      @Describe("stands around the instruction already; do not repeat it")
          Optional<String> fixedText) {}

  record Idea(
      @Describe("the new instruction alone, without comment or quotation marks")
          String instruction) {}

  static final Predictor<Ask, Idea> PROPOSE =
      Predictor.of(
          "opro",
          Ask.class,
          Idea.class,
          """
          You improve the instruction that a language model is given for a task. You see instructions \
          that were tried, each with the score it reached; the higher the score, the better, and the \
          highest stand last. Find out what the good ones have in common and what may still be missing.
          Write one new instruction that differs from every one shown and will score higher. Keep it \
          concise and general: it has to help on cases that nobody has seen yet.\
          """);

  /** The predictor with its fields in the order that the options ask for. */
  static Predictor<Ask, Idea> predictor(Opro options) {
    if (!options.exemplarsFirst()) return PROPOSE;
    var inputs = new ArrayList<>(PROPOSE.signature().inputs());
    inputs.addFirst(inputs.remove(EXAMPLES));
    return PROPOSE.withSignature(new Signature(inputs, PROPOSE.signature().outputs()));
  }

  /** Trimmed, without double asterisks, the first letter a capital. */
  static String clean(String text) {
    var plain = text.replace("**", "").strip();
    return plain.isEmpty()
        ? plain
        : plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
  }
}
