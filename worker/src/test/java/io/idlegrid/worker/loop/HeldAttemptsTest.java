package io.idlegrid.worker.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.protocol.link.WorkerMessage.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeldAttemptsTest {

  private final HeldAttempts held = new HeldAttempts(List.of());

  @Test
  void nothingStartsBeforeTheDeviceWasMeasured() {
    held.take(Given.held(0, Given.START));

    assertEquals(List.of(), held.startable(Optional.empty()));
  }

  @Test
  void memoryIsSharedOutOnce() {
    take(Given.program("j-1", 0.5, 100 * Given.MIB), 3, 8);

    assertEquals(List.of(0L, 1L), units(held.startable(room(4, 250))));
    assertEquals(List.of(), units(held.startable(room(4, 250))));
  }

  @Test
  void aSmallUnitOvertakesALargeOneThatDoesNotFit() {
    take(Given.program("j-large", 1, 400 * Given.MIB), 1, 8);
    take(Given.program("j-small", 1, 50 * Given.MIB), 1, 8);

    List<Held> started = held.startable(room(4, 100));

    assertEquals(List.of("j-small"), started.stream().map(a -> a.lease().job()).toList());
  }

  @Test
  void aJobThatWantsMoreCoresThanAreLentGetsWhatIsLent() {
    take(Given.program("j-1", 8, Given.MIB), 2, 8);

    assertEquals(List.of(0L), units(held.startable(room(2, 512))));
  }

  @Test
  void lanesBoundHowManyUnitsOfAJobRunSideBySide() {
    take(Given.program("j-1", 0.1, Given.MIB), 5, 2);

    assertEquals(List.of(0L, 1L), units(held.startable(room(4, 512))));
  }

  @Test
  void aFinishedAttemptHearsOfNoFurtherProgressAndKeepsItsFirstOutcome() {
    LeaseRef lease = Given.lease(0);
    held.take(Given.held(0, Given.START));
    held.ended(Given.outcome(lease, Kind.SUCCEEDED));

    held.progressed(new Event.Progressed(lease, "running", 9, 9));
    held.ended(Given.outcome(lease, Kind.FAILED));

    assertEquals(Given.outcome(lease, Kind.SUCCEEDED), held.all().get(0).outcome());
    assertEquals(Held.FINISHED, held.all().get(0).phase());
  }

  @Test
  void aFinishedAttemptIsKeptHoweverLateItIs() {
    held.take(Given.held(0, Given.START));
    held.ended(Given.outcome(Given.lease(0), Kind.SUCCEEDED));

    assertEquals(List.of(), held.dropOverdue(Given.START.plus(Duration.ofDays(30)), true));
    assertTrue(held.holds(Given.lease(0)));
  }

  @Test
  void whileConnectedTheCoordinatorAloneEndsLeases() {
    held.take(Given.held(0, Given.START));

    Instant late = Given.START.plus(Given.LEASE).plus(Given.GRACE).plusSeconds(1);

    assertEquals(List.of(), held.dropOverdue(late, false));
    assertEquals(1, held.dropOverdue(late, true).size());
    assertFalse(held.holds(Given.lease(0)));
  }

  @Test
  void whatBeganInTheFutureHasNoLeaseLeft() {
    Instant booted = Given.START.minus(Duration.ofDays(300));
    held.take(Given.held(0, Given.START).asOf(booted));

    assertEquals(List.of(), held.dropOverdue(booted.plus(Given.GRACE), true));
    assertEquals(1, held.dropOverdue(booted.plus(Given.GRACE).plusMillis(1), true).size());
  }

  @Test
  void aLeaseThatWasRenewedForLongIsWrittenAgain() {
    AgentRules rules = AgentRules.defaults();
    held.take(Given.held(0, Given.START));
    Instant later = Given.START.plus(rules.rememberAfter()).plusSeconds(1);
    held.toRemember(later, rules);

    held.renew(List.of(Given.lease(0)), later.plus(Given.LEASE));
    List<Held> soon = held.toRemember(later, rules);
    held.renew(List.of(Given.lease(0)), later.plus(rules.rememberEvery()).plus(Given.LEASE));
    List<Held> afterLong = held.toRemember(later, rules);

    assertEquals(List.of(), soon);
    assertEquals(1, afterLong.size());
  }

  private void take(Program program, int units, int lanes) {
    for (long unit = 0; unit < units; unit++) {
      LeaseRef lease = new LeaseRef(program.job(), unit, 1, unit);
      held.take(Held.of(Given.grant(lease, lanes), program, Given.START));
    }
  }

  private static Optional<Room> room(double cores, long mebibytes) {
    return Optional.of(new Room(cores, mebibytes * Given.MIB, 900 * Given.MIB, 64));
  }

  private static List<Long> units(List<Held> attempts) {
    return attempts.stream().map(attempt -> attempt.lease().unit()).toList();
  }
}
