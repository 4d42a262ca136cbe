package dev.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Grade;
import dev.hone.core.GraderFailed;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalCommandTest {
  @TempDir Path folder;

  private static final Values INPUT = Values.of("text", "a $HOME; b");
  private static final Trace TRACE =
      new Trace(
          List.of(
              new Trace.Step(
                  "1",
                  Trace.Kind.MODEL,
                  "ask",
                  Optional.empty(),
                  List.of(),
                  INPUT,
                  Values.EMPTY,
                  "raw",
                  List.of(Message.user("hi")),
                  List.of(),
                  0,
                  Optional.empty(),
                  0,
                  1)));

  private ExternalCommand script(String body) throws IOException {
    var file = Files.writeString(folder.resolve("grade.sh"), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new ExternalCommand(List.of("./grade.sh", "one arg"), Duration.ofSeconds(20), folder);
  }

  private static Grade grade(ExternalCommand command) throws Exception {
    return command.grade(INPUT, Values.of("label", "x"), Values.of("label", "y"), TRACE);
  }

  @Test
  void theQuestionComesAsJsonAndWithoutAShell() throws Exception {
    var command =
        script(
            "cat > got.json; printf '%s' \"$1\" > arg; pwd > where; echo '{\"score\": 0.5, \"feedback\": \"half\", \"parts\": {\"p\": 1}, \"remarks\": {\"find\": \"too few\", \"odd\": 3}}'");

    assertThat(grade(command))
        .isEqualTo(new Grade(0.5, "half", Map.of("p", 1.0)).withRemarks(Map.of("find", "too few")));
    var got = Json.parseObject(Files.readString(folder.resolve("got.json")));
    assertThat(got)
        .containsOnlyKeys("input", "expected", "actual", "trace")
        .containsEntry("input", INPUT.map())
        .containsEntry("actual", Map.of("label", "y"));
    assertThat(Json.write(got.get("trace"))).contains("\"slot\":\"ask\"").contains("\"hi\"");
    assertThat(folder.resolve("arg")).hasContent("one arg");
    assertThat(Path.of(Files.readString(folder.resolve("where")).strip()).toRealPath())
        .isEqualTo(folder.toRealPath());
  }

  @Test
  void aBareNumberIsAScore() throws Exception {
    assertThat(grade(script("echo 0.25"))).isEqualTo(Grade.of(0.25, ""));
    assertThat(grade(script("echo 1"))).isEqualTo(Grade.of(1, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "echo good; answered 'good'",
        "true; answered ''",
        "echo '{\"points\": 1}'; answered '{\"points\": 1}'",
        "echo 5; a score must be within 0..1",
        "echo '[1]'; answered '[1]'",
        "echo oops >&2& exit 3; ended with status 3",
        "yes | head -c 2000000; more than a megabyte",
      })
  void anUnusableAnswerIsAFailureOfTheGrader(String body, String complaint) throws IOException {
    var command = script(body.replace("&2&", "&2;"));

    assertThatThrownBy(() -> grade(command))
        .isInstanceOf(GraderFailed.class)
        .hasMessageContaining("'./grade.sh'")
        .hasMessageContaining(complaint);
  }

  @Test
  void theLastWordsAreReported() throws IOException {
    var command = script("yes noise | head -c 5000 >&2; echo 'no module named x' >&2; exit 1");

    assertThatThrownBy(() -> grade(command))
        .hasMessageEndingWith("no module named x")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(900));
  }

  @Test
  void atTheDeadlineAllItStartedIsKilled() throws Exception {
    var slow = script("sleep 300 & echo $! > child; echo $$ > parent; wait");
    var command = new ExternalCommand(slow.run(), Duration.ofMillis(700), folder);

    assertThatThrownBy(() -> grade(command))
        .isInstanceOf(GraderFailed.class)
        .hasMessageContaining("did not answer within PT0.7S");
    for (var name : List.of("child", "parent")) {
      long id = Long.parseLong(Files.readString(folder.resolve(name)).strip());
      var handle = ProcessHandle.of(id);
      if (handle.isPresent()) handle.get().onExit().get(10, TimeUnit.SECONDS);
      assertThat(ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }
  }

  @Test
  void secretsAreNotHandedOn() {
    var environment =
        new HashMap<>(
            Map.of("OPENAI_API_KEY", "a", "hf_token", "b", "DB_PASSWORD", "c", "PATH", "/bin"));
    ExternalCommand.removeSecrets(environment);

    assertThat(environment).containsOnlyKeys("PATH");
  }

  @Test
  void aCommandThatCannotStartIsExplained() {
    for (var none : List.of("./none.sh", "no-such-program-anywhere"))
      assertThatThrownBy(() -> new ExternalCommand(List.of(none), Duration.ofSeconds(1), folder))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("'" + none + "' cannot be started")
          .hasMessageContaining("executable");
  }

  @Test
  void aCommandThatIsGoneMeanwhileMakesNoAnswerWrong() throws IOException {
    var command = script("echo 1");
    Files.delete(folder.resolve("grade.sh"));

    assertThatThrownBy(() -> grade(command))
        .isInstanceOf(GraderFailed.class)
        .hasMessageContaining("cannot be started");
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    var temp = Path.of(System.getProperty("java.io.tmpdir"));
    long before = ours(temp);
    grade(script("echo 1"));

    assertThat(ours(temp)).isLessThanOrEqualTo(before);
  }

  private static long ours(Path temp) throws IOException {
    try (var files = Files.list(temp)) {
      return files.filter(f -> f.getFileName().toString().startsWith("hone-grade")).count();
    }
  }
}
