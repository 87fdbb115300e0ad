package io.idlegrid.worker.loop;

import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.Telemetry;
import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.CoordinatorMessage.Orders;
import io.idlegrid.protocol.link.CoordinatorMessage.Revocation;
import io.idlegrid.protocol.link.CoordinatorMessage.Welcome;
import io.idlegrid.protocol.link.Grant;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.protocol.link.UnitInput;
import io.idlegrid.protocol.link.WorkerMessage.Report;
import io.idlegrid.protocol.link.WorkerMessage.Room;
import io.idlegrid.worker.GivenProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages and attempts for tests. */
final class Given {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration LEASE = Duration.ofSeconds(30);
  static final Duration GRACE = Duration.ofMinutes(10);
  static final Duration REPORT = Duration.ofSeconds(4);
  static final long MIB = 1L << 20;
  static final String JOB = "j-1";

  private Given() {}

  static Capabilities capabilities() {
    return new Capabilities(
        "device",
        "amd64",
        "Linux",
        4,
        1024 * MIB,
        512 * MIB,
        1024 * MIB,
        100,
        List.of(),
        null,
        Map.of(),
        List.of(),
        null,
        false,
        List.of(),
        null,
        1024 * MIB);
  }

  static Program program() {
    return program(JOB, 1, 64 * MIB);
  }

  static Program program(String job, double cores, long memory) {
    return new GivenProgram().of(job).within(cores, memory).graceOf(GRACE).build();
  }

  static LeaseRef lease(long unit) {
    return new LeaseRef(JOB, unit, 1, unit + 1);
  }

  static Grant grant(long unit) {
    return grant(lease(unit), 8);
  }

  static Grant grant(LeaseRef lease, int lanes) {
    return new Grant(
        lease,
        LEASE.toMillis(),
        "mac-" + lease.unit(),
        new UnitInput(lease.unit(), null, null, null, false),
        false,
        lanes,
        null,
        null);
  }

  static Held held(long unit, Instant now) {
    return Held.of(grant(unit), program(), now);
  }

  static Event room(double cores, long memory) {
    return new Event.Measured(
        600 * MIB,
        900 * MIB,
        null,
        new Room(cores, memory, 900 * MIB, 64),
        40,
        new Telemetry.Terms(null, 0));
  }

  static Event received(CoordinatorMessage message) {
    return new Event.Received(message);
  }

  static Welcome welcome(List<LeaseRef> adopted, List<LeaseRef> refused, String command) {
    return new Welcome(
        1, "json", "d-1", REPORT.toMillis(), LEASE.toMillis(), adopted, refused, command);
  }

  static Orders granted(Grant... grants) {
    return new Orders(
        null,
        List.of(),
        List.of(program()),
        List.of(grants),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null);
  }

  static Orders acknowledged(LeaseRef lease) {
    return new Orders(
        null, List.of(lease), List.of(), List.of(), List.of(), List.of(), null, null, null, null);
  }

  static Orders revoked(LeaseRef lease) {
    return new Orders(
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(new Revocation(lease, "its lease is over")),
        List.of(),
        null,
        null,
        null,
        null);
  }

  static Orders recalled(LeaseRef... leases) {
    return new Orders(
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Stream.of(leases).map(lease -> new Revocation(lease, "its hour is over")).toList(),
        null,
        null,
        null,
        null);
  }

  static Orders answers(long sequence) {
    return new Orders(
        sequence, List.of(), List.of(), List.of(), List.of(), List.of(), null, null, null, null);
  }

  static Orders command(String word) {
    return new Orders(
        null, List.of(), List.of(), List.of(), List.of(), List.of(), null, word, null, null);
  }

  static AttemptOutcome outcome(LeaseRef lease, Kind kind) {
    return outcome(lease, kind, null);
  }

  static AttemptOutcome outcome(LeaseRef lease, Kind kind, @Nullable String detail) {
    return new AttemptOutcome(
        lease,
        "mac-" + lease.unit(),
        kind,
        0,
        detail,
        List.of(),
        null,
        null,
        1L,
        1,
        1,
        null,
        "process");
  }

  static Telemetry telemetry(Report report) {
    return Objects.requireNonNull(report.telemetry());
  }

  static Availability suspended() {
    return new Availability(Availability.SUSPENDED, "host load 90 %");
  }

  static Availability available() {
    return new Availability(Availability.AVAILABLE, "");
  }
}
