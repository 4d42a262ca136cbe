package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one-file script runs as a newcomer runs it: from source, over modules, with the embedded
 * model.
 */
@Tag("embedded")
class ScriptTest {
  private static final Pattern SCORES = Pattern.compile("before ([0-9.]+), after ([0-9.]+)");

  @Test
  void the_script_in_the_readme_improves_its_program(@TempDir Path folder)
      throws IOException, InterruptedException {
    var output = folder.resolve("output.txt");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED,llama,dev.hone.lmlocal,org.xerial.sqlitejdbc",
                "--module-path",
                System.getProperty("java.class.path"),
                "--add-modules",
                "dev.hone",
                Path.of("scripts", "OrderNotes.java").toAbsolutePath().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    var said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    var scores = SCORES.matcher(said);
    assertThat(scores.find()).as(said).isTrue();
    assertThat(Double.parseDouble(scores.group(2)))
        .isGreaterThan(Double.parseDouble(scores.group(1)));
    assertThat(said).contains("Order[item=");
  }
}
