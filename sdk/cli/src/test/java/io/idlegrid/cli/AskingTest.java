package io.idlegrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.cli.Shell.Result;
import io.idlegrid.cli.command.Documents;
import io.idlegrid.protocol.access.TokenView;
import io.idlegrid.protocol.access.Whoami;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.EndedAttemptView;
import io.idlegrid.protocol.device.Hardware;
import io.idlegrid.protocol.device.PromiseView;
import io.idlegrid.protocol.job.JobExplanation;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.ResultManifest;
import io.idlegrid.protocol.job.UnitLog;
import io.idlegrid.protocol.store.BlobView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands ask a coordinator, and what they make of its answers. */
class AskingTest {

  private static final String HELLO_SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir private Path home;
  private final FakeGrid grid = new FakeGrid();

  @AfterEach
  void close() {
    grid.close();
  }

  private Result type(String... words) {
    return new Shell(home).at(grid).type(words);
  }

  private static JobView job(String id, String state, long done) {
    boolean isOver = !state.equals("RUNNING");
    return new JobView(
        id,
        "count",
        "batch",
        "ada",
        Map.of(),
        state,
        state.equals("FAILED") ? "unit 3 failed 4 times" : "",
        Instant.parse("2026-11-26T11:55:00Z"),
        isOver ? Instant.parse("2026-11-26T11:57:00Z") : null,
        new JobView.UnitCounts(1200, done, state.equals("FAILED") ? 1 : 0, 2, 1198 - done),
        null);
  }

  private static final DeviceView.Promise BROKEN =
      new DeviceView.Promise(
          new PromiseView(
              7, 400, 20, .005, .05, 31, 2, 50, List.of(new PromiseView.Coverage(.99, .98)), .125),
          true,
          Instant.parse("2026-11-26T09:00:00Z"),
          2);

  private static DeviceView device(String id, String state, Map<String, String> labels) {
    return device(id, state, labels, null);
  }

  private static DeviceView device(
      String id, String state, Map<String, String> labels, @Nullable Hardware hardware) {
    Capabilities facts =
        new Capabilities(
            id,
            "arm64",
            "Debian 12",
            4,
            4L << 30,
            2L << 30,
            8L << 30,
            100,
            List.of(),
            null,
            labels,
            List.of(),
            null,
            false,
            List.of(),
            hardware,
            1L << 30);
    return new DeviceView(
        id,
        "cam-" + id,
        "ada",
        state,
        "",
        "LEND",
        .01,
        .005,
        new DeviceView.Hours("mon-fri 18:00-08:00", "Europe/Berlin"),
        null,
        BROKEN,
        Shell.NOW,
        Shell.NOW.minusSeconds(3),
        facts,
        null,
        new DeviceView.Standing(0, 0, 0, 0, 0),
        List.of(),
        null,
        null,
        null);
  }

  private void hasJobs(@Nullable String next, JobView... jobs) {
    grid.answers("GET /api/v1/jobs?limit=50", new JobView.Page(List.of(jobs), next));
  }

  @Test
  void jobsAreATable() {
    hasJobs(null, job("j-2", "RUNNING", 7), job("j-1", "SUCCEEDED", 1200));

    Result result = type("job", "ls");

    assertEquals(0, result.exitCode());
    assertEquals(
        """
        ID   NAME   STATE       DONE  UNITS  RUNNING  FAILED  SUBMITTED  BY
        j-2  count  running        7  1,200        2       0  5 min ago  ada
        j-1  count  succeeded  1,200  1,200        2       0  5 min ago  ada
        """,
        result.out());
    assertEquals("", result.err());
    assertEquals("Bearer secret", grid.asked().get(0).token());
  }

  @Test
  void whatRanOnADeviceIsATable() {
    grid.answers(
        "GET /api/v1/devices/cam-1/attempts?limit=2",
        new EndedAttemptView.Page(
            List.of(ended(12, "ada", "count", "SUCCEEDED"), ended(11, null, null, "MEMORY_LIMIT")),
            "11"));

    Result result = type("device", "attempts", "cam-1", "--limit", "2");

    assertEquals(
        """
        ENDED      JOB  UNIT  FOR  NAME   RAN FOR   CPU  END
        5 min ago  j-1    12  ada  count     60 s  45 s  succeeded
        5 min ago  j-1    11  -    -         60 s  45 s  memory limit
        """,
        result.out());
    assertEquals(2, type("device", "attempts", "cam-1", "--limit", "0").exitCode());
  }

  private static EndedAttemptView ended(
      long number, @Nullable String account, @Nullable String name, String end) {
    return new EndedAttemptView(
        number,
        "j-1",
        number,
        account,
        name,
        Shell.NOW.minusSeconds(400),
        Shell.NOW.minusSeconds(300),
        end,
        null,
        60,
        45,
        List.of());
  }

  @Test
  void jobsAreIdsJsonOrYaml() {
    hasJobs(null, job("j-2", "RUNNING", 7));

    assertEquals("j-2\n", type("job", "ls", "-q").out());
    assertTrue(type("job", "ls", "-o", "json").out().startsWith("[ {\n  \"id\" : \"j-2\""));
    assertTrue(type("job", "ls", "-o", "yaml").out().startsWith("- id: j-2\n"));
    assertTrue(
        new Shell(home)
            .at(grid)
            .with("IDLEGRID_OUTPUT", "yaml")
            .type("job", "ls")
            .out()
            .startsWith("- id: j-2\n"));
  }

  @Test
  void listingsGoOnWhereAPageEnds() {
    hasJobs("j-2", job("j-2", "RUNNING", 7));
    grid.answers(
        "GET /api/v1/jobs?limit=49&cursor=j-2",
        new JobView.Page(List.of(job("j-1", "FAILED", 3)), null));

    assertEquals("j-2\nj-1\n", type("job", "ls", "-q").out());
  }

  @ParameterizedTest
  @CsvSource({"401, 3", "403, 3", "404, 4", "409, 5", "412, 5", "422, 2", "413, 2", "500, 1"})
  void statusDecidesExitCode(int status, int exitCode) {
    grid.refuses("GET /api/v1/jobs/j-1", status, "some.code", "detail", "hint");

    assertEquals(exitCode, type("job", "get", "j-1").exitCode());
  }

  @Test
  void problemsSayWhatWhereWhatHelpsAndTheirCode() {
    grid.refuses(
        "POST /api/v1/jobs?dryRun=true",
        422,
        "job.unknown-key",
        "there is no key 'comand'",
        "did you mean 'command'?");

    Result result =
        new Shell(home).at(grid).reading("kind: Job\n").type("job", "submit", "--dry-run", "-");

    assertEquals(2, result.exitCode());
    assertEquals("", result.out());
    assertEquals(
        """
        idlegrid: there is no key 'comand'
          where: /spec/run
          hint: did you mean 'command'?
          code: job.unknown-key
        """,
        result.err());
  }

  @Test
  void controlCharactersOfStrangersDoNotReachTheTerminal() {
    grid.refuses("GET /api/v1/jobs/j-1", 404, "job.unknown", "no \u001b[31mjob", "look");

    assertFalse(type("job", "get", "j-1").err().contains("\u001b"));
  }

  @Test
  void submitUploadsCodeAndNamesDevices() throws IOException {
    Files.createDirectories(home.resolve("src"));
    Files.writeString(home.resolve("src/run.sh"), "echo hello\n");
    Files.writeString(
        home.resolve("job.yaml"),
        "apiVersion: idlegrid/v1\nkind: Job\nspec: {code: ./src, run: {command: [sh, run.sh]}}\n");
    grid.answers("POST /api/v1/jobs", 202, "application/json", receipt("j-9"));
    acceptBlobs();

    Result result =
        type("job", "submit", home.resolve("job.yaml").toString(), "--device", "cam-1", "-q");

    assertEquals(0, result.exitCode(), result.err());
    assertEquals("j-9\n", result.out());
    String sent = grid.asked("POST /api/v1/jobs").body();
    assertTrue(sent.contains("\"code\":\"sha256:"), sent);
    assertTrue(sent.contains("\"devices\":[\"cam-1\"]"), sent);
  }

  /** The hash of the packed folder is the client's business, so it is learnt from the first try. */
  private void acceptBlobs() {
    type("job", "submit", home.resolve("job.yaml").toString());
    grid.asked().stream()
        .filter(each -> each.method().equals("PUT"))
        .forEach(
            put ->
                grid.answers(
                    put.line(),
                    new BlobView(put.uri().substring(put.uri().lastIndexOf('/') + 1), 1, 1, true)));
  }

  private static String receipt(String id) {
    return Documents.jsonLine(new JobReceipt(id, 1, false, null));
  }

  @Test
  void missingJobFileIsAUsageError() {
    Result result = type("job", "submit", home.resolve("none.yaml").toString());

    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("there is no job file"), result.err());
  }

  @Test
  void waitTellsHowItEnded() {
    grid.answers("GET /api/v1/jobs/j-1", job("j-1", "RUNNING", 7));
    grid.answers("GET /api/v1/jobs/j-1", job("j-1", "SUCCEEDED", 1198));
    grid.answers("GET /api/v1/jobs/j-2", job("j-2", "FAILED", 7));

    Result done = type("job", "wait", "j-1");
    Result failed = type("job", "wait", "j-2", "-q");

    assertEquals(0, done.exitCode());
    assertEquals(2, done.err().lines().count(), done.err());
    assertTrue(
        done.err().startsWith("{\"job\":\"j-1\",\"state\":\"RUNNING\",\"units\":{\"total\":1200,"),
        done.err());
    assertTrue(done.out().contains("State:      succeeded\n"), done.out());
    assertEquals(1, failed.exitCode());
    assertEquals("j-2\n", failed.out());
    assertEquals("", failed.err());
  }

  @Test
  void waitGivesUpWhenTheTimeIsUp() {
    grid.answers("GET /api/v1/jobs/j-1", job("j-1", "RUNNING", 7));

    Result result = type("job", "wait", "j-1", "--timeout", "20s", "-q");

    assertEquals(124, result.exitCode());
    assertTrue(result.err().contains("it goes on"), result.err());
  }

  @Test
  void cancelTriesAllAndReportsTheFirstError() {
    grid.refuses("POST /api/v1/jobs/j-1/cancel", 409, "job.over", "job j-1 is over", "nothing");
    grid.answers("POST /api/v1/jobs/j-2/cancel", job("j-2", "CANCELLED", 7));

    Result result = type("job", "cancel", "j-1", "j-2");

    assertEquals(5, result.exitCode());
    assertEquals("Job j-2 is cancelled.\n", result.out());
    assertTrue(result.err().contains("job.over"));
  }

  @Test
  void explainCountsReasonsAndShowsExamples() {
    grid.answers(
        "GET /api/v1/jobs/j-1/explain",
        new JobExplanation(
            "j-1",
            "RUNNING",
            "",
            30,
            2,
            3,
            1,
            List.of(
                new JobExplanation.VetoCount(
                    "FORECAST",
                    2,
                    List.of(
                        new JobExplanation.Example("d-1", "cam-1", "headroom 12 % < 50 %"),
                        new JobExplanation.Example("d-2", "cam-2", "headroom 3 % < 50 %")))),
            null,
            null));

    assertEquals(
        """
        Job j-1 is running
        30 units wait, 2 run. 1 of 3 devices could take one now.

        WHY NOT   DEVICES  FOR EXAMPLE
        FORECAST        2  cam-1: headroom 12 % < 50 %
                           cam-2: headroom 3 % < 50 %
        """,
        type("job", "explain", "j-1").out());
  }

  @Test
  void logOfOneUnitIsItsText() {
    grid.answers("GET /api/v1/jobs/j-1/units/3/log", new UnitLog(3, "FAILED", "d-1", "a\nb\n", 0));

    assertEquals("a\nb\n", type("job", "logs", "j-1", "--unit", "3").out());
  }

  @Test
  void resultsAreDownloadedOnceAndChecked() throws IOException {
    grid.answers("GET /api/v1/jobs/j-1/results?limit=1000", manifest("out/a b.txt", HELLO_SHA256));
    grid.answers("GET /api/v1/jobs/j-1/results/files/0/out/a%20b.txt", 200, "text/plain", "hello");
    Path folder = home.resolve("results");

    Result first = type("job", "results", "j-1", "--out", folder.toString());
    Result second = type("job", "results", "j-1", "--out", folder.toString());

    assertEquals(0, first.exitCode(), first.err());
    assertEquals(0, second.exitCode());
    assertEquals("hello", Files.readString(folder.resolve("0/out/a b.txt")));
    assertEquals(1, grid.asked().stream().filter(each -> each.uri().contains("/files/")).count());
  }

  @Test
  void resultsThatAreNotWhatTheyShouldBeAreNotKept() {
    grid.answers("GET /api/v1/jobs/j-1/results?limit=1000", manifest("a.txt", "0".repeat(64)));
    grid.answers("GET /api/v1/jobs/j-1/results/files/0/a.txt", 200, "text/plain", "hello");

    Result result = type("job", "results", "j-1", "--out", home.resolve("results").toString());

    assertEquals(1, result.exitCode());
    assertTrue(result.err().contains("result.hash"), result.err());
    assertFalse(Files.exists(home.resolve("results/0/a.txt")));
  }

  @Test
  void resultsNeverLeaveTheirFolder() {
    grid.answers("GET /api/v1/jobs/j-1/results?limit=1000", manifest("../../evil", HELLO_SHA256));

    Result result = type("job", "results", "j-1", "--out", home.resolve("results").toString());

    assertEquals(1, result.exitCode());
    assertTrue(result.err().contains("result.path"), result.err());
    assertFalse(Files.exists(home.resolve("evil")));
  }

  private static ResultManifest manifest(String path, String sha256) {
    return new ResultManifest(
        "j-1", true, "concat", 1L, 5L, List.of(new ResultManifest.Item(0, path, 5, sha256)), null);
  }

  @Test
  void aPauseMayEndByItself() {
    grid.answers("PATCH /api/v1/devices/d-1", device("d-1", "paused", Map.of()));

    assertEquals(0, type("device", "pause", "d-1", "--for", "2h").exitCode());

    assertEquals(
        "{\"duty\":\"PAUSE\",\"pauseSeconds\":7200}",
        grid.asked("PATCH /api/v1/devices/d-1").body());
  }

  @Test
  void hoursAreSetInAZone() {
    grid.answers("PATCH /api/v1/devices/d-1", device("d-1", "idle", Map.of()));

    Result result =
        type("device", "hours", "d-1", "mon-fri 18:00-08:00", "--zone", "Europe/Berlin");

    assertEquals("cam-d-1 is lent mon-fri 18:00-08:00, Europe/Berlin\n", result.out());
    assertEquals(
        "{\"hours\":{\"week\":\"mon-fri 18:00-08:00\",\"zone\":\"Europe/Berlin\"}}",
        grid.asked("PATCH /api/v1/devices/d-1").body());
  }

  @Test
  void dutyIsToldToDevicesWithALabel() {
    DeviceView lab = device("d-1", "idle", Map.of("site", "lab"));
    DeviceView office = device("d-2", "idle", Map.of("site", "office"));
    grid.answers("GET /api/v1/devices?limit=1000", new DeviceView.Page(List.of(lab, office), null));
    grid.answers("PATCH /api/v1/devices/d-1", device("d-1", "draining", Map.of()));

    Result result = type("device", "drain", "--where", "site=lab");

    assertEquals(0, result.exitCode(), result.err());
    assertEquals("cam-d-1 is draining\n", result.out());
    assertEquals("{\"duty\":\"DRAIN\"}", grid.asked("PATCH /api/v1/devices/d-1").body());
    assertEquals(4, type("device", "drain", "--where", "site=moon").exitCode());
  }

  @Test
  void devicesAreATable() {
    grid.answers(
        "GET /api/v1/devices?limit=1000",
        new DeviceView.Page(List.of(device("d-1", "idle", Map.of("site", "lab"))), null));

    assertEquals(
        """
        ID   NAME     STATE  HOST  GRID  UNITS  ARCH   CORES   MEMORY  SEEN     LABELS
        d-1  cam-d-1  idle      -     -      0  arm64      4  4.0 GiB  3 s ago  site=lab
        """,
        type("device", "ls").out());
  }

  @Test
  void aDeviceTellsWhatItIsMadeOf() {
    Hardware hardware =
        new Hardware(
            "Raspberry Pi 4 Model B",
            "Cortex-A72",
            4,
            1500,
            List.of(
                new Hardware.Disk("mmcblk0", null, 32L << 30, true),
                new Hardware.Disk("sda", "WDC WD10", 1L << 40, false)),
            List.of(
                new Hardware.NetworkPort("eth0", 1000), new Hardware.NetworkPort("wlan0", null)),
            List.of("temperature"));
    grid.answers(
        "GET /api/v1/devices?limit=1000",
        new DeviceView.Page(List.of(device("d-1", "idle", Map.of(), hardware)), null));
    grid.answers("GET /api/v1/devices/d-1", device("d-1", "idle", Map.of(), hardware));

    String told = type("device", "get", "d-1").out();

    assertTrue(
        told.contains(
            """
            Model:      Raspberry Pi 4 Model B
            Processor:  Cortex-A72, 4 physical cores, up to 1.5 GHz
            Disks:      mmcblk0, 32 GiB, solid; sda WDC WD10, 1.0 TiB, turning
            Network:    eth0 1000 Mbit/s; wlan0
            """),
        told);
    assertTrue(told.contains("Sensors:    temperature\n"), told);
  }

  @Test
  void ofADeviceWithoutSurveyOnlyTheCoresAreTold() {
    grid.answers(
        "GET /api/v1/devices?limit=1000",
        new DeviceView.Page(List.of(device("d-1", "idle", Map.of())), null));
    grid.answers("GET /api/v1/devices/d-1", device("d-1", "idle", Map.of()));

    String told = type("device", "get", "d-1").out();

    assertTrue(told.contains("Hardware:   arm64, 4 cores"), told);
    assertFalse(told.contains("Processor:"), told);
  }

  @Test
  void loginKeepsTheTokenForItsOwnerAndItsCoordinatorOnly() throws IOException {
    grid.answers("GET /api/v1/whoami", new Whoami("ada", List.of("submitter"), List.of()));
    hasJobs(null);
    Shell shell = new Shell(home).reading("from-stdin\n");

    Result login = shell.type("login", grid.url(), "--token", "-");
    shell.type("job", "ls");
    Path file = home.resolve(".config/idlegrid/credentials.json");

    assertEquals(0, login.exitCode(), login.err());
    assertTrue(login.out().contains("as ada (submitter)"), login.out());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals("Bearer from-stdin", grid.asked("GET /api/v1/jobs?limit=50").token());
    try (FakeGrid other = new FakeGrid()) {
      shell.type("job", "ls", "--url", other.url());
      assertEquals("null", other.asked().get(0).token());
    }
  }

  @Test
  void flagsWinOverVariablesWinOverFile() {
    grid.answers("GET /api/v1/whoami", new Whoami("ada", List.of(), List.of()));
    hasJobs(null);
    Shell shell = new Shell(home);
    shell.type("login", grid.url(), "--token", "file");

    shell.type("job", "ls");
    shell.with("IDLEGRID_TOKEN", "variable").type("job", "ls");
    shell.type("job", "ls", "--token", "flag");

    assertEquals(
        List.of("Bearer file", "Bearer variable", "Bearer flag"),
        grid.asked().stream()
            .filter(each -> each.uri().startsWith("/api/v1/jobs"))
            .map(FakeGrid.Asked::token)
            .toList());
  }

  @Test
  void tokenSecretIsAllThatStandardOutputCarries() {
    grid.answers(
        "POST /api/v1/tokens",
        new TokenView.Created(
            "s3cret", new TokenView("abc", "ada", "ci", List.of("all"), Shell.NOW, null, null)));

    assertEquals("s3cret\n", type("token", "create", "--label", "ci").out());
    assertEquals("{\"label\":\"ci\"}", grid.asked("POST /api/v1/tokens").body());
  }

  @Test
  void doctorFindsATokenThatDoesNotWork() {
    grid.answers("GET /readyz", 200, "text/plain", "ready\n");
    grid.refuses("GET /api/v1/whoami", 401, "access.token", "no valid token was shown", "log in");

    Result result = type("doctor");

    assertEquals(1, result.exitCode());
    assertTrue(result.out().matches("(?s).*coordinator\\s+ok\\s+answers at .*"), result.out());
    assertTrue(result.out().matches("(?s).*token\\s+failed\\s+from IDLEGRID_TOKEN: no valid.*"));
  }
}
