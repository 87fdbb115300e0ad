package io.idlegrid.coordinator.domain.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.attempt.Outcome.Kind;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnitRecordTest {

  private static final DeviceId DEVICE = new DeviceId("d-00000001");
  private static final LeaseNumber LEASE = new LeaseNumber(1, 1);
  private static final Duration RAN = Duration.ofSeconds(40);
  private static final Policy TWO_RETRIES =
      new Policy(2, Optional.empty(), 1, 0, Placement.WINDOW, 0, Duration.ofHours(1));
  private final UnitRecord fresh = UnitRecord.of(new UnitId(new JobId("j-00000001"), 3));

  @Test
  void failsForGoodAfterOneAttemptAndItsRetries() {
    UnitRecord record = fresh;
    for (int attempt = 1; attempt <= 2; attempt++) {
      record = bad(record, Kind.FAILED);
      assertEquals(Verdict.OPEN, record.verdict());
    }

    record = bad(record, Kind.TIME_LIMIT);

    assertEquals(Verdict.FAILED, record.verdict());
    assertEquals(3, record.failures());
  }

  @Test
  void aDevicesFaultIsNotTheUnits() {
    UnitRecord record = fresh;
    for (int attempt = 0; attempt < 10; attempt++) {
      record = bad(record, Kind.DEVICE_FAULT);
    }

    assertEquals(Verdict.OPEN, record.verdict());
    assertEquals(0, record.failures());
    assertTrue(record.endedBadlyOn(DEVICE));
  }

  @Test
  void aUnitThatBreaksEveryDeviceComesToAnEndAsWell() {
    UnitRecord record = fresh;
    for (int attempt = 0; attempt <= UnitRecord.MOST_FAULTS; attempt++) {
      record = bad(record, Kind.DEVICE_FAULT);
    }

    assertEquals(Verdict.FAILED, record.verdict());
  }

  @Test
  void aUnitThatNoDeviceKeepsComesToAnEndAsWell() {
    UnitRecord record = fresh;
    for (int attempt = 0; attempt <= UnitRecord.MOST_LOSSES; attempt++) {
      record = record.afterLoss(DEVICE, LEASE, TWO_RETRIES, Instant.EPOCH);
    }

    assertEquals(Verdict.FAILED, record.verdict());
  }

  @Test
  void beingGivenBackCountsAgainstNobody() {
    UnitRecord record = bad(fresh, Kind.RETURNED);

    assertEquals(0, record.failures() + record.faults() + record.losses());
    assertFalse(record.endedBadlyOn(DEVICE));
  }

  @Test
  void continuesFromTheLatestCheckpoint() {
    UnitRecord record = checkpointed(checkpointed(fresh, "first"), "second");

    assertEquals(Optional.of("second"), bad(record, Kind.RETURNED).checkpoint());
  }

  @Test
  void timeBehindACheckpointAddsUpOverAttemptsThatContinueEachOther() {
    UnitRecord record = checkpointed(checkpointed(fresh, "first"), "second");

    assertEquals(RAN.multipliedBy(2), record.behind());
    assertEquals(RAN.multipliedBy(2), bad(record, Kind.RETURNED).behind(), "what is lost is lost");
    assertEquals(Duration.ZERO, record.again().behind());
  }

  @Test
  void timeOfAnotherAttemptBesideDoesNotCount() {
    UnitRecord first = checkpointed(fresh, "first", Duration.ZERO);

    UnitRecord both = checkpointed(first, "beside", Duration.ZERO);

    assertEquals(RAN, both.behind());
  }

  @Test
  void keepsABoundedHistory() {
    UnitRecord record = fresh;
    for (int attempt = 0; attempt < 100; attempt++) {
      record = bad(record, Kind.RETURNED);
    }

    assertEquals(20, record.past().size());
  }

  private static UnitRecord bad(UnitRecord record, Kind kind) {
    return record.afterBadEnd(
        DEVICE,
        LEASE,
        outcome(kind, Optional.empty()),
        record.behind(),
        TWO_RETRIES,
        Instant.EPOCH);
  }

  private static UnitRecord checkpointed(UnitRecord record, String checkpoint) {
    return checkpointed(record, checkpoint, record.behind());
  }

  private static UnitRecord checkpointed(UnitRecord record, String checkpoint, Duration behind) {
    return record.afterBadEnd(
        DEVICE,
        LEASE,
        outcome(Kind.CHECKPOINTED, Optional.of(checkpoint)),
        behind,
        TWO_RETRIES,
        Instant.EPOCH);
  }

  private static Outcome outcome(Kind kind, Optional<String> checkpoint) {
    return new Outcome(
        kind, Optional.empty(), "", List.of(), Optional.empty(), checkpoint, RAN, RAN, true);
  }
}
