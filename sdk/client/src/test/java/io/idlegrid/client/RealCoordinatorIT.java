package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.idlegrid.client.sample.Square;
import io.idlegrid.coordinator.CoordinatorConfig;
import io.idlegrid.coordinator.Wiring;
import io.idlegrid.coordinator.edge.registry.AllowedRegistries;
import io.idlegrid.predictor.Learner;
import io.idlegrid.protocol.access.Setup;
import io.idlegrid.protocol.access.TokenView;
import io.idlegrid.protocol.access.Whoami;
import io.idlegrid.protocol.job.JobFile;
import io.idlegrid.protocol.job.JobPreview;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.store.BlobView;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against a real coordinator, which has no devices: what it says is what counts. */
class RealCoordinatorIT {

  @TempDir static Path folder;
  private static Wiring coordinator;
  private static IdleGrid grid;

  @BeforeAll
  static void start() throws Exception {
    coordinator =
        new Wiring(
            new CoordinatorConfig(
                "127.0.0.1",
                0,
                folder.resolve("coordinator"),
                folder.resolve("programs"),
                Duration.ofSeconds(30),
                64L << 20,
                1 << 20,
                1L << 30,
                Optional.empty(),
                Optional.empty(),
                AllowedRegistries.of(List.of(), Optional.empty()),
                Learner.HISTOGRAM,
                Optional.empty()),
            "test",
            reason -> {
              throw new AssertionError(reason);
            });
    String url = "http://127.0.0.1:" + coordinator.listen("127.0.0.1", 0);
    String secret = coordinator.setupSecret().orElseThrow();
    TokenView.Created created =
        new GridApi(URI.create(url), "")
            .post("/api/v1/setup", new Setup(secret, "ada"), TokenView.Created.class);
    grid = IdleGrid.connect(url, created.secret());
    write("job/src/count.sh", "wc -w < \"$1\" > \"$2\"\n");
    write("job/data/a.txt", "one two\n");
    write("job/data/b.txt", "three\nfour\nfive\n");
    write(
        "job/job.yaml",
        """
        apiVersion: idlegrid/v1
        kind: Job
        metadata: {name: count, labels: {team: lab}}
        spec:
          run: {command: [sh, count.sh, "{{input}}", "{{output}}"]}
          code: ./src
          data: {glob: "data/*.txt", split: {by: lines, lines: 2}}
          resources: {memory: 64MiB, timeLimit: 5m}
        """);
  }

  @AfterAll
  static void stop() {
    grid.close();
    coordinator.close();
  }

  @Test
  void speaksForItsAccount() {
    assertEquals("ada", grid.api().get("/api/v1/whoami", Whoami.class).account());
  }

  @Test
  void previewsAJobFile() {
    JobPreview preview = grid.preview(folder.resolve("job/job.yaml"));

    assertEquals(3, preview.units());
    assertEquals(24, preview.inputBytes());
    assertEquals(0, preview.devices());
  }

  @Test
  void submitsAJobFileAndWatchesItsEnd() {
    List<String> states = new CopyOnWriteArrayList<>();

    JobHandle job = grid.submit(folder.resolve("job/job.yaml"));
    job.onProgress(view -> states.add(view.state()));

    assertEquals(3, job.receipt().orElseThrow().units());
    JobView view = grid.job(job.id()).status();
    assertEquals("count", view.name());
    assertEquals(Map.of("team", "lab"), view.labels());
    assertEquals(Optional.empty(), job.join(Duration.ofMillis(1)));
    assertEquals(3, job.explain().waiting());
    assertFalse(job.results().iterator().hasNext());
    assertEquals("log.none", assertThrows(GridException.class, () -> job.log(0)).code());

    job.cancel();

    JobFailedException end = assertThrows(JobFailedException.class, job::join);
    assertEquals("job.cancelled", end.code());
    assertEquals(List.of("RUNNING", "CANCELLED"), states.stream().distinct().toList());
  }

  @Test
  void understandsABuiltJobAsTheFileSaysIt() {
    Job job =
        Job.of("built")
            .label("team", "lab")
            .code(folder.resolve("job/src"))
            .artifact("words", folder.resolve("job/data/a.txt"))
            .artifact("tools", folder.resolve("job/src"))
            .data(Split.sweep(Map.of("rate", List.of(0.1, 0.2, 0.3))))
            .run("sh", "count.sh", "{{words}}", "{{tools}}", "{{rate}}", "{{output}}")
            .env("MODE", "fast")
            .java(17)
            .cpu(0.5)
            .memory("64MiB")
            .disk("100MiB")
            .runtime(Duration.ofMinutes(2))
            .timeLimit(Duration.ofMinutes(20))
            .where("device.arch == \"amd64\"")
            .retries(1)
            .deadline(Duration.ofHours(8))
            .quorum(2)
            .priority(5)
            .placement("spread")
            .failedUnits(1)
            .offlineGrace(Duration.ofHours(1))
            .collect("out/*")
            .merge("zip");

    JobHandle handle = grid.submit(job);

    JobView view = handle.status();
    assertEquals(3, view.units().total());
    assertEquals("built", view.name());
    handle.cancel();
  }

  @Test
  void submitsAMapWithoutSendingItsClassesTwice() {
    List<Path> classes = List.of(Objects.requireNonNull(ClassPath.home(Square.class)));
    MapHandle<Long> first = map(classes).submit();
    MapHandle<Long> second = map(classes).submit();

    assertEquals(4, first.job().receipt().orElseThrow().units());
    assertEquals(artifacts(first), artifacts(second));
    first.job().cancel();
    assertEquals("job.cancelled", assertThrows(GridException.class, first::gather).code());
    second.job().cancel();
  }

  @Test
  void countsARepeatedSubmissionOnce() {
    ObjectNode prepared = grid.files().prepare(Job.of("once").data(Split.range(0, 5)).run("true"));
    Map<String, String> key = Map.of("Idempotency-Key", "the-same");

    JobReceipt one = grid.api().post("/api/v1/jobs", prepared, JobReceipt.class, key);
    JobReceipt two = grid.api().post("/api/v1/jobs", prepared, JobReceipt.class, key);

    assertEquals(one.id(), two.id());
    assertTrue(two.replay());
    grid.job(one.id()).cancel();
    assertThrows(JobFailedException.class, grid.job(one.id())::join);
    deleted(grid.job(one.id()));
    assertEquals(
        "job.unknown", assertThrows(GridException.class, grid.job(one.id())::status).code());
  }

  @Test
  void uploadsInPiecesAndGoesOn() throws Exception {
    byte[] content = new byte[700_000];
    new Random(5).nextBytes(content);
    Path file = Files.write(folder.resolve("large"), content);
    String sha256 = Hashes.of(content);
    String path = "/api/v1/blobs/" + sha256;
    BlobView begun =
        grid.api()
            .put(
                path,
                Arrays.copyOf(content, 100_001),
                BlobView.class,
                Map.of("Content-Range", "bytes 0-100000/700000"));
    assertEquals(100_001, begun.received());
    long[] first = {-1};

    new BlobUpload(grid.api(), "/api/v1/blobs/", 200_000)
        .upload(file, (done, total) -> first[0] = first[0] < 0 ? done : first[0]);

    assertEquals(100_001, first[0]);
    assertArrayEquals(content, grid.api().getBytes(path));
    assertEquals(700_000, grid.api().download(path, folder.resolve("copy")));
    assertArrayEquals(content, Files.readAllBytes(folder.resolve("copy")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {run: {comand: [a]}, data: {split: {by: range, to: 1}}} | job.unknown-key",
        "spec: {run: {command: [a]}, data: {split: {by: range, to: 1}}, where: 'device.'} | job.where",
        "spec: {run: {command: ['{{no}}']}, data: {split: {by: range, to: 1}}} | job.placeholder",
        "spec: {code: job.yaml, run: {command: [a]}, data: {split: {by: range, to: 1}}} | archive.unknown",
      })
  void handsOnWhatTheCoordinatorRefuses(String spec, String code) throws Exception {
    Path file = folder.resolve("job/wrong.yaml");
    Files.writeString(file, "apiVersion: idlegrid/v1\nkind: Job\n" + spec + "\n");

    GridException error = assertThrows(GridException.class, () -> grid.submit(file));

    assertEquals(code, error.code());
    assertTrue(error.hint().isPresent());
  }

  @Test
  void tellsThatATokenIsWrong() {
    IdleGrid stranger = IdleGrid.connect(grid.api().base().toString(), "nobody");

    GridException error =
        assertThrows(GridException.class, () -> stranger.job("j-000000000aaaaa").status());

    assertEquals(401, error.status());
    assertEquals("access.token", error.code());
  }

  private static Map<String, String> artifacts(MapHandle<?> map) {
    JobFile file = Objects.requireNonNull(map.job().status().file());
    return Objects.requireNonNull(file.spec().artifacts());
  }

  private static GridMap<Integer, Long> map(List<Path> classes) {
    return grid.map(List.of(1, 2, 3, 4, 5, 6, 7), Square.class)
        .chunk(2)
        .classPath(classes)
        .memory("128MiB");
  }

  /** Its outputs may still be being listed, for a moment. */
  private static void deleted(JobHandle job) {
    boolean isActive = true;
    while (isActive) {
      try {
        job.delete();
        isActive = false;
      } catch (GridException e) {
        assertEquals("job.active", e.code());
      }
    }
  }

  private static void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
