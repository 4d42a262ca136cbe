package dev.hone.bench;

import dev.hone.engine.Interval;
import java.util.List;
import java.util.Optional;

/**
 * One method over all tasks and models.
 *
 * @param grounds on how many tasks and models it was measured
 * @param score mean test score over them
 * @param gain mean over them, its interval with the tasks as the sample
 * @param rank mean rank by test score, 1 the best; equal scores share their ranks
 * @param improved on how many a gain is claimed
 * @param worse on how many a loss is
 * @param rollouts of one search, on average
 * @param usd of one search; empty when a price is unknown
 */
public record Overall(
    String method,
    int grounds,
    double score,
    Interval gain,
    double rank,
    int improved,
    int worse,
    double rollouts,
    double calls,
    double tokens,
    Optional<Double> usd,
    double seconds,
    double promptCharacters) {

  static Overall of(String method, List<Row> all) {
    var rows = all.stream().filter(r -> r.method().equals(method)).toList();
    return new Overall(
        method,
        rows.size(),
        rows.stream().mapToDouble(r -> r.optimized().mean()).average().orElse(0),
        Repeated.acrossTasks(
            rows.stream().mapToDouble(r -> r.optimized().mean() - r.base().mean()).toArray(),
            -1,
            1),
        rows.stream().mapToDouble(r -> rank(r, all)).average().orElse(0),
        (int) rows.stream().filter(Row::improved).count(),
        (int) rows.stream().filter(Row::worse).count(),
        rows.stream().mapToDouble(Row::rollouts).average().orElse(0),
        rows.stream().mapToDouble(Row::calls).average().orElse(0),
        rows.stream().mapToDouble(Row::tokens).average().orElse(0),
        Row.sum(rows.stream().map(Row::usd).toList()).map(s -> s / rows.size()),
        rows.stream().mapToDouble(Row::seconds).average().orElse(0),
        rows.stream().mapToDouble(Row::promptCharacters).average().orElse(0));
  }

  private static double rank(Row row, List<Row> all) {
    var rivals = all.stream().filter(r -> r.ground().equals(row.ground())).toList();
    double mean = row.optimized().mean();
    long above = rivals.stream().filter(r -> r.optimized().mean() > mean).count();
    long level = rivals.stream().filter(r -> r.optimized().mean() == mean).count();
    return above + (level + 1) / 2.0;
  }
}
