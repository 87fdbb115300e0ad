package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.IdleGrid;
import io.idlegrid.client.Job;
import io.idlegrid.client.JobHandle;
import io.idlegrid.client.Split;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.job.JobView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A whole grid at work: every unit runs in a real worker. */
@TestInstance(Lifecycle.PER_CLASS)
class WordCountIT {

  private static final long SEED = 20_261_126;

  private Path texts;
  private LocalGrid grid;
  private IdleGrid client;

  /** What the programs of the grid run on. */
  Path java() {
    return GridProcess.OUR_JAVA;
  }

  @BeforeAll
  void startGrid(@TempDir Path folder) throws IOException {
    Needs.bubblewrap();
    texts = Texts.write(folder.resolve("texts"), 12, 400, SEED);
    grid = LocalGrid.start(java(), folder.resolve("grid"), 3, List.of());
    client = grid.connect();
  }

  @AfterAll
  void stopGrid() throws IOException {
    if (grid != null) {
      client.close();
      grid.close();
    }
  }

  @Test
  void countsByFilesLinesAndBytesAreThoseOfTheWholeFolder() throws Exception {
    List<JobHandle> jobs =
        List.of(
            client.submit(count("files").data(Split.files(texts))),
            client.submit(
                count("several files")
                    .data(Split.files(texts, 5))
                    .run(
                        "sh",
                        "-c",
                        "find {{input}} -type f -exec grep -h '' {} + | tr -cs a-z '\\n' | sed '/^$/d' | sort | uniq -c > {{output}}")),
            client.submit(count("lines").data(Split.lines(texts, 250))),
            client.submit(count("bytes").data(Split.bytes(texts, "20KiB"))));

    for (JobHandle job : jobs) {
      JobView end = over(job);
      assertEquals("SUCCEEDED", end.state(), end.name() + ": " + end.reason());
      assertEquals(Texts.count(texts), Texts.sum(job), end.name());
    }
  }

  @Test
  void igniteKeepsTheGridOnDisk() throws IOException {
    Path ignite = grid.coordinatorData().resolve("ignite");

    try (var files = Files.walk(ignite)) {
      List<Path> pages = files.filter(file -> file.toString().endsWith(".bin")).toList();
      assertTrue(pages.size() > 3, "page files of Ignite: " + pages);
    }
    try (var files = Files.walk(ignite)) {
      assertTrue(
          files.anyMatch(file -> file.toString().endsWith(".wal")),
          "no write-ahead log in " + ignite);
    }
  }

  @Test
  void tenMillionUnitsCostTheCoordinatorNoMoreMemoryThanTen() throws Exception {
    JobHandle few = client.submit(range("ten", 10));
    assertEquals("SUCCEEDED", over(few).state());
    long before = grid.coordinator().residentBytes();

    JobHandle many = client.submit(range("ten million", 10_000_000));
    until(many, job -> job.units().done() >= 10);
    long after = grid.coordinator().residentBytes();
    JobView cancelled = many.cancel();

    assertEquals("CANCELLED", cancelled.state());
    assertEquals(10_000_000, cancelled.units().total());
    // A byte per unit, the least that a row or an object would take, would be 10 MB; a row, 1 GB.
    assertTrue(
        after - before < 150L << 20,
        "resident memory grew from %d to %d MiB".formatted(before >> 20, after >> 20));
    until(few, job -> attemptsHeld() == 0);
  }

  @Test
  void unitsStandStillWhileTheOwnerIsBusyAndThenGoOn() throws Exception {
    LocalGrid.Device device = grid.devices().get(2);
    JobHandle job =
        client.submit(
            Job.of(LocalGrid.jobName("owner"))
                .run(
                    "sh",
                    "-c",
                    "i=0; while [ $i -lt 40 ]; do sleep 0.1; i=$((i+1)); done; echo $i > {{output}}")
                .data(Split.range(0, 1))
                .engine("process")
                .devices("device-2")
                .cpu(0.2)
                .memory("32MiB")
                .disk("8MiB")
                .runtime(Duration.ofSeconds(4)));
    until(job, view -> view.units().running() == 1 && phase("device-2").equals("running"));

    device.load().set(95);
    until(job, view -> state("device-2").equals("suspended") && phase("device-2").equals("frozen"));
    JobView whileBusy = job.status();
    device.load().set(1);
    JobView end = over(job);

    assertEquals(0, whileBusy.units().done());
    assertEquals("SUCCEEDED", end.state(), end.reason());
    assertEquals("40", job.results().stream().findFirst().orElseThrow().text().strip());
  }

  @Test
  void brokenLimitsAreNamed() throws Exception {
    JobHandle time = client.submit(failing("time", "sleep 100").timeLimit(Duration.ofSeconds(2)));
    JobHandle output =
        client.submit(
            failing("output", "for i in 1 2 3 4 5; do head -c 1900000 /dev/zero > out/$i; done"));
    JobHandle code = client.submit(failing("code", "echo why >&2; exit 7"));

    assertTrue(over(time).reason().contains("TIME_LIMIT"), time.status().reason());
    assertTrue(over(output).reason().contains("OUTPUT_LIMIT"), output.status().reason());
    assertTrue(over(code).reason().contains("exit code 7"), code.status().reason());
    assertTrue(code.log(0).text().contains("why"), code.log(0).text());
  }

  private static Job count(String kind) {
    return Job.of(LocalGrid.jobName(kind.replace(' ', '-')))
        .run("sh", "-c", Texts.COUNT)
        .cpu(0.2)
        .memory("64MiB")
        .disk("16MiB")
        .runtime(Duration.ofSeconds(1));
  }

  private static Job failing(String kind, String script) {
    return Job.of(LocalGrid.jobName(kind))
        .run("sh", "-c", script)
        .data(Split.range(0, 1))
        .cpu(0.2)
        .memory("64MiB")
        .disk("8MiB")
        .runtime(Duration.ofSeconds(1))
        .retries(0);
  }

  private static Job range(String kind, long to) {
    return count(kind).run("sh", "-c", "echo {{value}} > {{output}}").data(Split.range(0, to));
  }

  private static JobView over(JobHandle job) {
    return until(job, JobView::isOver);
  }

  private static JobView until(JobHandle job, Predicate<JobView> isReached) {
    return Patience.await(job.id())
        .pollInterval(Duration.ofMillis(200))
        .until(job::status, isReached);
  }

  private DeviceView device(String name) {
    return grid.api().get("/api/v1/devices/" + name, DeviceView.class);
  }

  private String state(String name) {
    return device(name).state();
  }

  private String phase(String name) {
    return device(name).attempts().stream()
        .map(DeviceView.HeldAttempt::phase)
        .findFirst()
        .orElse("none");
  }

  private int attemptsHeld() {
    return grid.api().get("/api/v1/devices", DeviceView.Page.class).items().stream()
        .mapToInt(device -> device.attempts().size())
        .sum();
  }
}
