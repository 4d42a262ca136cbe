package dev.hone.lm;

import dev.hone.core.Request;
import java.util.List;

/** A model that can tell how likely it finds given answers, without generating. */
public interface ScoringModel extends LanguageModel {

  /**
   * The total log-probability of each option as the whole answer to {@code request}, in the order
   * of {@code options}.
   */
  double[] score(Request request, List<String> options);
}
