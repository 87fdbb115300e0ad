package io.idlegrid.coordinator.edge.rest.jobfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.coordinator.domain.job.JobDraft;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.split.SplitRule;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.job.JobFile;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileReaderTest {

  private static final String EXAMPLE =
      """
      apiVersion: idlegrid/v1
      kind: Job
      metadata: {name: count, labels: {team: lab}}
      spec:
        type: batch
        run: {command: [sh, count.sh, "{{input}}", "{{output}}"]}
        code: artifact:src
        data: {source: "artifact:texts", split: {by: file}}
        resources: {cpu: 1, memory: 256MiB, disk: 1GiB, runtime: 5m, timeLimit: 20m}
        where: 'device.arch == "amd64" && device.labels.site == "lab"'
        policy: {retries: 3, deadline: 8h, quorum: 1, priority: 0, placement: window}
        results: {collect: "out/**", merge: concat}
      """;

  private final JobFileReader reader = new JobFileReader();

  private JobFile yaml(String text) {
    return reader.file(text.getBytes(StandardCharsets.UTF_8), false);
  }

  @Test
  void understandsTheExampleOfTheConventions() {
    JobDraft draft = reader.draft(yaml(EXAMPLE));

    assertEquals("count", draft.name());
    assertEquals(Map.of("team", "lab"), draft.labels());
    assertEquals(256L << 20, draft.need().memoryBytes());
    assertEquals(1L << 30, draft.need().diskBytes());
    assertEquals(Duration.ofMinutes(5), draft.need().runtime().orElseThrow());
    assertEquals(Duration.ofMinutes(20), draft.need().timeLimit());
    assertEquals(Duration.ofHours(8), draft.policy().deadline().orElseThrow());
    assertEquals(Placement.WINDOW, draft.policy().placement());
    assertEquals(new SplitRule.ByFile(1), draft.split());
  }

  @Test
  void theSameJobInJsonIsTheSameJob() throws Exception {
    JobFile fromYaml = yaml(EXAMPLE);

    byte[] json = JsonMapper.builder().build().writeValueAsBytes(fromYaml);

    assertEquals(fromYaml, reader.file(json, true));
    assertEquals(reader.draft(fromYaml), reader.draft(reader.file(json, true)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "out/*a*a*a*a*b", "out/{a,b"})
  void refusesPatternsThatAreUnsoundOrSlowToMatch(String pattern) {
    JobFile file = yaml(EXAMPLE.replace("out/**", pattern));

    RefusedException refused = assertThrows(RefusedException.class, () -> reader.draft(file));

    assertEquals("job.collect", refused.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{by: file, files: 3}",
        "{by: lines, lines: 1000}",
        "{by: bytes, bytes: 4MiB}",
      })
  void understandsEverySplitOfData(String split) {
    reader.draft(yaml(EXAMPLE.replace("{by: file}", split)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{by: range, to: 10000000}", "{by: sweep, sweep: {x: [1, 2], y: [a]}}"})
  void understandsEverySplitWithoutData(String split) {
    String bare = EXAMPLE.replace("source: \"artifact:texts\", ", "");

    reader.draft(yaml(bare.replace("{by: file}", split)));
  }

  @ParameterizedTest
  @CsvSource({
    "1B, 1",
    "1KiB, 1024",
    "256MiB, 268435456",
    "1.5GiB, 1610612736",
    "1TiB, 1099511627776",
    "1kB, 1000",
    "2MB, 2000000",
    "' 3 GB ', 3000000000",
    "0.5B, 1"
  })
  void readsSizes(String text, long bytes) {
    assertEquals(bytes, Quantities.bytes(text, "/x"));
  }

  @ParameterizedTest
  @CsvSource({
    "250ms, 250",
    "90s, 90000",
    "5m, 300000",
    "5min, 300000",
    "8h, 28800000",
    "1d, 86400000"
  })
  void readsDurations(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), Quantities.duration(text, "/x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "256", "256Mb", "256mib", "-1MiB", "0MiB", "1e3MiB", "MiB", "1,5GiB"})
  void refusesWhatIsNoSize(String text) {
    RefusedException refused =
        assertThrows(RefusedException.class, () -> Quantities.bytes(text, "/x"));

    assertEquals("job.unit", refused.code());
    assertEquals("/x", refused.pointer().orElseThrow());
  }

  /** The published schema is written by hand, for its words; its keys are those of the record. */
  @Test
  void theSchemaHasTheKeysOfTheRecord() {
    assertKeys(JobFile.class, reader.schema(), "");
  }

  private static void assertKeys(Class<?> type, JsonNode schema, String at) {
    Set<String> ofRecord = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      ofRecord.add(component.getName());
      if (component.getType().isRecord()) {
        assertKeys(
            component.getType(),
            schema.path("properties").path(component.getName()),
            at + "/" + component.getName());
      }
    }
    Set<String> ofSchema = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(ofSchema::add);
    assertEquals(ofRecord, ofSchema, "keys at " + at);
    assertEquals(false, schema.path("additionalProperties").asBoolean(true), at);
  }
}
