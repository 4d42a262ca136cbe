package dev.hone.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Demos by the words of their inputs. */
final class WordIndex implements NearestDemos {
  /** Words, and the single signs of scripts that put no spaces between words. */
  private static final Pattern WORD =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]"
              + "|[\\p{L}\\p{M}\\p{N}&&[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]]+");

  private static final double TAKEN = -1;

  private final List<Field> inputs;
  private final List<? extends Demo> demos;
  private final List<Index> indexes;

  WordIndex(List<Field> inputs, List<? extends Demo> demos) {
    this.inputs = List.copyOf(inputs);
    this.demos = List.copyOf(demos);
    this.indexes = this.inputs.stream().map(f -> Index.of(f.name(), this.demos)).toList();
  }

  @Override
  public List<Integer> to(Values question, int k) {
    var likeness = new double[demos.size()];
    for (var index : indexes) index.add(question, likeness);
    var places = new ArrayList<Integer>();
    for (int i = 0; i < likeness.length; i++)
      if (!(demos.get(i) instanceof Demo.Solved)) {
        places.add(i);
        likeness[i] = TAKEN;
      }
    int turns = places.size();
    while (places.size() - turns < k) {
      int best = likest(likeness);
      if (best < 0) break;
      likeness[best] = TAKEN;
      if (!asks(demos.get(best), question)) places.add(turns, best);
    }
    return places;
  }

  /** The first of the likest that are left; -1 when there are none. */
  private static int likest(double[] likeness) {
    int best = -1;
    for (int i = 0; i < likeness.length; i++)
      if (likeness[i] >= 0 && (best < 0 || likeness[i] > likeness[best])) best = i;
    return best;
  }

  /** By their texts: what a program converted is still the same question. */
  private boolean asks(Demo demo, Values question) {
    return demo instanceof Demo.Solved solved
        && !inputs.isEmpty()
        && inputs.stream()
            .allMatch(f -> solved.input().text(f.name()).equals(question.text(f.name())));
  }

  /**
   * One field of all demos.
   *
   * @param unknown what a term that stands in none of them weighs
   */
  private record Index(String field, Map<String, Term> terms, Term unknown) {
    static Index of(String field, List<? extends Demo> demos) {
      var where = new LinkedHashMap<String, List<Integer>>();
      for (int i = 0; i < demos.size(); i++)
        if (demos.get(i) instanceof Demo.Solved solved)
          for (var term : termsOf(solved.input().text(field)))
            where.computeIfAbsent(term, _ -> new ArrayList<>()).add(i);
      var squares = new double[demos.size()];
      where.forEach((_, at) -> {
        double rarity = rarity(at.size(), demos.size());
        for (int i : at) squares[i] += rarity * rarity;
      });
      var terms = new HashMap<String, Term>();
      where.forEach((term, at) -> {
        double rarity = rarity(at.size(), demos.size());
        terms.put(
            term,
            new Term(
                rarity,
                at.stream().map(i -> new Entry(i, rarity / Math.sqrt(squares[i]))).toList()));
      });
      return new Index(field, terms, new Term(rarity(0, demos.size()), List.of()));
    }

    /** Adds the cosine of the angle between the question and each demo. */
    void add(Values question, double[] likeness) {
      var asked = new ArrayList<Term>();
      double square = 0;
      for (var text : termsOf(question.text(field))) {
        var term = terms.getOrDefault(text, unknown);
        asked.add(term);
        square += term.rarity() * term.rarity();
      }
      for (var term : asked) {
        double weight = term.rarity() / Math.sqrt(square);
        for (var entry : term.entries()) likeness[entry.demo()] += weight * entry.weight();
      }
    }

    private static double rarity(int among, int all) {
      return StrictMath.log((all + 1) / (among + 0.5));
    }
  }

  /** A word or pair, and the demos in which it stands, each with the weight it has there. */
  private record Term(double rarity, List<Entry> entries) {}

  private record Entry(int demo, double weight) {}

  private static Set<String> termsOf(String text) {
    var terms = new LinkedHashSet<String>();
    var before = "";
    var words = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (words.find()) {
      var word = words.group();
      terms.add(word);
      terms.add(before + " " + word);
      before = word;
    }
    if (!before.isEmpty()) terms.add(before + " ");
    return terms;
  }
}
