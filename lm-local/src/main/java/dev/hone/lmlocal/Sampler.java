package dev.hone.lmlocal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Draws the next token from the model's scores: temperature first, then the {@code topK} likeliest,
 * then the smallest set that holds {@code topP} of the probability, then those at least {@code
 * minP} times as likely as the likeliest. A temperature of 0 takes the likeliest token, the lowest
 * id on a tie. The same seed gives the same draws from the same scores.
 */
final class Sampler {
  /**
   * Tokens less likely than this, as a natural logarithm relative to the likeliest, are never
   * drawn.
   */
  private static final double NEGLIGIBLE = -20;

  private final double temperature;
  private final double topP;
  private final int topK;
  private final double minP;
  private final RandomGenerator random;

  /**
   * @param temperature at least 0
   * @param topP in (0, 1]
   * @param topK 0 for no limit
   * @param minP in [0, 1)
   */
  Sampler(double temperature, double topP, int topK, double minP, long seed) {
    this.temperature = temperature;
    this.topP = topP;
    this.topK = topK;
    this.minP = minP;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  static Sampler greedy() {
    return new Sampler(0, 1, 0, 0, 0);
  }

  /**
   * The next token among those {@code allowed}: the distribution is that of the sampler's settings
   * given that the token is allowed, or the likeliest allowed token when the settings leave none.
   */
  int next(float[] scores, IntPredicate allowed) {
    return temperature == 0 ? likeliest(scores, allowed) : draw(scores, allowed);
  }

  private static int likeliest(float[] scores, IntPredicate allowed) {
    var best = top(scores);
    if (allowed.test(best)) {
      return best;
    }
    for (var token : candidates(scores, scores[best] - 10.0)) {
      if (allowed.test(token)) {
        return token;
      }
    }
    for (var token : candidates(scores, Double.NEGATIVE_INFINITY)) {
      if (allowed.test(token)) {
        return token;
      }
    }
    throw new IllegalStateException("no token of the vocabulary is allowed");
  }

  private int draw(float[] scores, IntPredicate allowed) {
    var best = scores[top(scores)];
    var ranks = topK > 0 || topP < 1;
    var candidates =
        ranks
            ? candidates(scores, best + NEGLIGIBLE * temperature)
            : within(scores, best + Math.max(NEGLIGIBLE, Math.log(minP)) * temperature);
    var weights = weights(scores, candidates, best);
    var count = ranks ? cut(weights) : weights.length;
    var total = Arrays.stream(weights, 0, count).sum();
    while (total > 0) {
      var at = random.nextDouble() * total;
      var chosen = -1;
      for (var i = 0; i < count; i++) {
        if (weights[i] > 0) {
          chosen = i;
          at -= weights[i];
          if (at < 0) {
            break;
          }
        }
      }
      if (allowed.test(candidates[chosen])) {
        return candidates[chosen];
      }
      weights[chosen] = 0;
      total = Arrays.stream(weights, 0, count).sum();
    }
    return likeliest(scores, allowed);
  }

  /** Probabilities relative to the likeliest token. */
  private double[] weights(float[] scores, int[] candidates, float best) {
    var weights = new double[candidates.length];
    for (var i = 0; i < weights.length; i++) {
      weights[i] = Math.exp((scores[candidates[i]] - best) / temperature);
    }
    return weights;
  }

  private int cut(double[] weights) {
    var count = topK > 0 ? Math.min(topK, weights.length) : weights.length;
    if (topP < 1) {
      var total = Arrays.stream(weights, 0, count).sum();
      var sum = 0.0;
      for (var i = 0; i < count; i++) {
        sum += weights[i];
        if (sum >= topP * total) {
          count = i + 1;
        }
      }
    }
    while (count > 1 && weights[count - 1] < minP) {
      count--;
    }
    return count;
  }

  /** Tokens whose score is at least {@code floor}, by id. */
  private static int[] within(float[] scores, double floor) {
    var found = new int[scores.length];
    var count = 0;
    for (var token = 0; token < scores.length; token++) {
      if (scores[token] >= floor) {
        found[count++] = token;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** The same, best first, the lower id first on a tie. */
  private static int[] candidates(float[] scores, double floor) {
    var found = within(scores, floor);
    var keys = new long[found.length];
    for (var i = 0; i < keys.length; i++) {
      keys[i] = (long) falling(scores[found[i]]) << Integer.SIZE | found[i];
    }
    Arrays.sort(keys);
    for (var i = 0; i < keys.length; i++) {
      found[i] = (int) keys[i];
    }
    return found;
  }

  /** A number that is smaller the larger a score is. */
  private static int falling(float score) {
    var bits = Float.floatToIntBits(score + 0f);
    return bits < 0 ? bits & Integer.MAX_VALUE : ~bits;
  }

  private static int top(float[] scores) {
    var best = 0;
    for (var token = 1; token < scores.length; token++) {
      if (scores[token] > scores[best]) {
        best = token;
      }
    }
    return best;
  }

  /**
   * Natural logarithm of the sum of the exponentials: a token's score less this is its
   * log-probability.
   */
  static double normalizer(float[] scores) {
    var max = scores[top(scores)];
    var sum = 0.0;
    for (var score : scores) {
      sum += Math.exp(score - max);
    }
    return max + Math.log(sum);
  }

  static Generation.Choice choice(LlamaModel model, float[] scores, int token, int alternatives) {
    var normalizer = normalizer(scores);
    var others = new LinkedHashMap<String, Double>();
    if (alternatives > 0) {
      for (var other : candidates(scores, scores[top(scores)] + NEGLIGIBLE)) {
        if (others.size() == alternatives) {
          break;
        }
        others.putIfAbsent(model.text(other), scores[other] - normalizer);
      }
    }
    return new Generation.Choice(model.text(token), scores[token] - normalizer, others);
  }
}
