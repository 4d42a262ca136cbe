package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.Predictor;
import dev.hone.core.Signature;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a step of a pipeline comes to its outputs. */
public enum Style {
  PREDICT("predict"),
  CHAIN_OF_THOUGHT("chain-of-thought"),
  /** No model is asked: the step's only output is its own text. */
  TEXT("text");

  /** Styles that programs written in Java can follow, and pipelines cannot. */
  private static final List<String> ELSEWHERE =
      List.of(
          "react",
          "program-of-thought",
          "best-of-n",
          "refine",
          "multi-chain-comparison",
          "majority",
          "ensemble",
          "retrieval");

  private final String text;

  Style(String text) {
    this.text = text;
  }

  /** The name in task files. */
  public String text() {
    return text;
  }

  /**
   * @throws BadInput listing the styles there are
   */
  public static Style named(String name) {
    return Stream.of(values())
        .filter(s -> s.text.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new BadInput(
                ELSEWHERE.contains(name)
                    ? "the style '%s' is not available in pipelines. Use one of %s."
                        .formatted(name, names())
                    : "there is no style '%s'. Use one of %s.".formatted(name, names())));
  }

  /** The style a slot follows. */
  static Style of(Predictor<?, ?> predictor) {
    if (predictor.isText()) return TEXT;
    var signature = predictor.signature();
    return ChainOfThought.reasons(signature) ? CHAIN_OF_THOUGHT : PREDICT;
  }

  /** What a model is asked for when a step declares {@code signature}. */
  Signature asked(Signature signature) {
    return this == CHAIN_OF_THOUGHT && !ChainOfThought.reasons(signature)
        ? ChainOfThought.reasoned(signature)
        : signature;
  }

  private static String names() {
    return Stream.of(values()).map(Style::text).collect(Collectors.joining(", "));
  }
}
