package io.idlegrid.worker.domain.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoomTest {

  @Test
  void allRunWhereThereIsRoomForAll() {
    assertEquals(List.of(true, true, true), new Room(3).fits(List.of(1.0, 1.5, 0.5)));
    assertEquals(List.of(), new Room(3).fits(List.of()));
  }

  @Test
  void oneOfWhichHalfFitsRunsSlowerOneOfWhichLessFitsDoesNot() {
    assertEquals(List.of(true, true), new Room(1.5).fits(List.of(1.0, 1.0)));
    assertEquals(List.of(true, false), new Room(1.4).fits(List.of(1.0, 1.0)));
  }

  @Test
  void aSmallerOneRunsWhereALargerOneDoesNotFit() {
    assertEquals(List.of(true, false, true), new Room(1.4).fits(List.of(1.0, 2.0, 0.5)));
  }

  @Test
  void whatFitsInPartLeavesNothingForTheNext() {
    assertEquals(List.of(true, true, false), new Room(1.7).fits(List.of(1.0, 1.0, 0.2)));
  }

  @Test
  void theOldestAlwaysRuns() {
    assertEquals(List.of(true, false), new Room(0.1).fits(List.of(4.0, 0.5)));
  }
}
