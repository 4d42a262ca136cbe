package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report in a real browser, without a network. */
@TestInstance(Lifecycle.PER_CLASS)
class ComparisonPageTest {
  private static final Path PICTURES = Path.of("target", "screenshots");

  private Playwright playwright;
  private Browser browser;
  private Path report;
  private Path crowded;

  @BeforeAll
  void open(@TempDir Path directory) throws IOException {
    var chromium =
        Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
            .flatMap(n ->
                Stream.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")
                    .map(d -> Path.of(d, n)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        chromium.isPresent(),
        "No Chromium on this machine, so no report is looked at. Install it, for example with: apt-get install --no-install-recommends chromium");
    report = directory.resolve("report.html");
    Files.writeString(report, new ComparisonPage(Sample.standings()).html());
    crowded = directory.resolve("crowded.html");
    Files.writeString(crowded, new ComparisonPage(Sample.crowded()).html());
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.get())
                    .setArgs(List.of("--no-sandbox")));
  }

  @AfterAll
  void close() {
    if (browser != null) browser.close();
    if (playwright != null) playwright.close();
  }

  @ParameterizedTest
  @CsvSource({"400,LIGHT", "400,DARK", "1600,LIGHT", "1600,DARK"})
  void the_report_fits_and_shows_its_plots(int width, ColorScheme scheme) throws IOException {
    var troubles = new ArrayList<String>();
    try (var page = page(width, scheme, troubles)) {
      assertThat(page.locator("h1").textContent()).isEqualTo("6 methods on 7 tasks with 2 models");
      assertThat(number(page, "document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
      for (var id : List.of("curves", "search-cost", "serving-cost", "heat", "wins")) {
        var plot = page.locator("#" + id);
        assertThat(plot.getAttribute("aria-label"))
            .as(id)
            .matches("(Line|Scatter|Heat|Win) (plot|map|matrix): .*")
            .contains("textgrad ");
        assertThat(plot.getAttribute("role")).isEqualTo("img");
        assertThat(plot.locator("svg").boundingBox().width).as(id).isGreaterThan(250);
        assertThat(plot.locator("svg path").count()).as(id).isGreaterThan(6);
      }
      assertThat(page.locator("section details table").count()).isEqualTo(4);
      var picture =
          picture(
              page,
              "report-%d-%s".formatted(width, scheme.name().toLowerCase(java.util.Locale.ROOT)));
      assertThat(colours(picture)).isGreaterThan(40);
      boolean dark = scheme == ColorScheme.DARK;
      assertThat(picture.getRGB(2, 2) & 0xff).isBetween(dark ? 0 : 200, dark ? 60 : 255);
    }
    assertThat(troubles).isEmpty();
  }

  @Test
  void plots_name_a_method_without_its_options_where_one_has_the_name() {
    assertThat(Plots.names(List.of("gepa(maxTokens=200)", "opro(k=1)", "opro(k=2)", "ape")))
        .containsExactly("gepa", "opro(k=1)", "opro(k=2)", "ape");
  }

  @Test
  void forty_methods_can_be_told_apart_by_colour_and_shape() {
    assertThat(IntStream.range(0, 40).mapToObj(i -> Plots.look(i).subList(0, 2)).toList())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"400", "1600"})
  void no_method_is_out_of_sight_among_twelve(int width) throws IOException {
    var troubles = new ArrayList<String>();
    try (var page = page(crowded, width, ColorScheme.LIGHT, troubles)) {
      for (var id : List.of("curves", "search-cost", "serving-cost")) {
        var names = page.locator("#" + id + " svg text").allTextContents();
        for (char c = 'a'; c < 'm'; c++) assertThat(names).as(id).contains("method-" + c);
      }
      assertThat(number(page, "document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
      picture(page, "crowded-" + width);
    }
    assertThat(troubles).isEmpty();
  }

  @Test
  void one_task_can_be_looked_at_alone() {
    var troubles = new ArrayList<String>();
    try (var page = page(1000, ColorScheme.LIGHT, troubles)) {
      var before = page.locator("#curves").innerHTML();
      page.locator("#ground").selectOption("3");
      assertThat(page.locator("#curves").innerHTML()).isNotEqualTo(before);
      page.setViewportSize(500, 800);
      page.waitForFunction(
          "document.querySelector('#curves svg').getBoundingClientRect().width < 500");
    }
    assertThat(troubles).isEmpty();
  }

  @Test
  void it_prints_in_dark_too_on_white_paper_with_its_tables_open() throws IOException {
    var troubles = new ArrayList<String>();
    try (var page = page(1600, ColorScheme.DARK, troubles)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
      var picture = picture(page, "report-print");
      assertThat(picture.getRGB(2, 2) & 0xffffff).isEqualTo(0xffffff);
      for (var id : List.of("curves", "search-cost", "serving-cost", "heat", "wins"))
        assertThat(page.locator("#" + id + " svg").boundingBox().width)
            .as("%s fits on a sheet", id)
            .isLessThanOrEqualTo(960);
      assertThat(page.locator("details table").first().boundingBox().height).isGreaterThan(50);
      assertThat(page.pdf().length).isGreaterThan(50_000);
    }
    assertThat(troubles).isEmpty();
  }

  @Test
  void every_picture_has_its_words() {
    try (var page = page(1000, ColorScheme.LIGHT, new ArrayList<>())) {
      assertThat(page.locator("table caption").count()).isEqualTo(page.locator("table").count());
      assertThat(number(page, "document.querySelectorAll('th:not([scope])').length")).isZero();
      assertThat(page.locator("select").first().getAttribute("id"))
          .isEqualTo(page.locator("label").first().getAttribute("for"));
    }
  }

  @Test
  void what_a_task_or_a_model_says_is_never_markup() {
    var html = new ComparisonPage(Sample.standings()).html();
    int data = html.indexOf("<script type=\"application/json\"");
    int library = html.indexOf("</script>", data);
    assertThat(html.substring(0, data))
        .contains("&lt;script&gt;alert(&#39;x&#39;)")
        .doesNotContain("<script", "src=", "<link");
    assertThat(html.substring(data, library))
        .contains("\\u003cscript")
        .doesNotContain("alert('x')<");
  }

  private Page page(int width, ColorScheme scheme, List<String> troubles) {
    return page(report, width, scheme, troubles);
  }

  private Page page(Path report, int width, ColorScheme scheme, List<String> troubles) {
    var context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setOffline(true));
    var page = context.newPage();
    page.onConsoleMessage(m -> {
      if (List.of("error", "warning").contains(m.type())) troubles.add(m.text());
    });
    page.onPageError(troubles::add);
    page.onRequest(r -> {
      if (!r.url().startsWith("file:")) troubles.add("asks for " + r.url());
    });
    page.onDialog(d -> troubles.add("says " + d.message()));
    page.navigate(report.toUri().toString());
    return page;
  }

  private static double number(Page page, String script) {
    return ((Number) page.evaluate(script)).doubleValue();
  }

  private static BufferedImage picture(Page page, String name) throws IOException {
    Files.createDirectories(PICTURES);
    var bytes =
        page.screenshot(
            new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(PICTURES.resolve(name + ".png")));
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  private static int colours(BufferedImage picture) {
    var seen = new HashSet<Integer>();
    for (int x = 0; x < picture.getWidth(); x += 3)
      for (int y = 0; y < picture.getHeight(); y += 3) seen.add(picture.getRGB(x, y));
    return seen.size();
  }
}
