package io.idlegrid.worker;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.protocol.device.Telemetry;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.domain.harm.HarmDay;
import io.idlegrid.worker.domain.harm.HarmOfAttempt;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.process.ProcessConfig.Plain;
import io.idlegrid.worker.edge.nearby.ReaderNetworks;
import io.idlegrid.worker.edge.owner.OwnerCall;
import io.idlegrid.worker.edge.owner.OwnerJson;
import io.idlegrid.worker.edge.owner.OwnerRequest;
import io.idlegrid.worker.edge.owner.OwnerView;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the owner is told beside what the kernel counts, the policy says and the grid granted: a
 * whole worker with a real sandbox on this very machine.
 */
@Tag("bubblewrap")
class OwnerSeesTheTruthIT {

  private static final String GROUP = "idlegrid-truth-" + ProcessHandle.current().pid();

  /** Nothing stops the unit but what a test does: this machine is busy with other tests. */
  private static final String POLICY =
      """
      cpu.most = 75%
      cpu.enter = 100%
      cpu.leave = 99%
      memory.most = 20%
      memory.reserve = 0%
      disk.most = 400MiB
      disk.reserve = 1MiB
      disk.wait = none
      network.owner = none
      temperature.most = none
      """;

  /** Percent: ticks are counted otherwise than nanoseconds, and looks fall between looks. */
  private static final double PERCENT = 4;

  private static final int LOOKS = 4;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final Path CGROUP = Path.of("/sys/fs/cgroup");

  @TempDir Path folder;
  private final GrantingGrid grid = new GrantingGrid(Duration.ofMinutes(5));
  private DataFolder data;
  private Truth truth;
  private @Nullable Wiring worker;

  @BeforeEach
  void start() throws Exception {
    Needs.that(
        UnitUser.of(1).changed()
            && Files.isDirectory(Path.of("/sys/fs/cgroup/cpuacct"))
            && Files.isExecutable(Path.of("/usr/bin/bwrap")),
        "root, version 1 of control groups and bubblewrap");
    grid.start();
    data = DataFolder.open(folder.resolve("data")).orElseThrow();
    Files.writeString(data.root().resolve("policy.conf"), POLICY);
    worker = grid.worker(lent(), data, Clock.system(ZoneId.systemDefault()));
    truth = new Truth(GROUP, folder);
    worker.start();
    await().until(() -> view().connected());
  }

  @AfterEach
  void close() throws Exception {
    if (worker != null) {
      worker.close();
      truth.close();
      data.close();
    }
    grid.stop();
  }

  @Test
  void theLoadIsWhatTheKernelCounts() throws Exception {
    runs(busy());

    double before = -1;
    for (int look = 0; look < LOOKS; look++) {
      double last = before;
      await().until(() -> told(view().load().ownPercent()) != last);
      OwnerView view = view();
      // A mean that is told is two seconds old at most.
      long since = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(2_300);
      before = told(view.load().ownPercent());

      assertHolds("own", truth.own(since), before, PERCENT);
      assertHolds("host", truth.host(since), told(view.load().hostPercent()), PERCENT);
      assertHolds(
          "memory",
          truth.values(since, Truth.Moment::memoryAvailable),
          Objects.requireNonNull(view.load().memoryAvailableBytes()),
          64 << 20);
      assertHolds(
          "disk",
          truth.values(since, Truth.Moment::diskFree),
          Objects.requireNonNull(view.load().diskFreeBytes()),
          64 << 20);
    }
  }

  @Test
  void theGridIsToldTheSame() throws Exception {
    runs(busy());

    for (int look = 0; look < LOOKS; look++) {
      Telemetry before = grid.newest();
      await().until(() -> hasLoad(grid.newest()) && !Objects.equals(grid.newest(), before));
      Telemetry told = Objects.requireNonNull(grid.newest());
      // As late as the owner hears it, and a report later.
      long since = System.nanoTime() - TimeUnit.SECONDS.toNanos(3);
      Telemetry.LoadSample load = told.load().get(told.load().size() - 1);

      assertHolds("own", truth.own(since), load.own(), PERCENT);
      assertHolds("host", truth.host(since), load.host(), PERCENT);
      assertEquals(view().lending(), told.state().lending());
    }
  }

  @Test
  void whatRunsIsWhatWasGranted() throws Exception {
    Program program = busy();
    long begun = System.nanoTime();
    runs(program);

    long usedBefore = truth.unitsCpuNanos() / NANOS_PER_MILLI;
    await().until(() -> view().attempts().get(0).cpuMillis() > usedBefore);
    OwnerView view = view();
    long usedAfter = truth.unitsCpuNanos() / NANOS_PER_MILLI;
    long passed = (System.nanoTime() - begun) / NANOS_PER_MILLI;

    assertEquals(1, view.attempts().size(), view.toString());
    OwnerView.Attempt attempt = view.attempts().get(0);
    assertEquals("j-1/0.1", attempt.name());
    assertEquals(program.title(), attempt.title());
    assertEquals(program.owner(), attempt.account());
    assertTrue(attempt.cpuMillis() <= usedAfter, attempt + " of " + usedAfter);
    assertTrue(attempt.activeMillis() <= passed, attempt + " of " + passed);
    assertTrue(attempt.activeMillis() * cores(view) + 200 >= attempt.cpuMillis(), "" + attempt);
  }

  @Test
  void limitsAreThePolicysAndTheKernelHoldsThem() throws Exception {
    runs(busy());
    OwnerView.Limits limits = view().limits();

    assertEquals(0.75 * processors(), limits.cores(), 0.001);
    assertNear(memory() / 5, limits.memoryBytes(), 4_096, limits);
    assertEquals(400L << 20, limits.diskBytes());
    assertEquals(100, limits.cpuEnterPercent());
    assertEquals(99, limits.cpuLeavePercent());
    assertNull(limits.mostCelsius());
    long held =
        Truth.number(CGROUP.resolve("memory").resolve(GROUP).resolve("memory.limit_in_bytes"));
    assertNear(held, limits.memoryBytes(), 4_096, limits);
    Path cpu = CGROUP.resolve("cpu").resolve(GROUP);
    await()
        .until(
            () ->
                Math.abs(
                        (double) Truth.number(cpu.resolve("cpu.cfs_quota_us"))
                                / Truth.number(cpu.resolve("cpu.cfs_period_us"))
                            - view().limits().coresNow())
                    < 0.01);
  }

  @Test
  void whatWasLentIsWhatRan() throws Exception {
    grid.grant(
        new GivenProgram()
            .command("sh", "-c", "timeout 12 sh -c 'while :; do :; done'; exit 0")
            .limitedTo(Duration.ofMinutes(10))
            .build());
    await().until(() -> !grid.outcomes().isEmpty());
    AttemptOutcome outcome = grid.outcomes().get(0);
    assertEquals(AttemptOutcome.Kind.SUCCEEDED, outcome.kind(), outcome.toString());

    await().until(() -> !view().harm().days().isEmpty());
    OwnerView.Harm harm = view().harm();
    long used = truth.unitsCpuNanos() / NANOS_PER_MILLI;

    HarmDay today = harm.days().get(harm.days().size() - 1);
    assertNear(used, today.cpuMillis(), 50, today);
    // Two looks a second: half of one may be missing at each end, and at each suspension.
    assertNear(
        outcome.activeMillis(),
        today.lentMillis(),
        1_500 + 700L * today.suspensions(),
        today + " " + outcome);
    HarmOfAttempt attempt = harm.attempts().get(0);
    assertEquals(outcome.activeMillis(), attempt.activeMillis());
    assertEquals(outcome.cpuMillis(), attempt.cpuMillis());
    assertTrue(outcome.cpuMillis() <= used, outcome + " of " + used);
    assertNear(used, outcome.cpuMillis(), 300, outcome);
  }

  @Test
  void whatStandsStillSaysSoAndIsNoTimeLent() throws Exception {
    runs(busy());
    Files.writeString(
        data.root().resolve("policy.conf"),
        POLICY.replace("disk.reserve = 1MiB", "disk.reserve = 900TiB"));
    await().until(() -> view().lending().equals("suspended") && !isRunning(view()));

    OwnerView still = view();
    long used = truth.unitsCpuNanos();
    await().until(() -> view().harm().days().get(0).suspensions() == 1);

    assertTrue(still.reason().contains("disk"), still.reason());
    assertEquals("frozen", still.attempts().get(0).phase());
    assertEquals(used, truth.unitsCpuNanos(), "the kernel counts no time of it");
    assertEquals(still.attempts(), view().attempts());
  }

  @Test
  void theCommandAndThePageTellTheSame() throws Exception {
    runs(busy());
    String page = ask("page").asText();

    OwnerView before = view();
    OwnerView ofPage =
        OwnerJson.mapper()
            .readValue(
                HttpClient.newHttpClient()
                    .send(
                        HttpRequest.newBuilder(URI.create(page + "api/view")).build(),
                        HttpResponse.BodyHandlers.ofString())
                    .body(),
                OwnerView.class);
    String status = status();
    OwnerView after = view();

    assertEquals(before.limits().cores(), ofPage.limits().cores());
    assertEquals(before.limits().memoryBytes(), ofPage.limits().memoryBytes());
    assertBetween(before, ofPage, after);
    assertTrue(
        status.contains(
            "%d MiB of memory, 400 MiB of disk; stops from 100 % of your load on, back below 99 %"
                .replace("%d", "" + (before.limits().memoryBytes() >> 20))),
        status);
    Matcher unit =
        Pattern.compile(
                "unit +j-1/0\\.1 of title for owner: (?:running|frozen), (\\d+) s active, (\\d+) s CPU")
            .matcher(status);
    assertTrue(unit.find(), status);
    assertTrue(
        Long.parseLong(unit.group(1)) >= ofPage.attempts().get(0).activeMillis() / 1000, status);
    assertTrue(
        Long.parseLong(unit.group(1)) <= after.attempts().get(0).activeMillis() / 1000, status);
  }

  private static void assertBetween(OwnerView before, OwnerView view, OwnerView after) {
    long active = view.attempts().get(0).activeMillis();
    assertTrue(before.attempts().get(0).activeMillis() <= active, before + " " + view);
    assertTrue(active <= after.attempts().get(0).activeMillis(), view + " " + after);
  }

  private void runs(Program program) {
    grid.grant(program);
    await()
        .until(
            () -> !view().attempts().isEmpty() && view().attempts().get(0).activeMillis() > 3_000);
  }

  private static double told(@Nullable Double value) {
    return Objects.requireNonNull(value, "it is unknown");
  }

  private static boolean hasLoad(@Nullable Telemetry telemetry) {
    return telemetry != null && !telemetry.load().isEmpty();
  }

  private static void assertHolds(String what, Truth.Range truth, double told, double tolerance) {
    assertTrue(truth.holds(told, tolerance), what + " is told as " + told + " and was " + truth);
  }

  private static void assertNear(long truly, long told, long tolerance, Object all) {
    assertTrue(
        Math.abs(truly - told) <= tolerance, "told as " + told + " and is " + truly + ": " + all);
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static double cores(OwnerView view) {
    return view.limits().cores();
  }

  private static long memory() throws Exception {
    return Truth.memoryTotal();
  }

  private static boolean isRunning(OwnerView view) {
    return !view.attempts().isEmpty() && view.attempts().get(0).phase().equals("running");
  }

  private OwnerView view() throws Exception {
    return OwnerJson.mapper().treeToValue(ask("status"), OwnerView.class);
  }

  private JsonNode ask(String what) throws Exception {
    return new OwnerCall(data.root(), OwnerJson.mapper()).ask(new OwnerRequest(what, null));
  }

  private String status() throws Exception {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.idlegrid.worker.OwnerMain",
                "status",
                "--data",
                data.root().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(owner.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, owner.waitFor(), said);
    return said;
  }

  private static Program busy() {
    return new GivenProgram()
        .command("sh", "-c", "while :; do :; done")
        .limitedTo(Duration.ofHours(1))
        .build();
  }

  private static WorkerConfig lent() {
    return new WorkerConfig(
        "truthful",
        Map.of(),
        100,
        50,
        1L << 30,
        false,
        Plain.NEVER,
        false,
        "",
        GROUP,
        Path.of("/proc"),
        null,
        new WorkerConfig.Sharing(null, 1L << 30, ReaderNetworks.parse(""), List.of(), false, null));
  }
}
