package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Job files that are wrong: each is refused with its place and a way out, and leaves nothing. */
@ExtendWith(SharedCoordinator.class)
class BadJobFileIT {

  private static final String HEAD = "apiVersion: idlegrid/v1\nkind: Job\n";
  private static final String RUN = "run: {command: [\"true\"]}";
  private static final String DATA = "data: {split: {by: range, to: 3}}";

  private final Client submitter;
  private final Path drafts;
  private long jobsBefore;

  BadJobFileIT(Grid grid) {
    this.submitter = grid.submitter();
    this.drafts = grid.data().resolve("blobs").resolve("drafts");
  }

  @BeforeEach
  void countJobs() {
    jobsBefore = jobs();
  }

  @AfterEach
  void nothingIsLeftHalfDone() throws Exception {
    assertEquals(jobsBefore, jobs(), "jobs");
    try (var left = Files.list(drafts)) {
      assertEquals(0, left.filter(file -> file.toString().contains("draft-")).count(), "drafts");
    }
  }

  private long jobs() {
    return submitter.get("/api/v1/jobs?limit=1000").json().path("items").size();
  }

  private static String job(String... parts) {
    return HEAD + "spec:\n  " + String.join("\n  ", parts) + "\n";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # what is wrong          | instead of                | there is                                    | code             | pointer                        | says
          unknown key              | run: {command             | run: {comand                                | job.unknown-key  | /spec/run/comand               | did you mean 'command'?
          unknown key of the spec  | data:                     | daat:                                       | job.unknown-key  | /spec/daat                     | did you mean 'data'?
          unknown key of a split   | to: 3                     | until: 3                                    | job.unknown-key  | /spec/data/split/until         | known here: by
          unknown kind             | kind: Job                 | kind: Jobb                                  | job.value        | /kind                          | did you mean 'Job'?
          unknown version          | idlegrid/v1               | idlegrid/v9                                 | job.value        | /apiVersion                    | idlegrid/v1
          missing version          | apiVersion: idlegrid/v1   |                                             | job.missing      |                                | 'apiVersion' is missing
          missing command          | command: ["true"]         | engine: any                                 | job.command      | /spec/run/command              | the job has no command
          empty command            | ["true"]                  | []                                          | job.command      | /spec/run/command              | spec.run.command
          command that is a text   | ["true"]                  | "true"                                      | job.type         | /spec/run/command              | not of type array
          unknown engine           | ["true"]                  | ["true"], engine: dokcer                    | job.engine       | /spec/run/engine               | did you mean 'docker'?
          unknown placeholder      | ["true"]                  | ["echo", "{{inptu}}"]                       | job.placeholder  | /spec/run/command              | {{inptu}}
          wrong unit of memory     | spec:                     | spec:\\n  resources: {memory: 256Mb}         | job.unit         | /spec/resources/memory         | 256MiB
          no unit of memory        | spec:                     | spec:\\n  resources: {memory: "256"}         | job.unit         | /spec/resources/memory         | has no unit
          negative memory          | spec:                     | spec:\\n  resources: {memory: -1MiB}         | job.unit         | /spec/resources/memory         | is not a size
          no memory                | spec:                     | spec:\\n  resources: {memory: 0MiB}          | job.unit         | /spec/resources/memory         | out of range
          too much memory          | spec:                     | spec:\\n  resources: {memory: 9999999999TiB} | job.unit         | /spec/resources/memory         | out of range
          wrong unit of time       | spec:                     | spec:\\n  resources: {runtime: 5 minutes}    | job.unit         | /spec/resources/runtime        | 90s, 5m or 8h
          no cpu                   | spec:                     | spec:\\n  resources: {cpu: 0}                | job.value        | /spec/resources/cpu            | spec.resources.cpu
          negative cpu             | spec:                     | spec:\\n  resources: {cpu: -1}               | job.value        | /spec/resources/cpu            | spec.resources.cpu
          huge cpu                 | spec:                     | spec:\\n  resources: {cpu: 1e300}            | job.value        | /spec/resources/cpu            | spec.resources.cpu
          cpu that is no number    | spec:                     | spec:\\n  resources: {cpu: .nan}             | job.syntax       |                                | .nan
          negative retries         | spec:                     | spec:\\n  policy: {retries: -1}              | job.value        | /spec/policy/retries           | spec.policy.retries
          huge retries             | spec:                     | spec:\\n  policy: {retries: 99999999999}     | job.value        | /spec/policy/retries           | spec.policy.retries
          quorum of none           | spec:                     | spec:\\n  policy: {quorum: 0}                | job.value        | /spec/policy/quorum            | spec.policy.quorum
          unknown placement        | spec:                     | spec:\\n  policy: {placement: spred}         | job.value        | /spec/policy/placement         | did you mean 'spread'?
          empty data               | data: {split: {by: range, to: 3}} | data: {}                            | job.empty-data   | /spec/data                     | needs data
          no data                  | data: {split: {by: range, to: 3}} | artifacts: {}                       | job.empty-data   | /spec/data                     | the job has no data
          files of the submitter's | split: {by: range, to: 3} | glob: '*.txt'                               | job.empty-data   | /spec/data                     | idlegrid job submit
          code of the submitter's  | spec:                     | spec:\\n  code: ./src                        | job.reference    | /spec/code                     | sha256:HEX
          range of nothing         | to: 3                     | to: 0                                       | split.nothing    | /spec/data/split               | yields no units
          range backwards          | to: 3                     | from: 9, to: 3                              | split.nothing    | /spec/data/split               | from 9 to 3
          range without an end     | , to: 3                   |                                             | job.missing      | /spec/data/split/to            | needs its end
          range that never ends    | to: 3                     | to: 9223372036854775807                     | split.too-many   | /spec/data/split               | 1,000,000,000
          range over everything    | to: 3                     | from: -9223372036854775808, to: 9223372036854775807 | split.too-many | /spec/data/split         | give each unit more
          number beyond any        | to: 3                     | to: 99999999999999999999                    | job.value        | /spec/data/split/to            | out of range
          step of nothing          | to: 3                     | to: 3, step: 0                              | job.value        | /spec/data/split/step          | step
          key of another split     | to: 3                     | to: 3, lines: 5                             | job.split        | /spec/data/split/lines         | leave it out
          sweep over nothing       | by: range, to: 3          | by: sweep, sweep: {x: []}                   | job.value        | /spec/data/split/sweep/x       | sweep.x
          sweep without parameters | by: range, to: 3          | by: sweep                                   | job.missing      | /spec/data/split/sweep         | sweep: {x: [1, 2, 3]}
          unknown split            | by: range                 | by: rangee                                  | job.value        | /spec/data/split/by            | did you mean 'range'?
          condition in error       | spec:                     | spec:\\n  where: device.arch ==              | job.where        | /spec/where                    | does not compile
          condition on the unknown | spec:                     | spec:\\n  where: device.colour == "red"      | job.where        | /spec/where                    | device.labels
          condition that is no yes | spec:                     | spec:\\n  where: device.cores + 1            | job.where        | /spec/where                    | does not compile
          unknown artifact         | spec:                     | spec:\\n  code: artifact:nowhere             | artifact.unknown | /spec/code                     | nowhere
          unknown blob             | spec:                     | spec:\\n  code: sha256:0000000000000000000000000000000000000000000000000000000000000000 | blob.missing | /spec/code | PUT /api/v1/blobs
          unknown device           | spec:                     | spec:\\n  devices: [cam-99]                  | device.unknown   | /spec/devices                  | cam-99
          role with a meaning      | spec:                     | spec:\\n  artifacts: {input: artifact:x}     | job.role         | /spec/artifacts/input          | choose another name
          inference without model  | spec:                     | spec:\\n  type: inference                    | job.inference    | /spec/inference                | describe the model
          unknown type             | spec:                     | spec:\\n  type: bacth                        | job.value        | /spec/type                     | did you mean 'batch'?
          merge without a program  | spec:                     | spec:\\n  results: {merge: program}          | job.merge        | /spec/results                  | needs a program
          """)
  void isRefused(
      String what, String instead, String there, String code, String pointer, String says) {
    String replaced = there == null ? "" : there.replace("\\n", "\n");
    String good = job(RUN, DATA);
    assertTrue(good.contains(instead), instead);
    String bad = good.replace(instead, replaced);

    Answer answer = submitter.submit(bad);

    JsonNode problem = answer.problem(422, code);
    assertEquals(pointer == null ? "" : pointer, problem.path("pointer").asText(), answer.text());
    String said = problem.path("detail").asText() + "\n" + problem.path("hint").asText();
    assertTrue(said.contains(says), said);
  }

  @Test
  void whatIsWrittenWrongCannotBeRead() {
    submitter
        .submit("{not: [yaml", "Content-Type", "application/yaml")
        .problem(422, "job.syntax", "", "not YAML", "line");
    submitter.submit("{\"not\": json}").problem(422, "job.syntax", "", "not JSON");
    submitter.submit("").problem(422, "job.syntax", "", "empty");
    submitter.submit("just words").problem(422, "job.syntax", "", "not an object");
    submitter.submit("\u0000\u0001").problem(422, "job.syntax");
    submitter.submit(job(RUN, RUN, DATA)).problem(422, "job.syntax", "", "uplicate");
    submitter.submit(job(RUN, DATA) + "---\nanother: one\n").problem(422, "job.syntax");
  }

  @Test
  void aliasesAreRefusedBeforeTheyAreReplaced() {
    StringBuilder bomb = new StringBuilder("a: &a [x, x]\n");
    for (char name = 'b'; name <= 'z'; name++) {
      bomb.append(name).append(": &").append(name).append(" [");
      bomb.append(("*" + (char) (name - 1) + ", ").repeat(9)).append("x]\n");
    }

    submitter.submit(bomb.toString()).problem(422, "job.alias", "/b/0", "line 2", "'*a'");
    submitter
        .submit(job("run: {command: &c [x]}", "results: {program: *c}", DATA))
        .problem(422, "job.alias", "/spec/results/program");
  }

  @Test
  void depthIsBounded() {
    String yaml = job("where: " + "[".repeat(10_000));
    String json = "{\"apiVersion\": " + "[".repeat(10_000);
    String blocks = HEAD + "spec: " + "{a: ".repeat(500) + "1" + "}".repeat(500);

    submitter.submit(yaml).problem(422, "job.syntax");
    submitter.submit(json).problem(422, "job.syntax", "", "depth");
    submitter.submit(blocks).problem(422, "job.syntax", "", "depth");
  }

  @Test
  void numbersWithoutEndAreRefusedAtOnce() {
    String digits = "9".repeat(500_000);

    submitter
        .submit(job(RUN, DATA, "resources: {memory: \"" + digits + "MiB\"}"))
        .problem(422, "job.unit", "/spec/resources/memory");
    submitter
        .submit(job(RUN, "data: {split: {by: range, to: " + digits + "}}"))
        .problem(422, "job.type", "/spec/data/split/to", "…");
  }

  @Test
  void aConditionThatNestsDeeplyDoesNotCompile() {
    String deep = "(".repeat(900) + "true" + ")".repeat(900);

    submitter.submit(job(RUN, DATA, "where: '" + deep + "'")).problem(422, "job.where");
  }

  @Test
  void aBodyBeyondTheLimitIsTooLarge() {
    String padding = "# " + "x".repeat(1 << 20) + "\n";

    submitter.submit(padding + job(RUN, DATA)).problem(413, "body.too-large", "", "as a blob");
  }

  @Test
  void theSameFileInJsonIsRefusedAlike() {
    submitter
        .submit(
            "{\"apiVersion\": \"idlegrid/v1\", \"kind\": \"Job\", \"spec\":"
                + " {\"run\": {\"command\": [\"true\"]}, \"data\": {\"split\":"
                + " {\"by\": \"range\", \"too\": 3}}}}",
            "Content-Type",
            "application/json")
        .problem(422, "job.unknown-key", "/spec/data/split/too", "did you mean 'to'?");
  }

  @Test
  void dataThatYieldsNothingIsNoJob() {
    String empty = submitter.upload("");
    String list = submitter.upload("{\"version\":1,\"files\":[]}");
    String damaged = submitter.upload("{\"version\":1,\"files\":[{\"name\":");
    String outside =
        submitter.upload(
            "{\"version\":1,\"files\":[{\"name\":\"../up\",\"size\":0,\"sha256\":\"%s\"}]}"
                .formatted(empty));
    String wrongSize =
        submitter.upload(
            "{\"version\":1,\"files\":[{\"name\":\"a\",\"size\":9,\"sha256\":\"%s\"}]}"
                .formatted(empty));

    split(empty, "by: lines, lines: 10").problem(422, "split.nothing", "/spec/data", "are empty");
    split(list, "by: file").problem(422, "job.empty-data", "/spec/data", "no files");
    split(damaged, "by: file").problem(422, "data.list", "/spec/data/source", "damaged");
    split(outside, "by: file").problem(422, "data.path", "/spec/data/source", "../up");
    split(wrongSize, "by: file").problem(422, "data.size", "/spec/data/source", "9 bytes");
  }

  private Answer split(String source, String split) {
    return submitter.submit(
        job(RUN, "data: {source: \"sha256:%s\", split: {%s}}".formatted(source, split)));
  }
}
