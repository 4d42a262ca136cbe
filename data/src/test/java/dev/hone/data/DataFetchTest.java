package dev.hone.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataFetchTest {
  @TempDir Path folder;

  private HttpServer home;
  private final Map<String, byte[]> served = new HashMap<>();

  @BeforeEach
  void open() throws IOException {
    home = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    home.createContext(
        "/",
        exchange -> {
          var bytes = served.get(exchange.getRequestURI().getPath());
          try (exchange) {
            exchange.sendResponseHeaders(
                bytes == null ? 404 : 200, bytes == null ? -1 : bytes.length);
            if (bytes != null) exchange.getResponseBody().write(bytes);
          }
        });
    home.start();
  }

  @AfterEach
  void close() {
    home.stop(0);
  }

  private String serve(String path, String text) {
    served.put(path, text.getBytes(UTF_8));
    return "http://127.0.0.1:" + home.getAddress().getPort() + path;
  }

  /** An entry of a catalogue whose files are served here. */
  private static DataSet set(String form, Object train, Object test, Map<String, Object> more) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("name", "animals");
    entry.put("title", "Animals");
    entry.put("licence", "MIT");
    entry.put("home", "http://127.0.0.1/animals");
    entry.put("form", form);
    entry.put(
        "files",
        test.equals("")
            ? Map.of("train", List.of(train))
            : Map.of("train", List.of(train), "test", List.of(test)));
    entry.put("inputs", List.of("text"));
    entry.put("outputs", List.of("label"));
    entry.putAll(more);
    return DataSets.parse(Json.write(Map.of("sets", List.of(entry)))).getFirst();
  }

  private Path out() {
    return folder.resolve("data/animals");
  }

  private List<String> lines(String split) throws IOException {
    return Files.readAllLines(out().resolve(split + ".jsonl"));
  }

  private List<String> all() throws IOException {
    var rows = new ArrayList<String>();
    for (var split : List.of("train", "validation", "test"))
      if (Files.exists(out().resolve(split + ".jsonl"))) rows.addAll(lines(split));
    return rows;
  }

  private List<Path> left() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  record Raw(String form, String text, Map<String, Object> more, List<String> rows) {}

  static List<Raw> raws() {
    return List.of(
        new Raw(
            "records",
            "{\"canary\": \"do not train on this\", \"examples\": [{\"input\": \"a\", \"target\": \"(A)\"}, {\"input\": \"b\", \"target\": \"(B)\"}]}",
            Map.of("columns", Map.of("text", "input", "label", "target")),
            List.of("{\"text\":\"a\",\"label\":\"(A)\"}", "{\"text\":\"b\",\"label\":\"(B)\"}")),
        new Raw(
            "records",
            "{\"q\": \"a\", \"l\": 1}\n{\"q\": \"b\", \"l\": [2]}\n",
            Map.of("columns", Map.of("text", "q", "label", "l")),
            List.of("{\"text\":\"a\",\"label\":1}", "{\"text\":\"b\",\"label\":[2]}")),
        new Raw(
            "csv",
            "text,category\n\"a, really \",one\nb,two\n",
            Map.of("columns", Map.of("text", "text", "label", "category")),
            List.of(
                "{\"text\":\"a, really\",\"label\":\"one\"}",
                "{\"text\":\"b\",\"label\":\"two\"}")),
        new Raw(
            "tab-labels",
            "good film\t1\nbad film\t0\ngood film\t1\ntorn\t0\ntorn\t1\n",
            Map.of("labels", List.of("negative", "positive")),
            List.of(
                "{\"text\":\"good film\",\"label\":\"positive\"}",
                "{\"text\":\"bad film\",\"label\":\"negative\"}")),
        new Raw(
            "gsm8k",
            "{\"question\": \"How many?\", \"answer\": \"2*600=<<2*600=1200>>1200 eggs\\n#### 1,200\"}\n{\"question\": \"And?\", \"answer\": \"#### -3\"}",
            Map.of("inputs", List.of("question"), "outputs", List.of("answer")),
            List.of(
                "{\"question\":\"How many?\",\"answer\":\"1200\",\"solution\":\"2*600=1200 eggs\"}",
                "{\"question\":\"And?\",\"answer\":\"-3\",\"solution\":\"\"}")),
        new Raw(
            "svamp",
            "[{\"ID\": \"1\", \"Body\": \"A pack costs 76\", \"Question\": \"How much?\", \"Equation\": \"( 76.0 - 25.0 )\", \"Answer\": 51.0, \"Type\": \"Subtraction\"}, {\"Body\": \"Half a day.\", \"Question\": \"How long?\", \"Equation\": \"x\", \"Answer\": 0.5, \"Type\": \"y\"}]",
            Map.of("inputs", List.of("question"), "outputs", List.of("answer")),
            List.of(
                "{\"question\":\"A pack costs 76. How much?\",\"answer\":\"51\",\"equation\":\"( 76.0 - 25.0 )\",\"type\":\"Subtraction\"}",
                "{\"question\":\"Half a day. How long?\",\"answer\":\"0.5\",\"equation\":\"x\",\"type\":\"y\"}")),
        new Raw(
            "multiarith",
            "[{\"iIndex\": 1, \"lEquations\": [\"X=1+2\"], \"lSolutions\": [300.0], \"sQuestion\": \" How many? \"}, {\"lEquations\": [\"X=2\"], \"lSolutions\": [2], \"sQuestion\": \"And?\"}]",
            Map.of("inputs", List.of("question"), "outputs", List.of("answer")),
            List.of(
                "{\"question\":\"How many?\",\"answer\":\"300\",\"equation\":\"X=1+2\"}",
                "{\"question\":\"And?\",\"answer\":\"2\",\"equation\":\"X=2\"}")),
        new Raw(
            "snips",
            "{\"AddToPlaylist\": [{\"data\": [{\"text\": \"Add \"}, {\"text\": \"Cita\", \"entity\": \"artist\"}, {\"text\": \" to it\\n\"}]}, {\"data\": [{\"text\": \"b\"}]}]}",
            Map.of("outputs", List.of("intent")),
            List.of(
                "{\"text\":\"Add Cita to it\",\"intent\":\"AddToPlaylist\"}",
                "{\"text\":\"b\",\"intent\":\"AddToPlaylist\"}")),
        new Raw(
            "restaurant8k",
            "[{\"userInput\": {\"text\": \"17\"}}, {\"userInput\": {\"text\": \"15 at six\"}, \"labels\": [{\"slot\": \"people\", \"valueSpan\": {\"endIndex\": 2}}, {\"slot\": \"time\", \"valueSpan\": {\"startIndex\": 6, \"endIndex\": 9}}]}]",
            Map.of("inputs", List.of("text", "slot"), "outputs", List.of("value")),
            List.of(
                "{\"text\":\"15 at six\",\"slot\":\"people\",\"value\":\"15\"}",
                "{\"text\":\"15 at six\",\"slot\":\"time\",\"value\":\"six\"}")));
  }

  @ParameterizedTest
  @MethodSource("raws")
  void everyFormIsRead(Raw raw) throws IOException {
    var set = set(raw.form(), serve("/a", raw.text()), "", raw.more());
    var fetched = new DataFetch().fromHome(set, out(), false, _ -> {});
    assertThat(all().stream().map(l -> Json.canonical(Json.parseObject(l))))
        .containsExactlyInAnyOrderElementsOf(
            raw.rows().stream().map(l -> Json.canonical(Json.parseObject(l))).toList());
    assertThat(fetched.verified()).isFalse();
    var card = Json.parseObject(Files.readString(out().resolve("dataset.json")));
    assertThat(card).containsEntry("licence", "MIT").containsEntry("verified", false);
    assertThat(card.containsKey("canary")).isEqualTo(raw.text().contains("canary"));
  }

  @Test
  void partsOfOneFileStayApart() throws IOException {
    var text =
        "{\"train\": [[\"a\", \"x\"], [\"b\", \"y\"]], \"val\": [[\"c\", \"x\"]], \"oos_test\": [[\"d\", \"oos\"]], \"test\": [[\"e\", \"y\"], [\"A!\", \"x\"]]}";
    new DataFetch().fromHome(set("clinc", serve("/a", text), "", Map.of()), out(), false, _ -> {});
    assertThat(lines("test"))
        .containsExactlyInAnyOrder(
            "{\"text\":\"d\",\"label\":\"oos\"}",
            "{\"text\":\"e\",\"label\":\"y\"}",
            "{\"text\":\"A!\",\"label\":\"x\"}");
    assertThat(lines("train")).hasSize(1);
    assertThat(all()).hasSize(5).noneMatch(l -> l.contains("\"a\""));
  }

  @Test
  void aTextThatIsNoUtf8IsReadAsItsOldCode() throws IOException {
    var url = serve("/a", "");
    served.put("/a", "caf\u00e9\t0\nth\u00e9\t0\n".getBytes(ISO_8859_1));
    new DataFetch()
        .fromHome(
            set("tab-labels", url, "", Map.of("labels", List.of("x"))), out(), false, _ -> {});
    assertThat(String.join("", all())).contains("café", "thé");
  }

  private String numbered(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "text %d\t%d\n".formatted(i, i % 2))
        .collect(Collectors.joining());
  }

  private DataSet pool(int rows) {
    return set(
        "tab-labels", serve("/pool", numbered(0, rows)), "", Map.of("labels", List.of("x", "y")));
  }

  @Test
  void onePoolIsDividedAndTheSeedDecidesHow() throws IOException {
    var fetched = new DataFetch().fromHome(pool(100), out(), false, _ -> {});
    assertThat(fetched.sizes())
        .containsExactly(
            Map.entry("train", 30), Map.entry("validation", 30), Map.entry("test", 40));
    var first = all();
    assertThat(first).doesNotHaveDuplicates();
    new DataFetch().fromHome(pool(100), out(), true, _ -> {});
    assertThat(all()).isEqualTo(first);
    var other = new DataFetch(200, 300, 500, OptionalLong.of(1));
    other.fromHome(pool(100), out(), true, _ -> {});
    assertThat(all()).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
    new DataFetch(5, 6, 7, OptionalLong.empty()).fromHome(pool(100), out(), true, _ -> {});
    assertThat(all()).hasSize(18);
  }

  @Test
  void rowsAreDrawnByTheDigestOfSeedNameAndKey() throws IOException {
    new DataFetch(200, 300, 0, OptionalLong.of(4)).fromHome(pool(20), out(), false, _ -> {});
    var keys =
        all().stream()
            .map(l -> "4|animals|" + Json.parseObject(l).get("text").toString().replace(" ", ""))
            .map(Drawing::digest)
            .toList();
    assertThat(keys).isSorted();
  }

  @Test
  void aPublishedTestPartStaysTheTest() throws IOException {
    var set =
        set(
            "tab-labels",
            serve("/train", numbered(0, 50)),
            serve("/test", numbered(40, 70)),
            Map.of("labels", List.of("x", "y")));
    new DataFetch(10, 20, 500, OptionalLong.empty()).fromHome(set, out(), false, _ -> {});
    assertThat(lines("test")).hasSize(30).anyMatch(l -> l.contains("text 45"));
    assertThat(lines("train")).hasSize(10).noneMatch(l -> l.contains("text 4\\d"));
    assertThat(lines("validation")).hasSize(20);
    assertThat(all()).doesNotHaveDuplicates();
  }

  @Test
  void balancedSetsHaveEveryLabelEquallyOften() throws IOException {
    var text =
        "rare 1\t1\nrare 2\t1\nrare 3\t1\nrare 4\t1\n" + numbered(0, 60).replace("\t1", "\t0");
    var set =
        set(
            "tab-labels",
            serve("/train", text),
            serve("/test", "t\t0\n"),
            Map.of("labels", List.of("x", "y"), "balance", "label"));
    new DataFetch(6, 300, 500, OptionalLong.empty()).fromHome(set, out(), false, _ -> {});
    assertThat(lines("train").stream().filter(l -> l.contains("\"y\""))).hasSize(3);
  }

  @Test
  void aKnownDigestIsCheckedAndNothingIsWrittenWhenItDiffers() throws IOException {
    var url = serve("/a", "a\t0\nb\t0\n");
    var labels = Map.<String, Object>of("labels", List.of("x"));
    var right = Drawing.digest("a\t0\nb\t0\n");
    var good = set("tab-labels", Map.of("url", url, "sha256", right), "", labels);
    assertThat(new DataFetch().fromHome(good, out(), false, _ -> {}).verified()).isTrue();
    var bad = set("tab-labels", Map.of("url", url, "sha256", "0".repeat(64)), "", labels);
    var before = all();
    assertThatThrownBy(() -> new DataFetch().fromHome(bad, out(), true, _ -> {}))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("animals has changed")
        .hasMessageContaining(right)
        .hasMessageContaining("Nothing was written");
    assertThat(all()).isEqualTo(before);
    assertThatThrownBy(() -> new DataFetch().fromHome(bad, folder.resolve("new"), false, _ -> {}))
        .isInstanceOf(FetchFailed.class);
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void aHomeThatFailsLeavesNothing() throws IOException {
    var labels = Map.<String, Object>of("labels", List.of("x"));
    assertFails(
        set("tab-labels", serve("/a", "a\t0\n").replace("/a", "/gone"), "", labels),
        "the server answered 404");
    assertFails(set("tab-labels", serve("/a", "no tab\n"), "", labels), "A line has no tab");
    assertFails(set("tab-labels", serve("/a", "a\t7\n"), "", labels), "the unknown label 7");
    assertFails(set("tab-labels", serve("/a", "a\tx\n"), "", labels), "is not written as expected");
    assertFails(set("tab-labels", serve("/a", ""), "", labels), "has no rows");
    assertFails(
        set("svamp", serve("/a", "<html>moved</html>"), "", Map.of()),
        "is not written as expected");
    var address = serve("/a", "a\t0\n");
    home.stop(0);
    assertFails(set("tab-labels", address, "", labels), "could not be fetched from " + address);
    assertThat(left()).isEmpty();
  }

  private void assertFails(DataSet set, String message) {
    assertThatThrownBy(() -> new DataFetch().fromHome(set, out(), false, _ -> {}))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining(message)
        .hasMessageContaining("Nothing was written");
  }

  private Path converted() throws IOException {
    var set = Files.createDirectories(folder.resolve("sets/animals"));
    Files.writeString(set.resolve("train.jsonl"), jsonl(0, 10));
    Files.writeString(set.resolve("validation.jsonl"), jsonl(10, 17));
    Files.writeString(
        set.resolve("dataset.json"),
        "{\"name\": \"animals\", \"licence\": \"CC0\", \"canary\": \"words\", \"fields\": {\"inputs\": [\"text\"], \"outputs\": [\"label\"]}}");
    return folder.resolve("sets");
  }

  private static String jsonl(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "{\"text\":\"text %d\",\"label\":\"x\"}\n".formatted(i))
        .collect(Collectors.joining());
  }

  @Test
  void aFolderOfConvertedSetsIsTakenInItsOrder() throws IOException {
    var sets = converted();
    var found = DataSets.of(Map.of()).in(sets);
    assertThat(found).extracting(DataSet::name).containsExactly("animals");
    assertThat(found.getFirst().licence()).isEqualTo("CC0");
    new DataFetch(4, 100, 100, OptionalLong.empty())
        .fromFolder(found.getFirst(), sets, out(), false);
    assertThat(String.join("\n", lines("train")) + "\n").isEqualTo(jsonl(0, 4));
    assertThat(String.join("\n", lines("validation")) + "\n").isEqualTo(jsonl(10, 13));
    assertThat(String.join("\n", lines("test")) + "\n").isEqualTo(jsonl(13, 17));
    assertThat(Files.readString(out().resolve("dataset.json"))).contains("\"canary\": \"words\"");
    new DataFetch(10, 100, 100, OptionalLong.of(3)).fromFolder(found.getFirst(), sets, out(), true);
    assertThat(String.join("\n", lines("train")) + "\n").isNotEqualTo(jsonl(0, 10));
    var again = folder.resolve("again/animals");
    new DataFetch().fromFolder(found.getFirst(), folder.resolve("data"), again, false);
    assertThat(Files.readString(again.resolve("test.jsonl")))
        .isEqualTo(Files.readString(out().resolve("test.jsonl")));
  }

  @Test
  void aConvertedFileWithAnotherDigestIsRefused() throws IOException {
    var sets = converted();
    var known =
        set(
            "records",
            "http://127.0.0.1/a",
            "",
            Map.of(
                "converted",
                Map.of(
                    "train",
                    Drawing.digest(jsonl(0, 10)),
                    "validation",
                    Drawing.digest(jsonl(10, 17)))));
    assertThat(new DataFetch().fromFolder(known, sets, out(), false).verified()).isTrue();
    Files.writeString(sets.resolve("animals/validation.jsonl"), jsonl(10, 18));
    assertThatThrownBy(() -> new DataFetch().fromFolder(known, sets, folder.resolve("b"), false))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("animals has changed")
        .hasMessageContaining("validation.jsonl");
    assertThat(folder.resolve("b")).doesNotExist();
  }

  @Test
  void whatIsThereIsReplacedOnlyWhenAskedTo() throws IOException {
    new DataFetch().fromHome(pool(10), out(), false, _ -> {});
    assertThatThrownBy(() -> new DataFetch().fromHome(pool(20), out(), false, _ -> {}))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("--force");
    assertThat(all()).hasSize(10);
    var file = Files.writeString(folder.resolve("file"), "mine");
    assertThatThrownBy(() -> new DataFetch().fromHome(pool(20), file, true, _ -> {}))
        .isInstanceOf(BadInput.class);
    assertThat(file).hasContent("mine");
    assertThatThrownBy(() -> new DataFetch(1, 0, 1, OptionalLong.empty()))
        .hasMessageContaining("at least 1 for validation");
  }

  @Test
  void theShippedCatalogueIsPinnedAndLicensed() {
    var sets = DataSets.of(Map.of()).sets();
    assertThat(sets)
        .extracting(DataSet::name)
        .doesNotHaveDuplicates()
        .contains(
            "gsm8k",
            "svamp",
            "sst2",
            "trec",
            "banking77",
            "clinc150",
            "ifeval",
            "hotpotqa_closed",
            "snips7",
            "subj",
            "restaurant8k_span");
    assertThat(sets.stream().filter(s -> s.name().startsWith("bbh_"))).hasSize(27);
    for (var set : sets) {
      assertThat(set.licence()).as(set.name()).isNotBlank();
      assertThat(set.inputs()).as(set.name()).isNotEmpty();
      assertThat(set.converted()).as(set.name()).containsOnlyKeys("train", "validation");
      assertThat(set.files())
          .as(set.name())
          .allMatch(f ->
              f.url()
                  .matches(
                      "https://raw\\.githubusercontent\\.com/[^/]+/[^/]+/[0-9a-f]{40}/[\\x21-\\x7e]+"));
    }
  }

  @Test
  void aCatalogueOfOnesOwnIsCheckedEntryByEntry() throws IOException {
    var file = folder.resolve("own.json");
    var environment = Map.of("HONE_DATA_SETS", file.toString());
    assertThatThrownBy(() -> DataSets.of(environment)).hasMessageContaining("HONE_DATA_SETS names");
    Files.writeString(file, "{\"sets\": [{\"name\": \"x\", \"form\": \"pdf\"}]}");
    assertThatThrownBy(() -> DataSets.of(environment))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("own.json: sets[0]: 'form' is 'pdf'. Known are records, csv");
    Files.writeString(
        file,
        "{\"sets\": [{\"name\": \"x\", \"form\": \"csv\", \"home\": \"h\", \"title\": \"t\", \"licence\": \"l\"}]}");
    assertThatThrownBy(() -> DataSets.of(environment)).hasMessageContaining("'files' is missing");
  }
}
