package dev.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.core.Signature;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricReaderTest {
  private static final Signature SIGNATURE =
      Signature.parse("text -> date: date, amount: float, label, tags: list");

  @TempDir Path folder;

  private static DescribedMetric read(String json) {
    return Metrics.of(Json.parse(json), SIGNATURE);
  }

  private static String described(DescribedMetric metric) {
    return Json.write(Metrics.toJson(metric.describe()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "\"exact\"; {\"name\":\"exact\",\"version\":1,\"fields\":[\"date\",\"amount\",\"label\",\"tags\"]}",
        "{\"exact\": \"label\"}; {\"name\":\"exact\",\"version\":1,\"fields\":[\"label\"]}",
        "{\"exact\": {\"fields\": [\"label\"], \"ignoreCase\": true}}; {\"name\":\"exact\",\"version\":1,\"fields\":[\"label\"],\"options\":{\"ignoreCase\":true}}",
        "{\"normalized\": [\"label\"]}; {\"name\":\"normalised\",\"version\":1,\"fields\":[\"label\"]}",
        "{\"numeric\": {\"fields\": [\"amount\"], \"tolerance\": 0.01, \"relative\": 0.1}}; {\"name\":\"numeric\",\"version\":1,\"fields\":[\"amount\"],\"options\":{\"relative\":0.1,\"tolerance\":0.01}}",
        "{\"set\": {\"fields\": [\"tags\"], \"measure\": \"jaccard\"}}; {\"name\":\"set\",\"version\":1,\"fields\":[\"tags\"],\"options\":{\"measure\":\"jaccard\"}}",
        "{\"json\": {\"fields\": [\"tags\"], \"partial\": true}}; {\"name\":\"json\",\"version\":1,\"fields\":[\"tags\"],\"options\":{\"partial\":true}}",
        "{\"regex\": {\"fields\": [\"label\"], \"pattern\": \"^a\"}}; {\"name\":\"regex\",\"version\":1,\"options\":{\"of\":[\"label\"],\"pattern\":\"^a\"}}",
        "{\"contains\": [\"label\"]}; {\"name\":\"contains\",\"version\":1,\"fields\":[\"label\"]}",
        "{\"f1\": [\"label\"]}; {\"name\":\"f1\",\"version\":1,\"fields\":[\"label\"]}",
        "{\"mix\": [{\"exact\": [\"label\"], \"weight\": 3}, {\"f1\": [\"label\"]}]}; {\"name\":\"mix\",\"version\":1,\"parts\":[{\"name\":\"label\",\"weight\":0.75,\"metric\":{\"name\":\"exact\",\"version\":1,\"fields\":[\"label\"]}},{\"name\":\"f1:label\",\"weight\":0.25,\"metric\":{\"name\":\"f1\",\"version\":1,\"fields\":[\"label\"]}}]}",
      })
  void aConfigurationIsReadAndDescribed(String spec, String description) {
    assertThat(described(read(spec))).isEqualTo(description);
  }

  @Test
  void severalMetricsCountByTheirFields() throws Exception {
    var metric = read("{\"exact\": [\"date\", \"label\"], \"numeric\": [\"amount\"]}");
    var expected = Values.of("date", "2024-01-05", "label", "x", "amount", 3);
    var grade = metric.grade(Values.EMPTY, expected, expected.with("amount", 4), Trace.EMPTY);

    assertThat(grade.score()).isEqualTo(2 / 3.0);
    assertThat(grade.parts()).containsOnlyKeys("date", "label", "amount");
    assertThat(metric.describe().needs()).containsExactly("amount", "date", "label");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "null; metric: expected a metric, found null. Write for example metric: exact",
        "5; metric: expected a metric, found 5",
        "{}; metric: expected a metric",
        "\"exakt\"; there is no metric 'exakt'. Did you mean 'exact'? Known are command, contains",
        "{\"numerik\": [\"amount\"]}; Did you mean 'numeric'?",
        "{\"exact\": [\"lable\"]}; metric.exact: 'lable' is not an output of the program. Did you mean 'label'? The outputs are [date, amount, label, tags]",
        "{\"exact\": [\"text\"]}; 'text' is not an output",
        "{\"exact\": []}; metric.exact.fields: expected a text or a list of texts",
        "{\"exact\": 5}; metric.exact.fields: expected a text",
        "{\"numeric\": {\"fields\": [\"amount\"], \"tolerence\": 1}}; metric.numeric: unknown setting 'tolerence'. Did you mean 'tolerance'?",
        "{\"numeric\": {\"tolerance\": -1}}; metric.numeric.tolerance: expected a number, at least 0, found -1",
        "{\"numeric\": {\"tolerance\": \"x\"}}; metric.numeric.tolerance: expected a number",
        "{\"set\": {\"measure\": \"dice\"}}; metric.set.measure: expected f1, jaccard or exact",
        "{\"regex\": {\"pattern\": \"(\"}}; The pattern '(' is no regular expression",
        "{\"exact\": {\"ignoreCase\": \"yes\"}}; metric.exact.ignoreCase: expected true or false",
        "{\"mix\": []}; metric.mix: the mix is empty",
        "{\"mix\": \"exact\"}; metric.mix",
        "{\"mix\": [{\"exact\": [\"label\"], \"f1\": [\"label\"]}]}; metric.mix[0]: expected one metric and its weight, found [exact, f1]",
        "{\"mix\": [\"exact\", {\"f1\": [\"label\"], \"weight\": 0}]}; metric.mix[1].weight: expected a positive number",
        "{\"mix\": [{\"f1\": [\"label\"], \"weight\": -1}]}; metric.mix[0].weight",
        "{\"judge\": {}}; metric.judge: 'rubric' is missing",
        "{\"judge\": {\"rubric\": \"r\", \"scale\": 5}}; metric.judge.scale: expected two numbers",
        "{\"judge\": {\"rubric\": \"r\", \"scale\": [5, 1]}}; Write the worst score first",
        "{\"judge\": {\"rubrik\": \"r\"}}; Did you mean 'rubric'?",
        "{\"command\": {\"run\": [\"./grade.py\"]}}; metric.command: the task wants to run a program of its own, [./grade.py]. Allow it",
      })
  void whatIsWrongIsNamedWithTheRepair(String spec, String complaint) {
    assertThatThrownBy(() -> read(spec))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void allowedCommandsAreReadStrictly() throws IOException {
    Files.createFile(
        folder.resolve("grade.py"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var metric =
        command("{\"command\": {\"run\": [\"./grade.py\", \"-v\"], \"deadline\": \"PT10S\"}}");

    assertThat(described(metric))
        .isEqualTo(
            "{\"name\":\"command\",\"version\":1,\"options\":{\"deadline\":\"PT10S\",\"run\":[\"./grade.py\",\"-v\"]}}");
    assertThat(described(command("{\"command\": \"./grade.py\"}"))).contains("[\"./grade.py\"]");
    for (var wrong :
        new String[] {
          "{\"command\": {\"deadline\": \"PT1S\"}}",
          "{\"command\": {\"run\": [\"x\"], \"deadline\": \"10s\"}}",
          "{\"command\": {\"run\": [\"x\"], \"deadline\": \"PT0S\"}}",
          "{\"command\": {\"run\": \"x\", \"shell\": true}}"
        })
      assertThatThrownBy(() -> command(wrong))
          .as(wrong)
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("metric.command");
  }

  private DescribedMetric command(String json) {
    return Metrics.of(Json.parse(json), SIGNATURE, folder, true);
  }
}
