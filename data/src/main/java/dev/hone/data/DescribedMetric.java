package dev.hone.data;

import dev.hone.core.Metric;
import dev.hone.core.Predictor;
import dev.hone.core.Values;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A metric that can say what it measures, for the record of a run. */
public interface DescribedMetric extends Metric<Values, Values> {

  Description describe();

  /** What it asks a judge with, once for each call at most; empty when it asks none. */
  default List<Predictor<Values, Values>> judges() {
    return List.of();
  }

  /** How many of these calls it makes whatever the output is. */
  default int leastJudgements() {
    return judges().size();
  }

  /**
   * What a metric measures.
   *
   * @param version raised whenever equal outputs would be graded differently than before
   * @param fields the expected outputs it reads; empty when it can do without any
   * @param options what was chosen, without what is usual
   * @param parts what it is mixed from
   */
  record Description(
      String name,
      int version,
      List<String> fields,
      SortedMap<String, Object> options,
      List<Part> parts) {

    public Description {
      fields = List.copyOf(fields);
      options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
      parts = List.copyOf(parts);
    }

    static Description of(String name, List<String> fields, Map<String, Object> options) {
      return new Description(name, 1, fields, new TreeMap<>(options), List.of());
    }

    /** The expected outputs that it or a part of it reads. */
    public SortedSet<String> needs() {
      var needs = new TreeSet<>(fields);
      for (var part : parts) needs.addAll(part.metric().needs());
      return needs;
    }
  }

  /** A metric in a mix; weights of one mix add up to 1. */
  record Part(String name, double weight, Description metric) {}
}
