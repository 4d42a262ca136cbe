package dev.hone.data;

import dev.hone.core.Codec;
import dev.hone.core.Grade;
import dev.hone.core.Metric;
import dev.hone.core.Session;
import dev.hone.core.Signature;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The metrics that come with Hone. All give feedback that names what was expected and what came;
 * all are safe for use by many threads.
 *
 * <p>Several fields count equally, and each is a part of the grade. Further right answers may stand
 * in an extra column {@code accepted}: a list, or a map from field to list.
 */
public final class Metrics {
  private Metrics() {}

  /** 1 when the values are equal by type: numbers by value, text up to surrounding space. */
  public static DescribedMetric exact(String... fields) {
    return new Exact(List.of(fields), false);
  }

  /** 1 when the texts are equal but for case, punctuation, the words a, an, the, and space. */
  public static DescribedMetric normalised(String... fields) {
    return new Normalised(List.of(fields));
  }

  /** The overlap of words, from 0 to 1. */
  public static DescribedMetric f1(String... fields) {
    return new F1(List.of(fields));
  }

  /** 1 when the expected text occurs in the answer, in any case. */
  public static DescribedMetric contains(String... fields) {
    return new Contains(List.of(fields), false);
  }

  /**
   * 1 when {@code pattern} is found in the answer.
   *
   * @throws dev.hone.core.BadInput when it is no regular expression
   */
  public static DescribedMetric regex(String pattern, String... fields) {
    return new Matches(List.of(fields), Optional.of(Matches.compile(pattern)));
  }

  /**
   * 1 when the answer's number, or the final number of its text, is within {@code tolerance} of the
   * expected one.
   */
  public static DescribedMetric numeric(double tolerance, String... fields) {
    return new Numeric(List.of(fields), tolerance, 0);
  }

  /** The overlap of two lists as sets (F1), elements compared normalised. */
  public static DescribedMetric set(String... fields) {
    return new SetOverlap(List.of(fields), SetOverlap.Measure.F1);
  }

  /** 1 when two JSON values are equal, keys in any order. */
  public static DescribedMetric json(String... fields) {
    return new JsonEqual(List.of(fields), 0, false);
  }

  /** A model's judgement by a rubric, on a scale from {@code worst} to {@code best}. */
  public static DescribedMetric judge(String rubric, double worst, double best) {
    return Judge.of(rubric, worst, best, "");
  }

  /**
   * The weighted mean of metrics by name.
   *
   * @param weights positive; only their ratio counts; as many as metrics
   */
  public static DescribedMetric mix(List<Double> weights, DescribedMetric... metrics) {
    if (weights.size() != metrics.length)
      throw new IllegalArgumentException(
          "A mix has %d metrics but %d weights.".formatted(metrics.length, weights.size()));
    return MetricReader.mix(Arrays.asList(metrics), weights);
  }

  /**
   * Reads the {@code metric} block of a task: a name, {@code {exact: [date], numeric: [amount]}},
   * {@code {numeric: {fields: [amount], tolerance: 0.01}}}, or {@code {mix: [{exact: [a], weight:
   * 2}, {judge: {rubric: …}}]}}. Commands are refused.
   *
   * @param spec a text, a list or a map as YAML gives them
   * @param signature whose outputs are judged
   * @throws dev.hone.core.BadInput naming the metric, option or field that is unknown, and the
   *     nearest known one
   */
  public static DescribedMetric of(Object spec, Signature signature) {
    return new MetricReader(signature, Path.of(""), false).read(spec);
  }

  /**
   * As {@link #of(Object, Signature)}, with external commands.
   *
   * @param folder where commands run
   * @param commandsAllowed whether the user said that the task may run programs
   */
  public static DescribedMetric of(
      Object spec, Signature signature, Path folder, boolean commandsAllowed) {
    return new MetricReader(signature, folder, commandsAllowed).read(spec);
  }

  /** A metric over records by way of their values. */
  public static <I extends Record, O extends Record> Metric<I, O> over(
      Class<I> input, Class<O> output, Metric<Values, Values> metric) {
    var in = Codec.of(input);
    var out = Codec.of(output);
    return new Metric<>() {
      @Override
      public Grade grade(I given, O expected, O actual, Trace trace) throws Exception {
        return metric.grade(in.encode(given), out.encode(expected), out.encode(actual), trace);
      }

      @Override
      public Grade grade(I given, O expected, O actual, Trace trace, Session judge)
          throws Exception {
        return metric.grade(
            in.encode(given), out.encode(expected), out.encode(actual), trace, judge);
      }
    };
  }

  /** The description of a metric, as JSON for a run record. */
  public static LinkedHashMap<String, Object> toJson(DescribedMetric.Description metric) {
    var map = new LinkedHashMap<String, Object>();
    map.put("name", metric.name());
    map.put("version", metric.version());
    if (!metric.fields().isEmpty()) map.put("fields", metric.fields());
    if (!metric.options().isEmpty()) map.put("options", metric.options());
    if (!metric.parts().isEmpty())
      map.put(
          "parts",
          metric.parts().stream()
              .map(p -> {
                var part = new LinkedHashMap<String, Object>();
                part.put("name", p.name());
                part.put("weight", p.weight());
                part.put("metric", toJson(p.metric()));
                return part;
              })
              .toList());
    return map;
  }
}
