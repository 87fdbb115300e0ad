package io.idlegrid.worker.edge.guard;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.run.AttemptsBrake;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.run.Gate;
import io.idlegrid.worker.edge.run.StoppableAttempts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrakesTest {

  private final Kernel kernel = new Kernel();
  private final Attempts attempts = new Attempts(3);
  private final Brakes brakes = new Brakes(kernel, attempts, new Gate());

  @Test
  void stopsAllInOneStrokeAndEachOnItsOwn() {
    brakes.apply(true);

    assertTrue(kernel.isFrozen);
    assertEquals(List.of(true, true, true), attempts.frozen);
  }

  @Test
  void letsThemGoOneAfterTheOther() {
    brakes.apply(true);

    brakes.apply(false);

    assertFalse(kernel.isFrozen);
    assertEquals(List.of(false, true, true), attempts.frozen);
    await()
        .untilAsserted(
            () -> {
              brakes.settle();
              assertEquals(List.of(false, false, false), attempts.frozen);
            });
    assertEquals(1, attempts.mostAtOnce);
  }

  @Test
  void aStopDuringTheReturnStopsAll() {
    brakes.apply(true);
    brakes.apply(false);

    brakes.apply(true);

    assertTrue(kernel.isFrozen);
    assertEquals(List.of(true, true, true), attempts.frozen);
  }

  @Test
  void aRehearsalStopsNothingForLong() {
    brakes.rehearse();

    assertFalse(kernel.isFrozen);
    assertEquals(1, kernel.freezes);
    assertEquals(List.of(false, false, false), attempts.frozen);
  }

  @Test
  void whatStandsStillIsNotThawedForARehearsal() {
    brakes.apply(true);

    brakes.rehearse();

    assertTrue(kernel.isFrozen);
    assertEquals(1, kernel.freezes);
  }

  @Test
  void triesAgainWhatFailed() {
    kernel.failures = 1;

    brakes.apply(true);
    assertFalse(kernel.isFrozen);
    brakes.settle();

    assertTrue(kernel.isFrozen);
  }

  @Test
  void whoIsToLeaveRunsWhileTheOthersStandStill() {
    brakes.apply(true);

    attempts.leaving = 1;
    brakes.settle();

    assertFalse(kernel.isFrozen, "the group of all has to run for one to run");
    assertEquals(List.of(true, false, true), attempts.frozen);

    attempts.end(1);
    brakes.settle();

    assertTrue(kernel.isFrozen);
  }

  @Test
  void saysHowMuchRoomThereIs() {
    brakes.fit(1.5);
    brakes.settle();

    assertEquals(1.5, attempts.cores);
  }

  /** A freezer that fails as often as told. */
  private static final class Kernel implements AttemptsBrake {
    private boolean isFrozen;
    private int failures;
    private int freezes;

    @Override
    public boolean works() {
      return true;
    }

    @Override
    public void freezeAll() throws EngineException {
      if (failures-- > 0) {
        throw new EngineException("busy");
      }
      isFrozen = true;
      freezes++;
    }

    @Override
    public void thawAll() {
      isFrozen = false;
    }
  }

  /** Attempts that do as they are told. */
  private static final class Attempts implements StoppableAttempts {
    private final List<Boolean> frozen;
    private int leaving = -1;
    private int mostAtOnce;
    private double cores;

    Attempts(int count) {
      frozen = new ArrayList<>(Collections.nCopies(count, false));
    }

    void end(int index) {
      frozen.remove(index);
      leaving = -1;
    }

    @Override
    public Settled settle(Wish wish) {
      cores = wish.cores();
      int thaws = 0;
      boolean areWaiting = false;
      for (int i = 0; i < frozen.size(); i++) {
        if (i == leaving) {
          frozen.set(i, false);
        } else if (wish.areStopped()) {
          frozen.set(i, true);
        } else if (frozen.get(i) && thaws < wish.mostThaws()) {
          thaws++;
          frozen.set(i, false);
        } else {
          areWaiting |= frozen.get(i);
        }
      }
      mostAtOnce = Math.max(mostAtOnce, thaws);
      return new Settled(areWaiting, List.of());
    }

    @Override
    public boolean areLeaving() {
      return leaving >= 0;
    }
  }
}
