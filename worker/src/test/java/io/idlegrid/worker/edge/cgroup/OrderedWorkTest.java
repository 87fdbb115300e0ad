package io.idlegrid.worker.edge.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.edge.cgroup.OrderedWork.Order;
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

    ordered.begun(Order.CONTAINER);
    works(30);
    Duration during = ordered.used();
    works(20);
    ordered.ended(Order.CONTAINER);

    assertEquals(Duration.ofMillis(30), during);
    assertEquals(Duration.ofMillis(50), ordered.used());
  }

  @Test
  void countsTheMomentAfterAnOrderAndNoMore() {
    ordered.begun(Order.CONTAINER);
    ordered.ended(Order.CONTAINER);

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
    ordered.begun(Order.CONTAINER);
    works(5_000);

    assertEquals(Order.CONTAINER.most, ordered.used());
  }

  @Test
  void ofTwoOrdersEachHasItsOwn() {
    ordered.begun(Order.CONTAINER);
    ordered.begun(Order.CONTAINER);
    works(5_000);
    ordered.ended(Order.CONTAINER);
    works(5_000);

    assertEquals(Order.CONTAINER.most.multipliedBy(2), ordered.used());
  }

  @Test
  void whatAnOrderLeftIsNotKeptForTheNext() {
    ordered.begun(Order.CONTAINER);
    ordered.ended(Order.CONTAINER);
    passes(OrderedWork.TAIL);

    ordered.begun(Order.CONTAINER);
    works(5_000);

    assertEquals(Order.CONTAINER.most, ordered.used());
  }

  @Test
  void ordersWithoutAPauseSaveNothingUp() {
    for (int order = 0; order < 100; order++) {
      ordered.begun(Order.CONTAINER);
      ordered.ended(Order.CONTAINER);
      passes(OrderedWork.TAIL.minusMillis(1));
    }

    ordered.begun(Order.CONTAINER);
    works(40_000);

    assertEquals(Order.CONTAINER.most, ordered.used());
  }

  @Test
  void anImageTakesTheEngineLongerThanAContainer() {
    ordered.begun(Order.IMAGE);
    passes(Order.CONTAINER.longest);
    works(9_000);
    ordered.begun(Order.CONTAINER);
    passes(Order.CONTAINER.longest);
    works(9_000);
    ordered.ended(Order.CONTAINER);
    works(1_000);
    ordered.ended(Order.IMAGE);
    works(5_000);

    assertEquals(Duration.ofSeconds(19).plus(Order.CONTAINER.most), ordered.used());
  }

  @Test
  void anImageHidesNoMoreThanItTakes() {
    ordered.begun(Order.IMAGE);
    works(90_000);

    assertEquals(Order.IMAGE.most, ordered.used());
  }

  @Test
  void anOrderThatHangsHidesNothing() {
    ordered.begun(Order.CONTAINER);
    passes(Order.CONTAINER.longest);
    works(100);

    assertEquals(Duration.ZERO, ordered.used());
  }

  @Test
  void anEngineThatCannotBeReadIsTheOwnersLoad() {
    ordered.begun(Order.CONTAINER);
    works(30);
    ordered.used();
    isBroken = true;
    works(30);
    ordered.used();
    isBroken = false;
    works(30);
    ordered.ended(Order.CONTAINER);

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
