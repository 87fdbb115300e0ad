package io.idlegrid.worker.domain.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.availability.Lending.Share;
import org.junit.jupiter.api.Test;

class LendingTest {

  private static final Lending LENDING = new Lending(2, 500, 1_000, 50, 100);

  @Test
  void anEmptyDeviceLendsWhatItsOwnerAllows() {
    assertEquals(new Share(2, 500, 1_000), LENDING.share(state(900, 9_000), 0, 0));
  }

  @Test
  void memoryAndDiskRunningShortAreNotLent() {
    assertEquals(new Share(2, 150, 200), LENDING.share(state(200, 300), 0, 0));
    assertEquals(new Share(2, 0, 0), LENDING.share(state(20, 30), 0, 0));
  }

  @Test
  void whatIsPromisedToRunningAttemptsIsPartOfTheShare() {
    assertEquals(new Share(2, 250, 700), LENDING.share(state(200, 300), 100, 500));
  }

  @Test
  void whatCannotBeHeldBackIsLentByHalf() {
    assertEquals(LENDING, LENDING.within(Protection.WHOLE));
    assertEquals(2, LENDING.within(new Protection(true, false, true)).cpuCores());
    assertEquals(250, LENDING.within(new Protection(true, false, true)).memoryBytes());
    assertEquals(1, LENDING.within(new Protection(false, true, true)).cpuCores());
    assertEquals(1, LENDING.within(new Protection(true, true, false)).cpuCores());
  }

  private static HostState state(long memory, long disk) {
    return new HostState(memory, disk, null, null);
  }
}
