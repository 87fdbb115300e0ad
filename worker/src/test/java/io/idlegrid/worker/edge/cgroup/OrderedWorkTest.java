package io.idlegrid.worker.edge.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An engine whose CPU time a test advances, and a clock that it moves. */
class OrderedWorkTest {

  private Duration engine = Duration.ofSeconds(100);
  private long now;
  private boolean isBroken;
  private final OrderedWork ordered = new OrderedWork(() -> this::used, () -> now);

  @Test
  void countsWhatTheEngineWorksWhileAnOrderIsUnderWay() {
    works(70);

    ordered.begun();
    works(30);
    Duration during = ordered.used();
    works(20);
    ordered.ended();

    assertEquals(Duration.ofMillis(30), during);
    assertEquals(Duration.ofMillis(50), ordered.used());
  }

  @Test
  void countsTheMomentAfterAnOrderAndNoMore() {
    ordered.begun();
    ordered.ended();

    passes(OrderedWork.TAIL.minusMillis(1));
    works(10);
    Duration tail = ordered.used();
    passes(Duration.ofMillis(1));
    works(10);

    assertEquals(Duration.ofMillis(10), tail);
    assertEquals(Duration.ofMillis(10), ordered.used());
  }

  @Test
  void whatAnOrderDoesNotTakeIsTheOwners() {
    ordered.begun();
    works(5_000);

    assertEquals(OrderedWork.MOST, ordered.used());
  }

  @Test
  void ofTwoOrdersEachHasItsOwn() {
    ordered.begun();
    ordered.begun();
    works(5_000);
    ordered.ended();
    works(5_000);

    assertEquals(OrderedWork.MOST.multipliedBy(2), ordered.used());
  }

  @Test
  void whatAnOrderLeftIsNotKeptForTheNext() {
    ordered.begun();
    ordered.ended();
    passes(OrderedWork.TAIL);

    ordered.begun();
    works(5_000);

    assertEquals(OrderedWork.MOST, ordered.used());
  }

  @Test
  void ordersWithoutAPauseSaveNothingUp() {
    for (int order = 0; order < 100; order++) {
      ordered.begun();
      ordered.ended();
      passes(OrderedWork.TAIL.minusMillis(1));
    }

    ordered.begun();
    works(40_000);

    assertEquals(OrderedWork.MOST, ordered.used());
  }

  @Test
  void anOrderThatHangsHidesNothing() {
    ordered.begun();
    passes(OrderedWork.LONGEST);
    works(100);

    assertEquals(Duration.ZERO, ordered.used());
  }

  @Test
  void anEngineThatCannotBeReadIsTheOwnersLoad() {
    ordered.begun();
    works(30);
    ordered.used();
    isBroken = true;
    works(30);
    ordered.used();
    isBroken = false;
    works(30);
    ordered.ended();

    assertEquals(Duration.ofMillis(30), ordered.used());
  }

  private Duration used() throws IOException {
    if (isBroken) {
      throw new IOException("the group is gone");
    }
    return engine;
  }

  private void works(long millis) {
    engine = engine.plusMillis(millis);
  }

  private void passes(Duration time) {
    now += time.toNanos();
  }
}
