package io.idlegrid.worker.edge.owner;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.CpuTicks;
import io.idlegrid.worker.domain.availability.GuardPolicy;
import io.idlegrid.worker.domain.availability.OwnCpu;
import io.idlegrid.worker.domain.run.AttemptsBrake;
import io.idlegrid.worker.edge.guard.Brakes;
import io.idlegrid.worker.edge.guard.LoadWatch;
import io.idlegrid.worker.edge.run.Gate;
import io.idlegrid.worker.edge.run.StoppableAttempts;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The owner's button, with real processes and a real guard, on a device on which nobody else does
 * anything: its counters show what the processes that we started use, and nothing of the agent.
 */
class OwnerBurstTest {

  private static final int PROCESSORS = 2;

  private final AtomicLong ticks = new AtomicLong();
  private long busy;
  private LoadWatch watch;

  @BeforeEach
  void start() throws IOException {
    watch =
        new LoadWatch(
            this::read,
            PROCESSORS,
            GuardPolicy.CAUTIOUS,
            new Brakes(new NoKernel(), new NoAttempts(), new Gate()),
            () -> false,
            event -> {},
            Clock.systemUTC());
    watch.start();
  }

  @AfterEach
  void stop() {
    watch.close();
  }

  @Test
  void theGuardNoticesTheBurstThoughTheAgentMadeIt() throws Exception {
    OwnerDesk.Burst burst = new OwnerBurst(watch, () -> 0, PROCESSORS).run();

    assertNotNull(burst.stoppedMillis(), burst.note());
    assertTrue(burst.stoppedMillis() > 0);
    assertNotNull(burst.backMillis(), burst.note());
    assertEquals("nothing ran; the guard would have stopped it", burst.note());
    await().until(() -> shells() == 0);
  }

  @Test
  void whereAttemptsStandStillAlreadyThereIsNothingToSee() throws Exception {
    watch.hold(List.of("on battery"));
    await().until(() -> watch.seen().isStopped());

    OwnerDesk.Burst burst = new OwnerBurst(watch, () -> 3, PROCESSORS).run();

    assertEquals("attempts stand still already: on battery", burst.note());
    assertNull(burst.stoppedMillis());
  }

  private static long shells() {
    return ProcessHandle.current()
        .children()
        .filter(each -> each.info().commandLine().orElse("").contains("ulimit -t"))
        .count();
  }

  private CpuReading read() {
    long all = ticks.addAndGet(100);
    busy += shells() > 0 ? 100 : 0;
    return new CpuReading(
        System.nanoTime(), new CpuTicks(busy, 0, 0, all - busy, 0, 0, 0, 0), OwnCpu.NONE);
  }

  private static final class NoKernel implements AttemptsBrake {
    @Override
    public boolean works() {
      return false;
    }

    @Override
    public void freezeAll() {}

    @Override
    public void thawAll() {}
  }

  private static final class NoAttempts implements StoppableAttempts {
    @Override
    public Settled settle(Wish wish) {
      return new Settled(false, List.of());
    }

    @Override
    public boolean areLeaving() {
      return false;
    }
  }
}
