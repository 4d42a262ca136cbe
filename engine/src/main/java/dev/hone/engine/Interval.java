package dev.hone.engine;

/**
 * A mean with its confidence interval.
 *
 * @param n how many observations it rests on
 * @param method how the interval was made: {@code wilson}, {@code newcombe}, {@code bootstrap} or
 *     {@code none}
 */
public record Interval(double mean, double low, double high, int n, String method) {}
