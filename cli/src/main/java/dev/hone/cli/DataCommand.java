package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.data.DataFetch;
import dev.hone.data.DataSet;
import dev.hone.data.DataSets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists public data sets, and fetches them. */
@Command(
    name = "data",
    description =
        "Lists public data sets; 'hone data fetch NAME...' fetches some from their public homes or from a local folder.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "list|fetch",
      description = "list when left out.")
  String action = "list";

  @Parameters(index = "1..*", paramLabel = "NAME", description = "The data sets to fetch.")
  List<String> names = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "FOLDER",
      description =
          "A folder that holds a folder per set with train.jsonl and validation.jsonl, instead of the public homes.")
  @Nullable String from;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the folder of each set is made (${DEFAULT-VALUE}).")
  String out = "data";

  @Option(names = "--train", paramLabel = "N", description = "Most rows (${DEFAULT-VALUE}).")
  int train = 200;

  @Option(names = "--validation", paramLabel = "N", description = "Most rows (${DEFAULT-VALUE}).")
  int validation = 300;

  @Option(names = "--test", paramLabel = "N", description = "Most rows (${DEFAULT-VALUE}).")
  int test = 500;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Of the order in which rows are drawn; without one, 0, and a local folder keeps its order.")
  @Nullable Long seed;

  @Option(names = "--force", description = "Replace a folder that is there already.")
  boolean force;

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  DataCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var catalogue = DataSets.of(shell.environment());
    var known = from == null ? catalogue.sets() : catalogue.in(shell.resolve(from));
    return switch (action) {
      case "list" -> list(known);
      case "fetch" -> fetch(known);
      default ->
          throw new BadInput(
              "'%s' is nothing to do with data sets. Write 'hone data list' or 'hone data fetch NAME'."
                  .formatted(action));
    };
  }

  private int fetch(List<DataSet> known) {
    if (names.isEmpty())
      throw new BadInput("Name the data sets to fetch; 'hone data list' shows them.");
    var wanted = names.stream().map(name -> named(name, known)).distinct().toList();
    var wish =
        new DataFetch(
            train, validation, test, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
    var all = new ArrayList<Map<String, Object>>();
    for (var set : wanted) {
      var folder = shell.resolve(out).resolve(set.name());
      var fetched =
          from == null
              ? wish.fromHome(set, folder, force, url -> shell.err().println("Fetching " + url))
              : wish.fromFolder(set, shell.resolve(from), folder, force);
      all.add(facts(set, fetched));
      if (!json) tell(set, fetched);
    }
    if (json) shell.out().println(Json.write(Map.of("sets", all)));
    return Main.DONE;
  }

  private DataSet named(String name, List<DataSet> known) {
    return known.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new BadInput(
                "There is no data set '%s'%s.%s 'hone data list' shows all %d."
                    .formatted(
                        name,
                        from == null ? "" : " in " + from,
                        Section.nearest(name, known.stream().map(DataSet::name).toList())
                            .map(n -> " Did you mean '" + n + "'?")
                            .orElse(""),
                        known.size())));
  }

  private void tell(DataSet set, DataFetch.Fetched fetched) {
    shell
        .out()
        .printf(
            "%s: %s in %s (%s)%n",
            set.name(),
            fetched.sizes().entrySet().stream()
                .map(e -> "%,d %s".formatted(e.getValue(), e.getKey()))
                .collect(Collectors.joining(", ")),
            shell.shorten(fetched.folder()),
            set.licence());
    if (!set.note().isEmpty()) shell.out().println("  " + set.note());
    shell.out().println("  " + line("data", taskData(fetched)));
    if (!set.metric().isEmpty()) shell.out().println("  " + line("metric", set.metric()));
    if (!fetched.verified())
      shell
          .out()
          .println(
              "  No digest was known to check it by; dataset.json records the one of each file.");
  }

  /** As a line of a task file. */
  private static String line(String key, Map<String, ?> values) {
    return values.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining(", ", key + ": { ", " }"));
  }

  private Map<String, Object> taskData(DataFetch.Fetched fetched) {
    var data = new LinkedHashMap<String, Object>();
    for (var split : fetched.sizes().keySet())
      data.put(split, shell.shorten(fetched.folder().resolve(split + ".jsonl")));
    return data;
  }

  private Map<String, Object> facts(DataSet set, DataFetch.Fetched fetched) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("name", set.name());
    facts.put("folder", folder(fetched.folder()));
    facts.put("licence", set.licence());
    facts.put("sizes", fetched.sizes());
    facts.put("verified", fetched.verified());
    facts.put("metric", set.metric());
    return facts;
  }

  private static String folder(Path path) {
    return path.toString();
  }

  private int list(List<DataSet> known) {
    if (!names.isEmpty())
      throw new BadInput(
          "'hone data list' takes no names. Write 'hone data fetch %s' to fetch."
              .formatted(String.join(" ", names)));
    if (json) {
      shell
          .out()
          .println(Json.write(Map.of("sets", known.stream().map(DataCommand::entry).toList())));
      return Main.DONE;
    }
    int width = known.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    for (var set : known)
      shell
          .out()
          .printf(
              "  %-" + width + "s  %-34s %-13s %s%n",
              set.name(),
              set.licence(),
              from == null ? digests(set) : set.converted().isEmpty() ? "unverified" : "verified",
              set.home());
    shell
        .out()
        .println(
            "'unverified': no digest is known to check a fetch by; it is recorded in dataset.json.");
    return Main.DONE;
  }

  private static String digests(DataSet set) {
    return set.verifiable() == set.files().size() ? "verified" : "unverified";
  }

  private static Map<String, Object> entry(DataSet set) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("name", set.name());
    entry.put("title", set.title());
    entry.put("licence", set.licence());
    if (!set.note().isEmpty()) entry.put("note", set.note());
    entry.put("home", set.home());
    entry.put("files", set.files());
    entry.put("converted", set.converted());
    entry.put("inputs", set.inputs());
    entry.put("outputs", set.outputs());
    entry.put("metric", set.metric());
    return entry;
  }
}
