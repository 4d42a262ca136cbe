package dev.hone.lmlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AnswerTreeTest {
  private static final int VOCABULARY = 8;

  /** What a made-up model thinks of a token after a beginning. */
  private static float score(List<Integer> beginning, int token) {
    return ((beginning.hashCode() * 31 + token * 17) & 0xff) / 50f;
  }

  private static float[] scores(List<Integer> beginning) {
    var scores = new float[VOCABULARY];
    for (var token = 0; token < VOCABULARY; token++) scores[token] = score(beginning, token);
    return scores;
  }

  @Property
  void totals_are_those_of_scoring_every_answer_alone(
      @ForAll @Size(min = 1, max = 20)
          List<@Size(min = 1, max = 4) List<@IntRange(max = VOCABULARY - 1) Integer>> answers,
      @ForAll @IntRange(min = 1, max = 5) int paths) {
    var tree = rooted(answers);
    for (var round : tree.rounds(paths, 10)) {
      assertThat(round).hasSizeLessThanOrEqualTo(paths);
      read(round);
    }
    var totals = tree.totals();
    for (var i = 0; i < answers.size(); i++)
      assertThat(totals.get(i)).isCloseTo(alone(answers.get(i)), within(1e-6));
  }

  @Property
  void the_likeliest_answer_is_found_without_computing_all(
      @ForAll @Size(min = 1, max = 20)
          List<@Size(min = 1, max = 4) List<@IntRange(max = VOCABULARY - 1) Integer>> answers,
      @ForAll @IntRange(min = 1, max = 5) int paths) {
    var tree = rooted(answers);
    for (var group = tree.contenders(paths, 10);
        !group.isEmpty();
        group = tree.contenders(paths, 10)) {
      assertThat(group).hasSizeLessThanOrEqualTo(paths);
      read(group);
    }
    var totals = tree.totals();
    double best = answers.stream().mapToDouble(AnswerTreeTest::alone).max().orElseThrow();
    double found = totals.stream().mapToDouble(t -> t).max().orElseThrow();
    assertThat(found).isCloseTo(best, within(1e-6));
    for (var i = 0; i < answers.size(); i++)
      assertThat(totals.get(i)).isGreaterThan(alone(answers.get(i)) - 1e-6);
  }

  @Test
  void an_answer_that_cannot_win_any_more_is_not_computed() {
    var tree =
        AnswerTree.of(List.of(new int[] {1, 2, 9}, new int[] {3, 4, 9}, new int[] {5, 6, 9}));
    tree.root().read(new float[] {0, 5, 0, 0, 0, 4.9f, 0, 0, 0, 0}, 6);
    var first = tree.contenders(8, 100);
    assertThat(first).extracting(AnswerTree.Node::token).containsExactly(2);
    for (var node : AnswerTree.between(first)) node.read(new float[10], 1.5);
    assertThat(tree.contenders(8, 100)).extracting(AnswerTree.Node::token).containsExactly(6);
  }

  /** The tree of some answers, with what follows the prompt read. */
  private static AnswerTree rooted(List<List<Integer>> answers) {
    var tree =
        AnswerTree.of(
            answers.stream()
                .map(answer -> answer.stream().mapToInt(Integer::intValue).toArray())
                .toList());
    read(tree.root(), List.of());
    return tree;
  }

  /** Reads all that lies on some branches. */
  private static void read(List<AnswerTree.Node> paths) {
    for (var node : AnswerTree.between(paths)) {
      var path = paths.stream().filter(end -> end.under(node)).findFirst().orElseThrow();
      read(node, beginning(path, node));
    }
  }

  private static void read(AnswerTree.Node node, List<Integer> beginning) {
    var scores = scores(beginning);
    node.read(scores, Sampler.normalizer(scores));
  }

  /** The tokens from the root to a node that lies on a path. */
  private static List<Integer> beginning(AnswerTree.Node path, AnswerTree.Node node) {
    return AnswerTree.between(List.of(path)).stream()
        .limit(node.depth())
        .map(AnswerTree.Node::token)
        .toList();
  }

  private static double alone(List<Integer> answer) {
    var total = 0.0;
    for (var i = 0; i < answer.size(); i++) {
      var scores = scores(answer.subList(0, i));
      total += scores[answer.get(i)] - Sampler.normalizer(scores);
    }
    return total;
  }

  @Test
  void a_shared_beginning_is_one_node() {
    var tree = AnswerTree.of(List.of(new int[] {1, 2, 9}, new int[] {1, 3, 9}, new int[] {4, 9}));
    var rounds = tree.rounds(32, 256);
    assertThat(rounds).hasSize(1);
    assertThat(AnswerTree.between(rounds.getFirst()))
        .extracting(AnswerTree.Node::token)
        .containsExactlyInAnyOrder(1, 2, 3, 4);
  }
}
