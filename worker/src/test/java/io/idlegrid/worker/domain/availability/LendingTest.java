package io.idlegrid.worker.domain.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.availability.HostState.Battery;
import io.idlegrid.worker.domain.availability.Lending.Share;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LendingTest {

  private static final Lending LENDING = new Lending(2, 500, 1_000, 50, 100);

  @Test
  void anEmptyDeviceLendsWhatItsOwnerAllows() {
    assertEquals(new Share(2, 500, 1_000), LENDING.share(state(900, 9_000, null, null), 0, 0));
  }

  @Test
  void memoryAndDiskRunningShortAreNotLent() {
    assertEquals(new Share(2, 150, 200), LENDING.share(state(200, 300, null, null), 0, 0));
    assertEquals(new Share(2, 0, 0), LENDING.share(state(20, 30, null, null), 0, 0));
  }

  @Test
  void whatIsPromisedToRunningAttemptsIsPartOfTheShare() {
    assertEquals(new Share(2, 250, 700), LENDING.share(state(200, 300, null, null), 100, 500));
  }

  @Test
  void aHotDeviceTakesNothingNew() {
    assertEquals(new Share(2, 0, 0), LENDING.share(state(900, 9_000, 70.0, null), 100, 100));
    assertEquals(new Share(2, 500, 1_000), LENDING.share(state(900, 9_000, 69.9, null), 100, 100));
  }

  @Test
  void aDeviceOnBatteryTakesNothingNew() {
    assertEquals(
        new Share(2, 0, 0), LENDING.share(state(900, 9_000, null, new Battery(90, false)), 0, 0));
    assertEquals(
        new Share(2, 500, 1_000),
        LENDING.share(state(900, 9_000, null, new Battery(20, true)), 0, 0));
  }

  private static HostState state(
      long memory, long disk, @Nullable Double celsius, @Nullable Battery battery) {
    return new HostState(memory, disk, celsius, battery);
  }
}
