package io.idlegrid.worker.edge.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.protocol.link.Grant;
import io.idlegrid.protocol.link.Group;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.UnitInput;
import io.idlegrid.worker.GivenProgram;
import io.idlegrid.worker.Patience;
import io.idlegrid.worker.edge.cache.BlobCache;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.image.Shop;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.edge.link.Pace;
import io.idlegrid.worker.edge.run.StoppableAttempts.Wish;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How services end that nobody wants any more: in order, but never beside a busy owner. */
class GroupStopTest {

  private static final LeaseRef LEASE = new LeaseRef("j-1", 0, 1, 1);
  private static final Wish STANDSTILL = new Wish(true, 4, 0);

  @TempDir Path folder;
  private final GroupEngine engine = new GroupEngine();
  private final Gate gate = new Gate();
  private BlobServer server;
  private Shop shop;
  private AttemptRunner runner;

  @BeforeEach
  void start() throws Exception {
    ObjectMapper json = JsonMapper.builder().build();
    server = new BlobServer();
    shop = new Shop(folder.resolve("shop"));
    Http http = new Http(server.url(), "key", json, Pace.FREE);
    runner =
        new AttemptRunner(
            new AttemptRunner.Tools(
                () -> List.of(engine),
                new BlobCache(
                    folder.resolve("cache"), () -> 1 << 20, http::download, Clock.systemUTC()),
                new ImageStore(
                    folder.resolve("images"),
                    new ImageStore.Rules("amd64", () -> 1L << 30, 0, Duration.ofMillis(1)),
                    shop,
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
                event -> {}),
            List.of());
    runner.giveGrace(Patience.LONG.multipliedBy(2));
    runner.run(held(shop.add("amd64", "run", new byte[] {1})));
    Patience.await()
        .until(
            () ->
                engine.done.contains("start web")
                    && runner.standing().stream().allMatch(one -> one.state().runs()));
  }

  @AfterEach
  void stop() throws IOException {
    runner.close();
    server.close();
    shop.close();
  }

  @Test
  void servicesThatNobodyWantsAnyMoreAreAskedToEnd() {
    runner.stop(LEASE, "stopped by its owner", false);

    untilGone();
    assertEquals(List.of("start web", "thaw", "stop web", "kill"), engine.done.subList(0, 4));
  }

  @Test
  void frozenServicesAreKilledWhereTheyStand() {
    runner.settle(STANDSTILL);

    runner.stop(LEASE, "stopped by its owner", false);

    untilGone();
    assertEquals(List.of("start web", "freeze", "kill"), engine.done.subList(0, 3));
  }

  @Test
  void servicesThatAreToStandStillInAMomentAreKilled() {
    gate.set(false);

    runner.stop(LEASE, "stopped by its owner", false);

    untilGone();
    assertEquals(List.of("start web", "kill"), engine.done.subList(0, 2));
  }

  @Test
  void servicesThatEndInOrderAreKilledWhenThereIsNoTimeLeft() {
    engine.isStubborn = true;
    runner.stop(LEASE, "stopped by its owner", false);
    Patience.await().until(() -> engine.done.contains("stop web"));

    runner.kill(LEASE, "its lease ended");

    untilGone();
    assertEquals(List.of("start web", "thaw", "stop web", "kill"), engine.done.subList(0, 4));
  }

  private void untilGone() {
    Patience.await().until(() -> runner.size() == 0);
  }

  private static Held held(String digest) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Group.Service web =
        new Group.Service(
            "web", digest, List.of(), List.of(), Map.of(), List.of(), Map.of(), null, "always", 8,
            1, 8 << 20);
    return new Held(
        new Grant(
            LEASE, 30_000, "mac", new UnitInput(0L, null, null, null, false), false, 1, null, null),
        new GivenProgram().services(web).limitedTo(Duration.ofHours(1)).build(),
        now,
        now.plusSeconds(30),
        Held.QUEUED,
        0,
        0,
        null);
  }
}
