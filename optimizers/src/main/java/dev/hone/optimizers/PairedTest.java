package dev.hone.optimizers;

/** Student's t-test on paired scores, one-sided. */
final class PairedTest {
  private static final int MOST_TERMS = 500;

  private PairedTest() {}

  /** The probability of such an advantage of {@code better} when there is none. */
  static double p(double[] better, double[] worse) {
    int n = better.length;
    double mean = 0;
    for (int i = 0; i < n; i++) mean += (better[i] - worse[i]) / n;
    double squares = 0;
    for (int i = 0; i < n; i++) squares += Math.pow(better[i] - worse[i] - mean, 2);
    if (n < 2) return 1;
    double error = Math.sqrt(squares / (n - 1) / n);
    if (error < 1e-12) return mean > 1e-12 ? 0 : 1;
    double t = mean / error;
    double tail = beta((n - 1) / (n - 1 + t * t), (n - 1) / 2.0, 0.5) / 2;
    return t > 0 ? tail : 1 - tail;
  }

  /** The regularized incomplete beta function, by its continued fraction (Lentz). */
  private static double beta(double x, double a, double b) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    if (x > (a + 1) / (a + b + 2)) return 1 - beta(1 - x, b, a);
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
    double c = 1;
    double d = 1 / away(1 - (a + b) * x / (a + 1));
    double h = d;
    for (int m = 1; m <= MOST_TERMS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / away(1 + even * d);
      c = away(1 + even / c);
      h *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / away(1 + odd * d);
      c = away(1 + odd / c);
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-14) break;
    }
    return front * h / a;
  }

  private static double away(double fromZero) {
    return Math.abs(fromZero) < 1e-300 ? 1e-300 : fromZero;
  }

  /** By Stirling's series, after raising the argument. */
  private static double logGamma(double x) {
    double shift = 0;
    double y = x;
    while (y < 8) shift -= Math.log(y++);
    double z = 1 / (y * y);
    double series = (1 / 12.0 - z * (1 / 360.0 - z * (1 / 1260.0 - z / 1680.0))) / y;
    return shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series;
  }
}
