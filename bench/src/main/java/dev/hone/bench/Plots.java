package dev.hone.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the plots of a comparison show, as data. */
record Plots(Standings standings) {
  private static final int STEPS = 48;
  private static final int SERVED = 1_000;

  /** How many colours and how many shapes the page has. */
  private static final int LOOKS = 7;

  private static final int DASHES = 3;

  /** A method's best validation score so far, mean and band, at some numbers of rollouts. */
  record Line(String method, List<double[]> points) {}

  /** One place of the cost plots. */
  record Priced(
      String method, double search, double serving, double score, double low, double high) {}

  Map<String, Object> data() {
    var map = new LinkedHashMap<String, Object>();
    var rivals = rivals();
    map.put("methods", standings.methods());
    map.put("names", names(standings.methods()));
    map.put("looks", IntStream.range(0, standings.methods().size()).mapToObj(Plots::look).toList());
    map.put("grounds", places());
    map.put("rivals", rivals);
    map.put("curves", curves());
    map.put("cost", Map.of("unit", unit(), "points", priced()));
    map.put("heat", heat());
    map.put(
        "most",
        standings.rows().stream()
            .mapToDouble(r -> Math.abs(r.gain().mean()))
            .reduce(0.05, Math::max));
    map.put("wins", wins(rivals));
    return map;
  }

  /**
   * Colour, shape and dash of a method, by number. Colours that can be told apart are few; where
   * they come again, shapes and dashes have moved on.
   */
  static List<Integer> look(int method) {
    int round = method / LOOKS;
    return List.of(method % LOOKS, (method + 3 * round) % LOOKS, round % DASHES);
  }

  /** Methods without their options, where no other has the same name: there is little room. */
  static List<String> names(List<String> methods) {
    var bare = methods.stream().map(m -> m.replaceFirst("\\(.*", "")).toList();
    return IntStream.range(0, bare.size())
        .mapToObj(i -> Collections.frequency(bare, bare.get(i)) == 1 ? bare.get(i) : methods.get(i))
        .toList();
  }

  /** The grounds' names, without the model where there is but one. */
  List<String> places() {
    boolean one = standings.rows().stream().map(Row::student).distinct().count() == 1;
    return standings.grounds().stream()
        .map(g -> one ? standings.on(g).getFirst().task() : g)
        .toList();
  }

  private List<Map<String, Object>> curves() {
    var all = new ArrayList<Map<String, Object>>();
    all.add(curves(standings.cells(), true));
    for (var ground : standings.grounds())
      all.add(
          curves(
              standings.cells().stream()
                  .filter(c -> (c.task() + " · " + c.student()).equals(ground))
                  .toList(),
              false));
    return all;
  }

  private Map<String, Object> curves(List<Cell> cells, boolean together) {
    var map = new LinkedHashMap<String, Object>();
    map.put("most", most(cells));
    map.put(
        "lines",
        lines(cells, together).stream()
            .map(l ->
                Map.of(
                    "method", l.method(), "points", l.points().stream().map(Plots::boxed).toList()))
            .toList());
    return map;
  }

  private static List<Double> boxed(double[] point) {
    return Arrays.stream(point).boxed().toList();
  }

  private static long most(List<Cell> cells) {
    return cells.stream().mapToLong(c -> c.spent().rollouts()).max().orElse(1);
  }

  /**
   * @param together over several tasks: from three on the band is the interval of the mean; else it
   *     goes from the worst to the best search
   */
  List<Line> lines(List<Cell> cells, boolean together) {
    long most = most(cells);
    return standings.methods().stream()
        .map(
            m -> line(m, cells.stream().filter(c -> c.method().equals(m)).toList(), most, together))
        .filter(l -> !l.points().isEmpty())
        .toList();
  }

  private static Line line(String method, List<Cell> cells, long most, boolean together) {
    long first =
        cells.stream()
            .filter(c -> !c.curve().isEmpty())
            .mapToLong(c -> c.curve().getFirst().rollouts())
            .max()
            .orElse(most);
    var points = new ArrayList<double[]>();
    for (int step = 0; step <= STEPS && !cells.isEmpty(); step++) {
      double x = first + (most - first) * step / (double) STEPS;
      var values = at(cells, x);
      var tasks = byGround(cells, x);
      double mean = mean(tasks);
      var band = together && tasks.length > 2 ? Repeated.acrossTasks(tasks, 0, 1) : null;
      points.add(
          new double[] {
            x,
            mean,
            band == null ? Arrays.stream(values).min().orElse(mean) : band.low(),
            band == null ? Arrays.stream(values).max().orElse(mean) : band.high()
          });
    }
    return new Line(method, points);
  }

  private static double[] at(List<Cell> cells, double rollouts) {
    return cells.stream().mapToDouble(c -> at(c, rollouts)).toArray();
  }

  /** One mean for each task and model: its seeds say nothing about other tasks. */
  private static double[] byGround(List<Cell> cells, double rollouts) {
    return cells.stream()
        .collect(
            Collectors.groupingBy(
                c -> List.of(c.task(), c.student()), LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .mapToDouble(seeds -> mean(at(seeds, rollouts)))
        .toArray();
  }

  private static double at(Cell cell, double rollouts) {
    double score = cell.curve().isEmpty() ? 0 : cell.curve().getFirst().score();
    for (var point : cell.curve()) if (point.rollouts() <= rollouts) score = point.score();
    return score;
  }

  /** Dollars where every price is known and any is not zero, tokens otherwise. */
  String unit() {
    boolean priced =
        standings.rows().stream().allMatch(r -> r.usd().isPresent() && r.servingUsd().isPresent());
    boolean free = standings.rows().stream().allMatch(r -> r.usd().orElse(0.0) == 0);
    return priced && !free ? "$" : "tokens";
  }

  /** The start and every method, averaged over tasks and models. */
  List<Priced> priced() {
    boolean dollars = unit().equals("$");
    double base = mean(standings.cells().stream().mapToDouble(Cell::baseMean).toArray());
    var all = new ArrayList<Priced>();
    all.add(
        new Priced(
            Duel.START,
            0,
            SERVED
                * mean(
                    standings.cells().stream()
                        .mapToDouble(c ->
                            dollars
                                ? c.servingBefore().usd().orElse(0.0)
                                : c.servingBefore().tokens())
                        .toArray()),
            base,
            base,
            base));
    for (var o : standings.overall()) {
      var rows = standings.rows().stream().filter(r -> r.method().equals(o.method())).toList();
      double search = dollars ? o.usd().orElse(0.0) : o.tokens();
      double serving =
          SERVED
              * mean(
                  rows.stream()
                      .mapToDouble(r -> dollars ? r.servingUsd().orElse(0.0) : r.servingTokens())
                      .toArray());
      var gain = rows.size() > 2 ? o.gain() : rows.getFirst().gain();
      double before = o.score() - o.gain().mean();
      all.add(
          new Priced(
              o.method(),
              search,
              serving,
              o.score(),
              Math.max(0, before + Math.min(gain.low(), o.gain().mean())),
              Math.min(1, before + Math.max(gain.high(), o.gain().mean()))));
    }
    return all;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** Column, row, gain, label, whether it counts, and what is told of it. */
  private List<List<Object>> heat() {
    var methods = standings.methods();
    var grounds = standings.grounds();
    return standings.rows().stream()
        .map(r ->
            List.<Object>of(
                grounds.indexOf(r.ground()),
                methods.indexOf(r.method()),
                r.gain().mean(),
                Text.signed(r.gain().mean()) + (r.improved() || r.worse() ? " *" : ""),
                r.improved() || r.worse(),
                "%s to %s, gain %s, p %s"
                    .formatted(
                        Text.score(r.base().mean()),
                        Text.score(r.optimized().mean()),
                        Text.gain(r.gain()),
                        Text.p(r.corrected()))))
        .toList();
  }

  List<String> rivals() {
    var all = new ArrayList<String>();
    all.add(Duel.START);
    all.addAll(standings.methods());
    return all;
  }

  /** The duel of {@code a} against {@code b}, seen from {@code a}. */
  Optional<Duel> duel(String a, String b) {
    return standings.duels().stream()
        .filter(d -> d.a().equals(a) && d.b().equals(b) || d.a().equals(b) && d.b().equals(a))
        .findFirst()
        .map(d -> d.a().equals(a) ? d : d.turned());
  }

  private List<List<Object>> wins(List<String> rivals) {
    var cells = new ArrayList<List<Object>>();
    for (int i = 0; i < rivals.size(); i++)
      for (int j = 0; j < rivals.size(); j++) {
        int row = i;
        int column = j;
        duel(rivals.get(i), rivals.get(j)).ifPresent(d -> cells.add(tile(row, column, d)));
      }
    return cells;
  }

  private static List<Object> tile(int row, int column, Duel d) {
    int all = Math.max(1, d.wins() + d.ties() + d.losses());
    return List.of(
        column,
        row,
        (d.wins() - d.losses()) / (double) all,
        "%d–%d%s".formatted(d.wins(), d.losses(), d.decided() ? " *" : ""),
        d.decided(),
        "%d won, %d equal, %d lost; mean difference %s points, p %s"
            .formatted(
                d.wins(), d.ties(), d.losses(), Text.gain(d.difference()), Text.p(d.corrected())));
  }

  /** In words, where the curves end. */
  String ends() {
    return lines(standings.cells(), true).stream()
        .map(l -> l.method() + " " + Text.score(l.points().getLast()[1]))
        .collect(Collectors.joining(", "));
  }

  /** In words, score and cost of each method. */
  String places(ToDoubleFunction<Priced> cost) {
    return priced().stream()
        .map(p ->
            "%s %s at %s"
                .formatted(p.method(), Text.score(p.score()), amount(cost.applyAsDouble(p))))
        .collect(Collectors.joining(", "));
  }

  private String amount(double cost) {
    return unit().equals("$") ? "$" + Text.usd(Optional.of(cost)) : Text.brief(cost) + " tokens";
  }

  /** In words, on how many tasks a gain may be claimed. */
  String claims() {
    return standings.overall().stream()
        .map(o -> "%s %d of %d".formatted(o.method(), o.improved(), o.grounds()))
        .collect(Collectors.joining(", ", "Gains that may be claimed: ", "."));
  }

  /** In words, how many rivals each method beats by more than chance. */
  String beaten() {
    return standings.methods().stream()
        .map(m ->
            "%s %d"
                .formatted(
                    m,
                    rivals().stream()
                        .flatMap(r -> duel(m, r).stream())
                        .filter(d -> d.decided() && d.difference().mean() > 0)
                        .count()))
        .collect(Collectors.joining(", ", "Rivals beaten by more than chance: ", "."));
  }

  /** The curves as a table: every method at a few numbers of rollouts. */
  Grid curveGrid() {
    var lines = lines(standings.cells(), true);
    var picked = IntStream.rangeClosed(0, 6).map(i -> i * STEPS / 6).toArray();
    var head = new ArrayList<String>(List.of("method"));
    for (int i : picked)
      head.add(lines.isEmpty() ? "" : Text.count(lines.getFirst().points().get(i)[0]));
    return new Grid(
        head,
        1,
        lines.stream()
            .map(l -> {
              var row = new ArrayList<String>(List.of(l.method()));
              for (int i : picked) {
                var p = l.points().get(i);
                row.add(
                    "%s [%s, %s]".formatted(Text.score(p[1]), Text.score(p[2]), Text.score(p[3])));
              }
              return List.<String>copyOf(row);
            })
            .toList());
  }

  Grid costGrid() {
    boolean dollars = unit().equals("$");
    return new Grid(
        List.of("method", "test score", "search", "1,000 answers"),
        1,
        priced().stream()
            .map(p ->
                List.of(
                    p.method(),
                    "%s [%s, %s]"
                        .formatted(
                            Text.score(p.score()), Text.score(p.low()), Text.score(p.high())),
                    dollars ? Text.usd(Optional.of(p.search())) : Text.brief(p.search()),
                    dollars ? Text.usd(Optional.of(p.serving())) : Text.brief(p.serving())))
            .toList());
  }

  Grid heatGrid() {
    var head = new ArrayList<String>(List.of(standings.noun()));
    head.addAll(standings.methods());
    var places = places();
    var grounds = standings.grounds();
    return new Grid(
        head,
        1,
        IntStream.range(0, grounds.size())
            .mapToObj(i -> {
              var row = new ArrayList<String>(List.of(places.get(i)));
              for (var method : standings.methods()) row.add(gain(grounds.get(i), method));
              return List.<String>copyOf(row);
            })
            .toList());
  }

  private String gain(String ground, String method) {
    return standings.on(ground).stream()
        .filter(r -> r.method().equals(method))
        .findFirst()
        .map(r -> Text.gain(r.gain()) + (r.improved() || r.worse() ? " *" : ""))
        .orElse("");
  }
}
