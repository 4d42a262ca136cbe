package dev.hone.lmlocal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Several answers as a tree of tokens, in which a beginning that answers share is one node. */
final class AnswerTree {
  /**
   * A token of some answers, with the log-probability of every token that follows it in one of
   * them.
   */
  static final class Node {
    private final @Nullable Node parent;
    private final int token;
    private final int depth;
    private final Map<Integer, Node> next = new LinkedHashMap<>();
    private double logProbability;
    private boolean read;

    private Node(@Nullable Node parent, int token, int depth) {
      this.parent = parent;
      this.token = token;
      this.depth = depth;
    }

    int token() {
      return token;
    }

    /** 1 for the first token of an answer. */
    int depth() {
      return depth;
    }

    /** Whether this node is {@code other} or comes after it. */
    boolean under(Node other) {
      for (@Nullable Node at = this; at != null; at = at.parent) {
        if (at == other) {
          return true;
        }
      }
      return false;
    }

    /** Takes the model's scores after this node. */
    void read(float[] scores, double normalizer) {
      read = true;
      next.forEach((token, node) -> node.logProbability = scores[token] - normalizer);
    }

    /**
     * The log-probability of the tokens to here, as far as it is known; the rest only lowers it.
     */
    private double bound() {
      var bound = 0.0;
      for (@Nullable Node at = this; at != null; at = at.parent) {
        bound += at.logProbability;
      }
      return bound;
    }

    /**
     * Whether an answer goes on after this token, so that the model must be asked what follows it.
     */
    private boolean inner() {
      return !next.isEmpty();
    }
  }

  private final Node root = new Node(null, -1, 0);
  private final List<Node> ends = new ArrayList<>();

  private AnswerTree() {}

  static AnswerTree of(List<int[]> answers) {
    var tree = new AnswerTree();
    for (var answer : answers) {
      if (answer.length == 0) {
        throw new IllegalArgumentException("an answer has at least one token");
      }
      var node = tree.root;
      for (var token : answer) {
        var from = node;
        node = node.next.computeIfAbsent(token, _ -> new Node(from, token, from.depth + 1));
      }
      tree.ends.add(node);
    }
    return tree;
  }

  /** The end of the prompt. */
  Node root() {
    return root;
  }

  /**
   * The last inner nodes of all branches, in groups that are computed together.
   *
   * @param paths most branches in a group
   * @param nodes most nodes above the branches of a group together, unless a single branch has more
   */
  List<List<Node>> rounds(int paths, int nodes) {
    return grouped(paths(root, new ArrayList<>()), paths, nodes);
  }

  private static List<List<Node>> grouped(List<Node> branches, int paths, int nodes) {
    var groups = new ArrayList<List<Node>>();
    var current = new ArrayList<Node>();
    for (var branch : branches) {
      current.add(branch);
      if (current.size() > 1 && (current.size() > paths || between(current).size() > nodes)) {
        current.removeLast();
        groups.add(List.copyOf(current));
        current.clear();
        current.add(branch);
      }
    }
    if (!current.isEmpty()) {
      groups.add(List.copyOf(current));
    }
    return groups;
  }

  private static List<Node> paths(Node node, List<Node> found) {
    var before = found.size();
    node.next.values().forEach(next -> paths(next, found));
    if (found.size() == before && node.inner() && node.parent != null) {
      found.add(node);
    }
    return found;
  }

  /** The nodes from below the root to the given ones, each once, parents first. */
  static List<Node> between(List<Node> paths) {
    var nodes = new LinkedHashSet<Node>();
    for (var path : paths) {
      var line = new ArrayList<Node>();
      for (@Nullable Node at = path; at != null && at.parent != null; at = at.parent) {
        line.add(at);
      }
      nodes.addAll(line.reversed());
    }
    return List.copyOf(nodes);
  }

  /**
   * The branches that must be computed next to find the likeliest answer: the most promising one,
   * then those that may still surpass the best answer known; none when it is found. {@link #totals}
   * has its maximum there, though it is no more than a bound for answers that were never computed.
   *
   * @param paths most branches
   * @param nodes most nodes above the branches together, unless a single branch has more
   */
  List<Node> contenders(int paths, int nodes) {
    var best =
        ends.stream()
            .filter(end -> end.parent != null && end.parent.read)
            .mapToDouble(Node::bound)
            .max()
            .orElse(Double.NEGATIVE_INFINITY);
    var open =
        paths(root, new ArrayList<>()).stream()
            .filter(path -> !path.read && path.bound() > best)
            .sorted(Comparator.comparingDouble(Node::bound).reversed())
            .toList();
    var most = best == Double.NEGATIVE_INFINITY ? 1 : paths;
    return open.isEmpty() ? List.of() : grouped(open, most, nodes).getFirst();
  }

  /** The log-probability of each answer, in the order they were given. */
  List<Double> totals() {
    return ends.stream().map(Node::bound).toList();
  }
}
