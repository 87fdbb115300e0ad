package io.idlegrid.worker.domain.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.availability.LeaveInTurn.Leaver;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaveInTurnTest {

  @Test
  void asManyLeaveAtOnceAsThereIsRoomForTheLargestFirst() {
    assertEquals(List.of(1, 2), next(2, leaver(1, 10), leaver(1, 30), leaver(1, 20)));
    assertEquals(List.of(1, 2, 0), next(3, leaver(1, 10), leaver(1, 30), leaver(1, 20)));
  }

  @Test
  void thoseThatLeaveAlreadyTakeTheirRoom() {
    assertEquals(List.of(1), next(2, leaving(1, 99), leaver(1, 30), leaver(1, 20)));
    assertEquals(List.of(), next(1.5, leaving(1, 99), leaver(1, 30)));
  }

  @Test
  void oneLeavesThoughThereIsNoRoom() {
    assertEquals(List.of(1), next(0, leaver(1, 10), leaver(2, 20)));
    assertEquals(List.of(), next(0, leaving(1, 10), leaver(2, 20)));
  }

  @Test
  void aSmallOneGoesWhereALargeOneDoesNotFit() {
    assertEquals(List.of(1), next(2, leaving(1, 10), leaver(1, 20), leaver(4, 99)));
  }

  @Test
  void nobodyIsAskedTwice() {
    assertEquals(List.of(), next(8, leaving(1, 10), leaving(1, 20)));
    assertEquals(List.of(), next(8));
  }

  private static List<Integer> next(double freeCores, Leaver... all) {
    return new LeaveInTurn(freeCores).next(List.of(all));
  }

  private static Leaver leaver(double cores, long memory) {
    return new Leaver(cores, memory, false);
  }

  private static Leaver leaving(double cores, long memory) {
    return new Leaver(cores, memory, true);
  }
}
