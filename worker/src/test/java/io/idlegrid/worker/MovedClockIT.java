package io.idlegrid.worker;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.process.ProcessConfig.Plain;
import io.idlegrid.worker.edge.nearby.ReaderNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole worker with a real sandbox, on a device whose clock somebody sets. Time itself passes as
 * ever.
 */
@Tag("bubblewrap")
class MovedClockIT {

  private static final Duration YEAR = Duration.ofDays(365);
  private static final LocalDateTime MONDAY_NOON = LocalDateTime.of(2026, 11, 23, 12, 0);

  @TempDir Path folder;
  private final MovedClock clock = new MovedClock(ZoneId.of("Asia/Shanghai"));
  private final GrantingGrid grid = new GrantingGrid(Duration.ofSeconds(2));
  private QuietDevice device;
  private DataFolder data;
  private @Nullable Wiring worker;

  @BeforeEach
  void open() throws Exception {
    Needs.that(
        UnitUser.of(1).changed() && Files.isExecutable(Path.of("/usr/bin/bwrap")),
        "root, control groups and bubblewrap");
    grid.start();
    device = new QuietDevice(folder.resolve("proc"));
    data = DataFolder.open(folder.resolve("data")).orElseThrow();
  }

  @AfterEach
  void close() throws Exception {
    if (worker != null) {
      worker.close();
    }
    data.close();
    device.close();
    grid.stop();
  }

  @Test
  void aLeaseEndsThoughTheClockWasSetBack() throws Exception {
    start();
    grid.grant(endless());
    await().until(() -> !found("work/beat").isEmpty());

    clock.move(YEAR.negated());
    grid.stop();

    await().until(() -> attempts().isEmpty());
    assertEquals(List.of(), journal());
  }

  @Test
  void afterAStartInThePastNothingCountsAsLeased() throws Exception {
    start();
    grid.grant(endless());
    await().until(() -> !journal().isEmpty() && !found("work/beat").isEmpty());
    Objects.requireNonNull(worker).close();
    grid.stop();
    assertEquals(1, journal().size(), "remembered for the next start");
    assertEquals(1, attempts().size(), "with what the unit saved");

    clock.move(YEAR.negated());
    start();

    await().until(() -> journal().isEmpty() && attempts().isEmpty());
  }

  @Test
  void theOwnersScheduleFollowsTheClockOfTheDevice() throws Exception {
    Files.writeString(data.root().resolve("policy.conf"), "schedule = mon-fri 18:00-08:00\n");
    clock.set(MONDAY_NOON);
    start();
    await().until(() -> grid.state().lending().equals(Availability.SUSPENDED));
    String reason = grid.state().reason();

    clock.set(MONDAY_NOON.plusHours(7));
    await().until(() -> grid.state().lending().equals(Availability.AVAILABLE));
    clock.set(MONDAY_NOON);
    await().until(() -> grid.state().lending().equals(Availability.SUSPENDED));

    assertTrue(reason.contains("mon-fri 18:00-08:00"), reason);
  }

  private void start() throws Exception {
    worker = grid.worker(lent(), data, clock);
    worker.start();
  }

  private WorkerConfig lent() {
    return new WorkerConfig(
        "moved",
        Map.of(),
        100,
        50,
        1L << 30,
        false,
        Plain.NEVER,
        false,
        "",
        "idlegrid-test-" + ProcessHandle.current().pid(),
        folder.resolve("proc"),
        null,
        new WorkerConfig.Sharing(null, 1L << 30, ReaderNetworks.parse(""), List.of(), false, null));
  }

  /** Runs until somebody ends it, without a grace for a coordinator out of reach. */
  private static Program endless() {
    return new GivenProgram()
        .command("sh", "-c", "while :; do echo beat >> beat; sleep 0.05; done")
        .limitedTo(Duration.ofHours(1))
        .graceOf(Duration.ZERO)
        .build();
  }

  private List<Path> found(String name) throws IOException {
    return attempts().stream().map(each -> each.resolve(name)).filter(Files::exists).toList();
  }

  private List<Path> attempts() throws IOException {
    try (var all = Files.list(data.attempts())) {
      return all.toList();
    }
  }

  private List<Path> journal() throws IOException {
    try (var all = Files.list(data.journal())) {
      return all.filter(each -> each.toString().endsWith(".json")).toList();
    }
  }
}
