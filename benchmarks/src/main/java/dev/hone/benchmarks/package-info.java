/** Measurements of the hot paths, alone and against others. Run by hand: {@code benchmarks/run}. */
@org.jspecify.annotations.NullMarked
package dev.hone.benchmarks;
