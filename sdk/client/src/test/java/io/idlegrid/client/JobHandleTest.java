package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.FakeCoordinator.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobHandleTest {

  private static final String JOB = "GET /api/v1/jobs/j-1";
  private static final String EVENTS = "GET /api/v1/jobs/j-1/events";
  private static final String LOG = "GET /api/v1/jobs/j-1/units/4/log?follow=true";

  @TempDir private Path folder;
  private FakeCoordinator coordinator;

  @BeforeEach
  void start() throws Exception {
    coordinator = new FakeCoordinator();
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  @Test
  void goesOnWatchingAfterABrokenStream() {
    List<Long> done = new CopyOnWriteArrayList<>();
    coordinator
        .on(JOB, job("RUNNING", 1, ""), job("RUNNING", 3, ""))
        .on(
            EVENTS,
            FakeCoordinator.events(progress("RUNNING", 1), progress("RUNNING", 2)),
            FakeCoordinator.broken(),
            FakeCoordinator.events(progress("SUCCEEDED", 4)));

    try (IdleGrid grid = coordinator.grid()) {
      grid.job("j-1").onProgress(view -> done.add(view.units().done())).join();
    }

    assertEquals(List.of(1L, 2L, 3L, 4L), done);
  }

  @Test
  void saysWhyAJobFailed() {
    coordinator.on(JOB, job("FAILED", 1, "unit 3 failed 4 times"));

    JobFailedException error =
        assertThrows(JobFailedException.class, () -> coordinator.grid().job("j-1").join());

    assertEquals("job.failed", error.code());
    assertTrue(error.getMessage().contains("unit 3 failed 4 times"), error.getMessage());
    assertEquals("FAILED", error.job().state());
  }

  @Test
  void saysThatAJobWasCancelled() {
    coordinator.on(JOB, job("CANCELLED", 1, "cancelled by ada"));

    JobFailedException error =
        assertThrows(JobFailedException.class, () -> coordinator.grid().job("j-1").join());

    assertEquals("job.cancelled", error.code());
  }

  @Test
  void throwsWhatAConsumerThrew() {
    coordinator.on(JOB, job("RUNNING", 1, "")).on(EVENTS, FakeCoordinator.events());
    RuntimeException broken = new IllegalStateException("broken consumer");

    try (IdleGrid grid = coordinator.grid()) {
      JobHandle handle =
          grid.job("j-1")
              .onProgress(
                  view -> {
                    throw broken;
                  });

      assertSame(broken, assertThrows(IllegalStateException.class, handle::join));
    }
  }

  @Test
  void joinEndsAfterItsTime() {
    CountDownLatch held = new CountDownLatch(1);
    coordinator
        .on(JOB, job("RUNNING", 1, ""))
        .on(
            EVENTS,
            exchange -> {
              FakeCoordinator.events(progress("RUNNING", 1)).to(exchange);
              held.countDown();
            });

    try (IdleGrid grid = coordinator.grid()) {
      assertEquals(Optional.empty(), grid.job("j-1").join(Duration.ofMillis(1)));
    }
  }

  @Test
  void tellsThatAJobIsUnknown() {
    coordinator.on(JOB, FakeCoordinator.problem(404, "job.unknown"));

    GridException error =
        assertThrows(GridException.class, () -> coordinator.grid().job("j-1").join());

    assertEquals("job.unknown", error.code());
  }

  @Test
  void followsALogFromBeforeItsUnitStarts() {
    coordinator
        .on(JOB, job("RUNNING", 1, ""))
        .on(
            LOG,
            FakeCoordinator.problem(404, "log.none"),
            FakeCoordinator.events(log(0, "one\\n"), log(4, "zwö")),
            FakeCoordinator.events(
                log(0, "one\\nzwö\\n"), log(9, "three"), "event: end\ndata: {}\n\n"));
    StringBuilder text = new StringBuilder();

    coordinator.grid().job("j-1").follow(4, text::append);

    assertEquals("one\nzwö\nthree", text.toString());
  }

  @Test
  void showsTheKeptLogOfAUnitThatIsOver() {
    coordinator.on(
        LOG,
        FakeCoordinator.json(
            200,
            "{\"unit\":4,\"attempt\":\"SUCCEEDED\",\"device\":\"d\",\"text\":\"t\",\"droppedBytes\":0}"));
    StringBuilder text = new StringBuilder();

    coordinator.grid().job("j-1").follow(4, text::append);

    assertEquals("t", text.toString());
  }

  @Test
  void doesNotFollowTheLogOfAUnitThatNeverRan() {
    coordinator.on(JOB, job("CANCELLED", 1, "")).on(LOG, FakeCoordinator.problem(404, "log.none"));

    GridException error =
        assertThrows(
            GridException.class, () -> coordinator.grid().job("j-1").follow(4, text -> {}));

    assertEquals("log.none", error.code());
  }

  @Test
  void walksThroughAllPagesOfResults() {
    coordinator
        .on(manifest(""), page("\"next\":\"7\"", item(0, "out/a b"), item(7, "out/c")))
        .on(manifest("&cursor=7"), page("\"next\":\"8\""))
        .on(manifest("&cursor=8"), page("\"complete\":false", item(9, "out/d")))
        .on(
            "GET /api/v1/jobs/j-1/results/files/0/out/a%20b",
            FakeCoordinator.json(200, "\"content\""));

    List<ResultFile> files = coordinator.grid().job("j-1").results().stream().toList();

    assertEquals(List.of(0L, 7L, 9L), files.stream().map(ResultFile::unit).toList());
    assertEquals("\"content\"", files.get(0).text());
  }

  @Test
  void downloadsAllFilesIntoAFolder() throws Exception {
    byte[] content = {1, 2, 3};
    coordinator
        .on(manifest(""), page("\"complete\":true", item(12, "out/deep/a")))
        .on(
            "GET /api/v1/jobs/j-1/results/files/12/out/deep/a",
            FakeCoordinator.body(content, "t", 3));

    long files = coordinator.grid().job("j-1").downloadAll(folder);

    assertEquals(1, files);
    assertEquals(3, Files.size(folder.resolve("0000000012/out/deep/a")));
  }

  @Test
  void refusesAResultThatLeadsOutOfItsFolder() {
    coordinator.on(manifest(""), page("\"complete\":true", item(1, "out/../../../evil")));

    GridException error =
        assertThrows(GridException.class, () -> coordinator.grid().job("j-1").downloadAll(folder));

    assertEquals("result.path", error.code());
  }

  @Test
  void submitsOnceWhateverBreaks() {
    List<String> keys = new ArrayList<>();
    Answer lost =
        exchange -> {
          keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
          FakeCoordinator.broken().to(exchange);
        };
    Answer accepted =
        exchange -> {
          keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
          FakeCoordinator.json(202, "{\"id\":\"j-9\",\"units\":3,\"replay\":true}").to(exchange);
        };
    coordinator.on("POST /api/v1/jobs", lost, accepted);

    JobHandle job = coordinator.grid().submit(Job.of("n").data(Split.range(0, 3)).run("true"));

    assertEquals("j-9", job.id());
    assertTrue(job.receipt().orElseThrow().replay());
    assertEquals(2, keys.size());
    assertEquals(keys.get(0), keys.get(1));
  }

  private static String view(String state, long done, String reason) {
    return """
        {"id":"j-1","name":"n","type":"batch","account":"ada","labels":{},"state":"%s",
         "reason":"%s","submittedAt":"2026-01-01T00:00:00Z","later":"unknown",
         "units":{"total":4,"done":%d,"failed":0,"running":0,"waiting":0}}"""
        .formatted(state, reason, done);
  }

  private static Answer job(String state, long done, String reason) {
    return FakeCoordinator.json(200, view(state, done, reason));
  }

  private static String progress(String state, long done) {
    return "event: progress\ndata: " + view(state, done, "").replace("\n", "") + "\n\n";
  }

  private static String log(long offset, String text) {
    return "event: log\ndata: {\"offset\":%d,\"text\":\"%s\"}\n\n".formatted(offset, text);
  }

  private static String manifest(String cursor) {
    return "GET /api/v1/jobs/j-1/results?limit=500" + cursor;
  }

  private static Answer page(String more, String... items) {
    return FakeCoordinator.json(
        200,
        "{\"job\":\"j-1\",\"merge\":\"concat\",\"items\":[%s],%s}"
            .formatted(String.join(",", items), more));
  }

  private static String item(long unit, String path) {
    return "{\"unit\":%d,\"path\":\"%s\",\"size\":3,\"sha256\":\"%s\"}"
        .formatted(unit, path, "0".repeat(64));
  }
}
