package dev.hone.optimizers;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How alike two texts are, by their words alone. */
final class Likeness {
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}{}]+");

  private Likeness() {}

  /** The words in lower case with single spaces: equal for texts that differ in nothing else. */
  static String plain(String text) {
    return BETWEEN.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }

  /** The share of neighbouring words that both have among those that either has, from 0 to 1. */
  static double of(String a, String b) {
    var first = pairs(a);
    var second = pairs(b);
    var both = new HashSet<>(first);
    both.retainAll(second);
    int either = first.size() + second.size() - both.size();
    return either == 0 ? 1 : both.size() / (double) either;
  }

  private static Set<String> pairs(String text) {
    var words = List.of(("^ " + plain(text) + " $").split(" +"));
    var pairs = new HashSet<String>();
    for (int i = 0; i + 1 < words.size(); i++) pairs.add(words.get(i) + " " + words.get(i + 1));
    return pairs;
  }
}
