package dev.hone.lmlocal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells how likely the model finds given answers, without producing any: the beginnings the answers
 * share are computed once, all in one batch with the prompt as far as they fit.
 */
final class Scoring extends Job<Scoring.Scores> {
  private static final int PATHS = 32;
  private static final int NODES = 256;

  /**
   * @param logProbabilities of each answer as a whole, the sum over its tokens, in the order of the
   *     answers
   */
  record Scores(List<Double> logProbabilities, int promptTokens, int cachedTokens) {}

  private final AnswerTree tree;
  private final boolean bestOnly;
  private final List<List<AnswerTree.Node>> rounds;
  private final float[] scores;
  private final List<Integer> extras = new ArrayList<>();
  private final List<AnswerTree.Node> inBatch = new ArrayList<>();
  private final List<Integer> rows = new ArrayList<>();
  private final int nodes;

  /** The branches to compute next; none when all is known that was asked for, or not yet what. */
  private List<AnswerTree.Node> next;

  private int round;
  private boolean rooted;

  /**
   * @param answers tokens of each answer, its end included; none is empty
   * @param bestOnly whether only the likeliest answer is asked for; of the others, a bound is told
   *     that lies below it, and most are not computed
   * @param vocabulary number of tokens the model knows
   */
  Scoring(int[] prompt, List<int[]> answers, boolean bestOnly, int vocabulary) {
    super(prompt);
    this.bestOnly = bestOnly;
    this.tree = AnswerTree.of(answers);
    this.rounds = tree.rounds(PATHS, NODES);
    this.nodes =
        rounds.stream().mapToInt(paths -> AnswerTree.between(paths).size()).max().orElse(0);
    this.scores = new float[vocabulary];
    this.next = following();
  }

  @Override
  int sequencesNeeded() {
    return 1 + paths();
  }

  private int paths() {
    return rounds.stream().mapToInt(List::size).max().orElse(0);
  }

  @Override
  int outstanding() {
    return prompt().length - done + nodes;
  }

  @Override
  void start(Sequences sequences, LlamaContext context, Sequences.Source source) {
    super.start(sequences, context, source);
    for (var i = 0; i < paths(); i++) {
      var extra = sequences.take();
      extras.add(extra);
      if (done > 0) {
        context.share(source.sequence(), extra, done);
      }
    }
  }

  @Override
  void releaseExtras(Sequences sequences) {
    extras.forEach(sequences::release);
    extras.clear();
  }

  @Override
  void fill(LlamaContext context, Sequences sequences) {
    inBatch.clear();
    rows.clear();
    fillPrompt(context);
    if (prompted() && !next.isEmpty()) {
      fillNodes(context);
    }
  }

  private void fillPrompt(LlamaContext context) {
    var owners = new int[extras.size() + 1];
    owners[0] = sequence();
    for (var i = 0; i < extras.size(); i++) {
      owners[i + 1] = extras.get(i);
    }
    while (!prompted() && context.count() < context.capacity()) {
      var end = done == prompt().length - 1;
      var row = context.add(prompt()[done], done, end, owners);
      done++;
      if (end) {
        inBatch.add(tree.root());
        rows.add(row);
      }
    }
  }

  private List<AnswerTree.Node> following() {
    if (bestOnly) {
      return rooted ? tree.contenders(paths(), nodes) : List.of();
    }
    return round < rounds.size() ? rounds.get(round) : List.of();
  }

  private void fillNodes(LlamaContext context) {
    var nodes = AnswerTree.between(next);
    if (context.count() + nodes.size() > context.capacity()) {
      return;
    }
    for (var node : nodes) {
      var owners = new int[next.size()];
      var count = 0;
      for (var i = 0; i < next.size(); i++) {
        if (next.get(i).under(node)) {
          owners[count++] = extras.get(i);
        }
      }
      rows.add(
          context.add(
              node.token(),
              prompt().length + node.depth() - 1,
              true,
              Arrays.copyOf(owners, count)));
      inBatch.add(node);
    }
    round++;
  }

  @Override
  boolean harvest(LlamaContext context, Sequences sequences) {
    for (var i = 0; i < inBatch.size(); i++) {
      var node = inBatch.get(i);
      context.logits(rows.get(i), scores);
      node.read(scores, Sampler.normalizer(scores));
      rooted |= node == tree.root();
    }
    next = following();
    if (!rooted || !next.isEmpty()) {
      if (!inBatch.isEmpty() && round > 0) {
        extras.forEach(extra -> context.truncate(extra, prompt().length));
      }
      return false;
    }
    result.complete(new Scores(tree.totals(), prompt().length, cached()));
    return true;
  }
}
