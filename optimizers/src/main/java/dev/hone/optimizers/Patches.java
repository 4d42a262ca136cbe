package dev.hone.optimizers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Several rewritings of one text put together, word by word: what one of them adds is added, what
 * several of them drop is dropped. Cheap, because no model is asked; possible only when each
 * rewriting keeps most of the text.
 */
final class Patches {
  private static final double LEAST_KEPT = 0.6;
  private static final int LONGEST_REPLACEMENT = 3;

  private Patches() {}

  /** A stretch of the base, from inclusive, to exclusive, that one rewriting says otherwise. */
  private record Edit(int from, int to, List<Token> words) {}

  /** A word with the white space in front of it. */
  private record Token(String space, String word) {
    static List<Token> of(String text) {
      var tokens = new ArrayList<Token>();
      int i = 0;
      while (i < text.length()) {
        int word = i;
        while (word < text.length() && Character.isWhitespace(text.charAt(word))) word++;
        int end = word;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) end++;
        if (end > word) tokens.add(new Token(text.substring(i, word), text.substring(word, end)));
        i = Math.max(end, i + 1);
      }
      return tokens;
    }

    private String text() {
      return space + word;
    }
  }

  /**
   * The union of the rewritings, or empty when one keeps less than {@value #LEAST_KEPT} of the base
   * or two replace the same longer stretch by different words.
   */
  static Optional<String> merge(String base, List<String> rewritings) {
    int many = rewritings.size();
    return merge(base, rewritings, Math.min(many / 2 + 1, Math.max(2, Math.ceilDiv(many, 6))));
  }

  /**
   * What a rewriting of the base changes, done to another rewriting that has taken its place: what
   * either drops is dropped. Where they do not keep the base, what the rewriting adds to the other.
   */
  static Optional<String> onto(String base, String present, String rewriting) {
    return merge(base, List.of(present, rewriting), 1).or(() -> union(present, rewriting));
  }

  /** One text with what another, in most words the same, says besides; nothing is dropped. */
  static Optional<String> union(String text, String other) {
    var words = Token.of(text);
    var others = Token.of(other);
    var found = edits(words, others);
    int dropped = found.stream().mapToInt(e -> e.to() - e.from()).sum();
    if (words.size() - dropped < LEAST_KEPT * Math.min(words.size(), others.size()))
      return Optional.empty();
    var whole = words.stream().map(Token::word).toList();
    var out = new StringBuilder();
    int next = 0;
    for (var edit : found) {
      for (; next < edit.to(); next++) out.append(words.get(next).text());
      if (Collections.indexOfSubList(whole, words(edit)) < 0)
        for (var token : edit.words()) out.append(token.text());
    }
    for (; next < words.size(); next++) out.append(words.get(next).text());
    return Optional.of(out.toString().strip());
  }

  /**
   * @param votes so many rewritings must drop a word for it to be dropped
   */
  private static Optional<String> merge(String base, List<String> rewritings, int votes) {
    var words = Token.of(base);
    var edits = new ArrayList<List<Edit>>();
    for (var text : rewritings) {
      var found = edits(words, Token.of(text));
      int dropped = found.stream().mapToInt(e -> e.to() - e.from()).sum();
      if (words.size() - dropped < LEAST_KEPT * words.size()) return Optional.empty();
      edits.add(found);
    }
    var out = new StringBuilder();
    int replacedTo = 0;
    for (int i = 0; i <= words.size(); i++) {
      for (var edit : starting(edits, i)) {
        boolean replaces = edit.to() > edit.from();
        if (replaces && i < replacedTo) {
          if (edit.to() - i > LONGEST_REPLACEMENT) return Optional.empty();
          continue;
        }
        for (var token : edit.words()) out.append(token.text());
        if (replaces) replacedTo = edit.to();
      }
      if (i < words.size() && i >= replacedTo && !dropped(edits, i, votes))
        out.append(words.get(i).text());
    }
    return Optional.of(out.toString().strip());
  }

  /** Whether enough of the rewritings leave a word out without another in its place. */
  private static boolean dropped(List<List<Edit>> edits, int place, int votes) {
    long dropping =
        edits.stream()
            .filter(l ->
                l.stream()
                    .anyMatch(e -> e.words().isEmpty() && e.from() <= place && place < e.to()))
            .count();
    return dropping >= votes;
  }

  /**
   * What is said anew from a place on, additions first, without what another one there contains.
   */
  private static List<Edit> starting(List<List<Edit>> edits, int place) {
    var all =
        edits.stream()
            .flatMap(List::stream)
            .filter(e -> e.from() == place && !e.words().isEmpty())
            .sorted(Comparator.comparing((Edit e) -> e.to() > e.from()))
            .toList();
    var kept = new ArrayList<Edit>();
    for (var edit : all)
      if (kept.stream().noneMatch(k -> contains(k, edit))
          && all.stream().noneMatch(o -> contains(o, edit) && !contains(edit, o))) kept.add(edit);
    return kept;
  }

  private static boolean contains(Edit whole, Edit part) {
    return Collections.indexOfSubList(words(whole), words(part)) >= 0;
  }

  private static List<String> words(Edit edit) {
    return edit.words().stream().map(Token::word).toList();
  }

  /** Where {@code after} departs from {@code before}, by their longest common subsequence. */
  private static List<Edit> edits(List<Token> before, List<Token> after) {
    var common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--)
      for (int j = after.size() - 1; j >= 0; j--)
        common[i][j] =
            before.get(i).word().equals(after.get(j).word())
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
    var edits = new ArrayList<Edit>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      int from = i;
      var words = new ArrayList<Token>();
      while (i < before.size() || j < after.size()) {
        boolean both = i < before.size() && j < after.size();
        if (both && before.get(i).word().equals(after.get(j).word())) break;
        if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) i++;
        else words.add(after.get(j++));
      }
      if (i > from || !words.isEmpty()) {
        int replaced = Math.min(i - from, words.size());
        edits.add(
            new Edit(from, i, List.copyOf(words.subList(0, i > from ? replaced : words.size()))));
        if (i > from && words.size() > replaced)
          edits.add(new Edit(i, i, List.copyOf(words.subList(replaced, words.size()))));
      } else {
        i++;
        j++;
      }
    }
    return edits;
  }

  /** What a rewriting adds and drops, in few words. */
  static String summary(String base, String rewriting) {
    var words = Token.of(base);
    var out = new ArrayList<String>();
    for (var edit : edits(words, Token.of(rewriting))) {
      var dropped = text(words.subList(edit.from(), edit.to()));
      if (!dropped.isEmpty()) out.add("- " + dropped);
      if (!edit.words().isEmpty()) out.add("+ " + text(edit.words()));
    }
    return String.join("\n", out);
  }

  private static String text(List<Token> tokens) {
    var out = new StringBuilder();
    for (var token : tokens) out.append(token.text());
    return out.toString().strip();
  }
}
