package io.idlegrid.worker.edge.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.AttemptOutcome.OutputFile;
import io.idlegrid.protocol.link.Grant;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.UnitInput;
import io.idlegrid.worker.GivenProgram;
import io.idlegrid.worker.Patience;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.edge.cache.BlobCache;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.image.ShelfEngine;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.edge.link.Pace;
import io.idlegrid.worker.edge.run.ScriptedEngine.Unit;
import io.idlegrid.worker.edge.run.StoppableAttempts.Wish;
import io.idlegrid.worker.loop.Event;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attempts from grant to outcome, with real folders and real HTTP; only the command is played. */
class AttemptRunnerTest {

  private static final LeaseRef LEASE = new LeaseRef("j-1", 4, 1, 9);

  /** The pool that all share has a single thread on two cores. */
  private static final Executor ITS_OWN_THREAD = task -> new Thread(task).start();

  private final BlockingQueue<AttemptOutcome> outcomes = new LinkedBlockingQueue<>();
  private final Gate gate = new Gate();
  private LongSupplier nanoTime = System::nanoTime;
  private final ObjectMapper json = JsonMapper.builder().build();
  private @Nullable AttemptRunner runner;
  private BlobServer server;

  @TempDir Path folder;

  @BeforeEach
  void serve() throws IOException {
    server = new BlobServer();
  }

  @AfterEach
  void stop() {
    if (runner != null) {
      runner.close();
    }
    server.close();
  }

  @Test
  void aUnitFindsItsInputAndItsSmallOutputTravelsWithTheOutcome() throws Exception {
    ScriptedEngine engine =
        new ScriptedEngine(
            (plan, unit) -> {
              String value = Files.readString(Path.of(plan.command().get(1))).strip();
              Files.writeString(Path.of(plan.command().get(2)), value + value);
              unit.say("hello");
              unit.end(0);
            });

    run(engine, held(value(7), "{{input}}", "{{output}}"));
    AttemptOutcome outcome = next();

    assertEquals(Kind.SUCCEEDED, outcome.kind());
    assertEquals(List.of(output("result", "77", true)), outcome.outputs());
    assertEquals("hello", Objects.requireNonNull(outcome.log()).text());
    assertEquals("process", outcome.engine());
    untilGone();
  }

  @Test
  void theEnvironmentNamesWhatACommandMayNeed() throws Exception {
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> unit.end(0));

    run(engine, held(value(7), "{{value}}", "{{index}}"));
    next();

    RunPlan plan = engine.started.take().plan;
    assertEquals(List.of("run", "7", "4"), plan.command());
    assertEquals("j-1", plan.env().get("IDLEGRID_JOB_ID"));
    assertEquals("4", plan.env().get("IDLEGRID_UNIT_INDEX"));
  }

  @Test
  void aLargeOutputIsABlobBeforeItsOutcomeIsTold() throws Exception {
    String large = "x".repeat(100_000);
    run(
        new ScriptedEngine(
            (plan, unit) -> {
              Files.writeString(Path.of(plan.command().get(1)), large);
              unit.end(0);
            }),
        held(value(7), "{{output}}"));

    AttemptOutcome outcome = next();

    assertEquals(List.of(output("result", large, false)), outcome.outputs());
    assertEquals(
        large,
        new String(
            Objects.requireNonNull(server.blobs.get(outcome.outputs().get(0).sha256())),
            StandardCharsets.UTF_8));
  }

  /** A coordinator that started again knows of no attempt before the worker's next hello. */
  @Test
  void anUploadThatTheCoordinatorDoesNotExpectYetIsTriedAgain() throws Exception {
    server.refusals.set(1);
    run(
        new ScriptedEngine(
            (plan, unit) -> {
              Files.writeString(Path.of(plan.command().get(1)), "x".repeat(100_000));
              unit.end(0);
            }),
        held(value(7), "{{output}}"));

    assertEquals(Kind.SUCCEEDED, next().kind());
    assertEquals(Set.of(LEASE.word()), server.attempts);
  }

  @Test
  void aSliceIsVerifiedByItsOwnHash() throws Exception {
    byte[] bytes = "0123456789".getBytes(StandardCharsets.UTF_8);
    String blob = server.add(bytes);
    String right = BlobServer.hash("345".getBytes(StandardCharsets.UTF_8));
    ScriptedEngine engine =
        new ScriptedEngine(
            (plan, unit) -> {
              Files.copy(Path.of(plan.command().get(1)), Path.of(plan.command().get(2)));
              unit.end(0);
            });

    run(engine, held(slice(blob, right), "{{input}}", "{{output}}"));
    AttemptOutcome good = next();
    run(engine, held(slice(blob, blob), "{{input}}", "{{output}}"));
    AttemptOutcome bad = next();

    assertEquals(List.of(output("result", "345", true)), good.outputs());
    assertEquals(Kind.DEVICE_FAULT, bad.kind());
    assertTrue(String.valueOf(bad.detail()).contains("has the hash"), bad.detail());
  }

  @Test
  void anImageThatIsNotThereIsTheJobsMatterAndABrokenEngineTheDevices() throws Exception {
    run(refusing(Start.Reason.NO_IMAGE), held(value(1), "{{output}}"));
    AttemptOutcome without = next();
    run(refusing(Start.Reason.ENGINE_UNAVAILABLE), held(value(1), "{{output}}"));
    AttemptOutcome broken = next();

    assertEquals(Kind.UNFIT, without.kind());
    assertEquals("it says no (ask another)", without.detail());
    assertEquals(Kind.DEVICE_FAULT, broken.kind());
  }

  @Test
  void anImageThatCannotBeFetchedIsNobodysFault() throws Exception {
    Held attempt =
        held(value(1), new GivenProgram().command("run", "{{output}}").in("f".repeat(64)));

    runner(List.of(new ShelfEngine()), List.of()).run(attempt);
    AttemptOutcome outcome = next();

    assertEquals(Kind.UNFIT, outcome.kind());
    assertTrue(
        String.valueOf(outcome.detail()).startsWith("its image cannot be fetched: part ffff"),
        outcome.detail());
  }

  private static ScriptedEngine refusing(Start.Reason reason) {
    return new ScriptedEngine(new Start.Refused(reason, "it says no", "ask another"));
  }

  @Test
  void aBlobThatIsNotThereIsTheDevicesFaultAndNamed() throws Exception {
    run(new ScriptedEngine((plan, unit) -> unit.end(0)), held(slice("ab", "ab"), "{{input}}"));

    AttemptOutcome outcome = next();

    assertEquals(Kind.DEVICE_FAULT, outcome.kind());
    assertTrue(String.valueOf(outcome.detail()).contains("no such blob"), outcome.detail());
  }

  @Test
  void anotherExitCodeIsAFailureWithItsLog() throws Exception {
    run(
        new ScriptedEngine(
            (plan, unit) -> {
              unit.say("what was wrong");
              unit.end(7);
            }),
        held(value(1), "{{output}}"));

    AttemptOutcome outcome = next();

    assertEquals(Kind.FAILED, outcome.kind());
    assertEquals(7, outcome.exitCode());
    assertEquals("what was wrong", Objects.requireNonNull(outcome.log()).text());
  }

  @Test
  void aUnitThatRunsTooLongIsKilledAndItsLimitNamed() throws Exception {
    run(
        new ScriptedEngine((plan, unit) -> unit.thawed = Duration.ofHours(1)),
        held(value(1), "{{output}}"));

    AttemptOutcome outcome = next();

    assertEquals(Kind.TIME_LIMIT, outcome.kind());
    assertEquals("it ran longer than its time limit of 60 s", outcome.detail());
  }

  @Test
  void whatAUnitRanInAttemptsBeforeCountsForItsLimit() throws Exception {
    Held fresh = held(value(1), "{{output}}");
    Grant grant = new Grant(LEASE, 30_000, "mac", value(1), false, 1, null, 50_000L);
    run(
        new ScriptedEngine((plan, unit) -> unit.thawed = Duration.ofSeconds(11)),
        new Held(
            grant,
            fresh.program(),
            fresh.heldSince(),
            fresh.leaseUntil(),
            Held.QUEUED,
            0,
            0,
            null));

    AttemptOutcome outcome = next();

    assertEquals(Kind.TIME_LIMIT, outcome.kind());
    assertEquals(
        "it ran longer than its time limit of 60 s, 50 s of it in attempts before",
        outcome.detail());
  }

  @Test
  void tooMuchOutputIsNamed() throws Exception {
    run(
        new ScriptedEngine(
            (plan, unit) -> {
              Files.write(Path.of(plan.command().get(1)), new byte[5 << 20]);
              unit.end(0);
            }),
        held(value(1), "{{output}}"));

    AttemptOutcome outcome = next();

    assertEquals(Kind.OUTPUT_LIMIT, outcome.kind());
    assertEquals("its output is larger than 4 MiB", outcome.detail());
  }

  @Test
  void aUnitThatIsStoppedLeavesACheckpointAndGoesOnFromIt() throws Exception {
    ScriptedEngine engine =
        new ScriptedEngine(
            (plan, unit) -> {
              Path at = Path.of(plan.command().get(1)).resolve("at");
              if (Files.exists(at)) {
                Files.move(at, Path.of(plan.command().get(2)));
                unit.end(0);
              }
              unit.onTerminate = () -> checkpoint(at, unit);
            });
    AttemptRunner first = run(engine, held(value(1), "{{checkpoint}}", "{{output}}"));
    untilStarted(engine);
    first.stop(LEASE, "paused by its owner", true);
    AttemptOutcome stopped = next();

    run(engine, goingOn(Objects.requireNonNull(stopped.checkpoint())));
    AttemptOutcome end = next();

    assertEquals(Kind.CHECKPOINTED, stopped.kind());
    assertEquals("paused by its owner", stopped.detail());
    assertEquals(List.of(output("result", "half", true)), end.outputs());
  }

  @Test
  void aUnitWithoutACheckpointIsGivenBack() throws Exception {
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> {});
    AttemptRunner running = run(engine, held(value(1), "{{output}}"));
    untilStarted(engine);

    running.stop(LEASE, "the worker is stopping", true);

    assertEquals(Kind.RETURNED, next().kind());
  }

  @Test
  void ofARevokedAttemptNothingMoreIsHeard() throws Exception {
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> {});
    AttemptRunner running = run(engine, held(value(1), "{{output}}"));
    untilStarted(engine);

    running.stop(LEASE, "its lease is over", false);

    untilGone();
    assertEquals(0, outcomes.size());
  }

  @Test
  void nothingStartsBehindAClosedGate() throws Exception {
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> unit.end(0));
    gate.set(false);

    run(engine, held(value(1), "{{output}}"));
    Patience.await().until(() -> Files.exists(folder.resolve("attempts/j-1-4-1-9/input/value")));
    boolean isStarted = !engine.started.isEmpty();
    gate.set(true);

    assertEquals(Kind.SUCCEEDED, next().kind());
    assertTrue(!isStarted, "a unit was started while the owner was busy");
  }

  @Test
  void anAttemptIsGivenBackEvenWhileItWaitsBehindTheGate() throws Exception {
    gate.set(false);
    AttemptRunner waiting =
        run(new ScriptedEngine((plan, unit) -> unit.end(0)), held(value(1), "{{output}}"));

    waiting.stop(LEASE, "paused by its owner", true);

    assertEquals(Kind.RETURNED, next().kind());
  }

  @Test
  void aGateThatClosesDuringTheStartStopsTheUnitAllTheSame() throws Exception {
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> gate.set(false));

    run(engine, held(value(1), "{{output}}"));
    Unit unit = untilStarted(engine);
    Patience.await().until(() -> unit.freezes.get() == 1);
    unit.end(0);

    assertEquals(Kind.SUCCEEDED, next().kind());
  }

  @Test
  void aUnitThatRunsOnThoughItWasStoppedIsStoppedOtherwiseAndCounted() throws Exception {
    AtomicInteger told = new AtomicInteger();
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> {});
    AttemptRunner running = run(engine, held(value(1), "{{output}}"));
    running.listen(new CountedRunaways(told));
    Unit unit = untilStarted(engine);
    untilWatched(running);
    unit.cpu = () -> Duration.ofNanos(System.nanoTime());

    running.settle(new Wish(true, 4, 0));
    Patience.await().until(() -> unit.freezesOtherwise.get() >= 2);
    int once = told.get();
    unit.end(0);

    assertEquals(1, once, "once for each time that it was told to stand still");
    assertEquals(Kind.SUCCEEDED, next().kind());
  }

  @Test
  void theGuardDoesNotWaitForAnEngineThatKills() throws Exception {
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> {});
    AttemptRunner running = run(engine, held(value(1), "{{output}}"));
    Unit slow = untilStarted(engine);
    running.run(another());
    Unit other = untilStarted(engine);
    untilWatched(running);
    CountDownLatch isKilling = new CountDownLatch(1);
    CountDownLatch mayDie = new CountDownLatch(1);
    slow.onKill =
        () -> {
          isKilling.countDown();
          awaitQuietly(mayDie);
        };

    CompletableFuture<Void> stopping =
        CompletableFuture.runAsync(() -> running.stop(LEASE, "revoked", false), ITS_OWN_THREAD);
    try {
      assertTrue(isKilling.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS));
      CompletableFuture.runAsync(
              () -> {
                assertFalse(running.areLeaving());
                running.settle(new Wish(true, 4, 0));
              },
              ITS_OWN_THREAD)
          .get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);

      assertEquals(1, other.freezes.get());
    } finally {
      mayDie.countDown();
      stopping.join();
    }
  }

  @Test
  void duringAPauseAllStandStillButThoseThatLeave() throws Exception {
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> unit.onTerminate = () -> {});
    AttemptRunner running = run(engine, held(value(1), "{{output}}"));
    Unit leaving = untilStarted(engine);
    running.run(another());
    Unit other = untilStarted(engine);
    untilWatched(running);

    running.standStill(true);
    running.stop(LEASE, "paused by its owner", true);
    running.settle(new Wish(false, 4, 2));
    int frozen = other.freezes.get();
    running.standStill(false);
    running.settle(new Wish(false, 4, 2));

    assertEquals(1, frozen);
    assertEquals(1, other.thaws.get());
    assertEquals(0, leaving.freezes.get(), "it saves its state");
    leaving.end(0);
  }

  @Test
  void whatCannotBeMadeToStandStillIsKilledAtOnceAndLeavesWhatItSaved() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ScriptedEngine engine =
        new ScriptedEngine(
            (plan, unit) -> {
              Files.writeString(Path.of(plan.command().get(1)).resolve("at"), "half");
              unit.cpu = () -> Duration.ofNanos(System.nanoTime());
              unit.onTerminate = asked::incrementAndGet;
            });
    // Ten seconds of standing still, or not, pass in a quarter of one.
    nanoTime = () -> 40 * System.nanoTime();
    AttemptRunner running = run(engine, held(value(1), "{{checkpoint}}", "{{output}}"));
    Unit unit = untilStarted(engine);
    untilWatched(running);

    running.settle(new Wish(true, 4, 0));
    AttemptOutcome outcome = next();

    assertEquals(Kind.CHECKPOINTED, outcome.kind());
    assertEquals("it was told to stand still and ran on, so it was killed", outcome.detail());
    assertEquals(0, unit.thaws.get(), "it would run against the owner for the whole grace");
    assertEquals(0, asked.get());
  }

  @Test
  void aUnitWhoseWatchBreaksIsEndedAndForgotten() throws Exception {
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> {});
    AttemptRunner running = run(engine, held(value(1), "{{output}}"));
    Unit unit = untilStarted(engine);
    untilWatched(running);

    unit.cpu =
        () -> {
          unit.cpu = () -> Duration.ZERO;
          throw new UnsatisfiedLinkError("no such library");
        };
    AttemptOutcome outcome = next();

    assertEquals(Kind.DEVICE_FAULT, outcome.kind());
    assertTrue(unit.exit().isDone(), "nobody would watch over its limits any more");
    untilGone();
  }

  @Test
  void whatNobodyHoldsAnyMoreIsSweptAtTheStart() throws Exception {
    Path left = Files.createDirectories(folder.resolve("attempts/j-0-0-1-1/work"));
    Path ours = Files.createDirectories(folder.resolve("attempts/j-1-4-1-9/work"));

    runner(List.of(), List.of(held(value(1), "{{output}}")));

    assertTrue(Files.notExists(left));
    assertTrue(Files.exists(ours));
  }

  @Test
  void anOutcomeWhoseUploadACrashInterruptedIsUploadedWithoutRunningAgain() throws Exception {
    ScriptedEngine engine = new ScriptedEngine((plan, unit) -> unit.end(7));
    Held attempt = held(value(1), "{{output}}");
    AttemptOutcome before =
        new AttemptOutcome(
            LEASE,
            "mac",
            Kind.SUCCEEDED,
            0,
            "",
            List.of(output("result", "big", false)),
            null,
            null,
            1L,
            1,
            1,
            null,
            "process");
    AttemptFolders folders = new AttemptFolders(folder.resolve("attempts/j-1-4-1-9"));
    Files.createDirectories(folders.aside());
    Files.writeString(folders.aside().resolve(before.outputs().get(0).sha256()), "big");
    json.writeValue(folders.outcome().toFile(), before);

    runner(List.of(engine), List.of(attempt)).run(attempt);

    assertEquals(before, next());
    assertTrue(server.blobs.containsKey(before.outputs().get(0).sha256()));
    assertTrue(engine.started.isEmpty());
  }

  @Test
  void whatWaitsToBeUploadedOutlastsAWorkerThatStops() throws Exception {
    server.refusals.set(1_000);
    Held attempt = held(value(7), "{{output}}");
    AttemptRunner stopping =
        run(
            new ScriptedEngine(
                (plan, unit) -> {
                  Files.writeString(Path.of(plan.command().get(1)), "x".repeat(100_000));
                  unit.end(0);
                }),
            attempt);
    Path outcome = folder.resolve("attempts/j-1-4-1-9/outcome.json");
    Patience.await().until(() -> Files.exists(outcome));
    stopping.close();
    server.refusals.set(0);

    ScriptedEngine unused = new ScriptedEngine((plan, unit) -> unit.end(7));
    runner(List.of(unused), List.of(attempt)).run(attempt);

    assertEquals(Kind.SUCCEEDED, next().kind());
    assertTrue(unused.started.isEmpty());
    untilGone();
  }

  @Test
  void whatAUnitSavedByItselfOutlastsAWorkerThatStops() throws Exception {
    Held attempt = held(value(1), "{{checkpoint}}", "{{output}}");
    ScriptedEngine stubborn =
        new ScriptedEngine(
            (plan, unit) ->
                Files.writeString(Path.of(plan.command().get(1)).resolve("at"), "half"));
    AttemptRunner stopping = run(stubborn, attempt);
    untilStarted(stubborn);
    stopping.close();

    ScriptedEngine next =
        new ScriptedEngine(
            (plan, unit) -> {
              Files.move(
                  Path.of(plan.command().get(1)).resolve("at"), Path.of(plan.command().get(2)));
              unit.end(0);
            });
    runner(List.of(next), List.of(attempt)).run(attempt);

    assertEquals(List.of(output("result", "half", true)), next().outputs());
  }

  @Test
  void withoutAnEngineTheDeviceIsAtFault() throws Exception {
    Held attempt = held(value(1), "{{output}}");

    runner(List.of(), List.of()).run(attempt);

    assertEquals("no engine any is usable here", next().detail());
  }

  private AttemptRunner run(Engine engine, Held attempt) throws IOException {
    AttemptRunner made = runner(List.of(engine), List.of());
    made.run(attempt);
    return made;
  }

  private AttemptRunner runner(List<Engine> engines, List<Held> held) throws IOException {
    Http http = new Http(server.url(), "key", json, Pace.FREE);
    AttemptRunner made =
        new AttemptRunner(
            new AttemptRunner.Tools(
                () -> engines,
                new BlobCache(
                    folder.resolve("cache"), () -> 1 << 20, http::download, Clock.systemUTC()),
                new ImageStore(
                    folder.resolve("images"),
                    new ImageStore.Rules("amd64", () -> 1L << 30, 0, Duration.ofMillis(1)),
                    http::objects,
                    any -> Optional.empty(),
                    json,
                    Clock.systemUTC()),
                http,
                folder.resolve("attempts"),
                1,
                gate,
                Optional.empty(),
                json,
                () -> {},
                this::happened),
            held,
            () -> nanoTime.getAsLong());
    runner = made;
    return made;
  }

  private void happened(Event event) {
    if (event instanceof Event.Ended ended) {
      outcomes.add(ended.outcome());
    }
  }

  private AttemptOutcome next() throws InterruptedException {
    AttemptOutcome outcome = outcomes.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    return Objects.requireNonNull(outcome, "no outcome came");
  }

  private static Unit untilStarted(ScriptedEngine engine) throws InterruptedException {
    Unit unit = engine.started.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    return Objects.requireNonNull(unit, "no unit was started");
  }

  /** An engine has started them a moment before anybody can stop them. */
  private static void untilWatched(AttemptRunner running) {
    Patience.await().until(() -> running.standing().stream().allMatch(one -> one.state().runs()));
  }

  private void untilGone() {
    Patience.await()
        .until(
            () ->
                Objects.requireNonNull(runner).size() == 0
                    && Files.notExists(folder.resolve("attempts/j-1-4-1-9")));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void checkpoint(Path at, Unit unit) {
    try {
      Files.writeString(at, "half");
      unit.end(85);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static OutputFile output(String path, String text, boolean isInline) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new OutputFile(
        path,
        bytes.length,
        BlobServer.hash(bytes),
        isInline ? Base64.getEncoder().encodeToString(bytes) : null);
  }

  private static UnitInput value(long value) {
    return new UnitInput(value, null, null, null, false);
  }

  private static UnitInput slice(String blob, String sha256) {
    return new UnitInput(
        null, null, List.of(new UnitInput.Slice("a/b.txt", blob, 3, 3, sha256)), null, false);
  }

  private static Held another() {
    Held one = held(value(1), "{{output}}");
    LeaseRef lease = new LeaseRef("j-1", 5, 1, 10);
    Grant grant = new Grant(lease, 30_000, "mac", value(1), false, 1, null, null);
    return new Held(
        grant, one.program(), one.heldSince(), one.leaseUntil(), Held.QUEUED, 0, 0, null);
  }

  private static Held goingOn(String checkpoint) {
    Held fresh = held(value(1), "{{checkpoint}}", "{{output}}");
    Grant grant = new Grant(LEASE, 30_000, "mac", value(1), false, 1, checkpoint, null);
    return new Held(
        grant, fresh.program(), fresh.heldSince(), fresh.leaseUntil(), Held.QUEUED, 0, 0, null);
  }

  private static Held held(UnitInput input, String... arguments) {
    String[] command = Stream.concat(Stream.of("run"), Stream.of(arguments)).toArray(String[]::new);
    return held(input, new GivenProgram().command(command));
  }

  private static Held held(UnitInput input, GivenProgram program) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    return new Held(
        new Grant(LEASE, 30_000, "mac", input, false, 1, null, null),
        program.build(),
        now,
        now.plusSeconds(30),
        Held.QUEUED,
        0,
        0,
        null);
  }
}
