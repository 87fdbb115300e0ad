package io.idlegrid.worker.edge.guard;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.CpuTicks;
import io.idlegrid.worker.domain.availability.GuardPolicy;
import io.idlegrid.worker.domain.availability.OwnCpu;
import io.idlegrid.worker.domain.run.AttemptsBrake;
import io.idlegrid.worker.edge.run.Gate;
import io.idlegrid.worker.edge.run.StoppableAttempts;
import io.idlegrid.worker.loop.Event;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The device's counters are made up here; the thread and its pace are real. */
class LoadWatchTest {

  private final List<Availability> told = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile double load;
  private volatile boolean isBroken;
  private volatile boolean isBlip;
  private volatile boolean isStanding;
  private volatile @Nullable Error failure;
  private long busy;
  private long idle;
  private LoadWatch watch;

  @BeforeEach
  void start() throws Exception {
    watch =
        new LoadWatch(
            this::read,
            1,
            GuardPolicy.CAUTIOUS,
            new Brakes(new NoKernel(), new NoAttempts(), new Gate()),
            () -> true,
            this::hear,
            Clock.systemUTC());
    watch.listen(
        new GuardListener() {
          @Override
          public void suspended(Duration waited) {
            heard.add("suspended");
          }

          @Override
          public void falselyAlarmed() {
            heard.add("falsely");
          }
        });
    watch.start();
  }

  @AfterEach
  void stop() {
    watch.close();
  }

  @Test
  void whatStoppedAttemptsDoesNotSlowThemWhenTheyAreBack() {
    load = 1;
    await().until(() -> watch.seen().isStopped());
    await().until(() -> watch.seen().load().orElseThrow().host() > 90);

    load = 0;
    await().until(() -> !watch.seen().isStopped());

    assertEquals(0, watch.seen().load().orElseThrow().host(), 1);
  }

  @Test
  void stopsForTheOwnersLoadAndSaysWhy() {
    load = 1;

    await().until(() -> !told.isEmpty());

    assertEquals(Availability.SUSPENDED, told.get(0).lending());
    assertTrue(told.get(0).reason().startsWith("host load"), told.get(0).reason());
    assertEquals(List.of("suspended"), heard);
  }

  @Test
  void stopsForAnotherReasonAndGoesOnWhenItIsGone() {
    watch.hold(List.of("temperature 82 °C", "on battery"));
    await().until(() -> told.size() == 1);
    watch.hold(List.of("on battery"));
    await().until(() -> told.size() == 2);
    watch.hold(List.of());
    await().until(() -> told.size() == 3);

    assertEquals(
        List.of(
            new Availability(Availability.SUSPENDED, "temperature 82 °C; on battery"),
            new Availability(Availability.SUSPENDED, "on battery"),
            new Availability(Availability.AVAILABLE, "")),
        told);
    assertEquals(List.of("suspended"), heard, "heat is no false alarm");
  }

  @Test
  void stopsWhileItCannotSeeAndGoesOnWhenItSees() {
    isBroken = true;
    await().until(() -> told.size() == 1);
    isBroken = false;
    await().until(() -> told.size() == 2);

    assertEquals(new Availability(Availability.SUSPENDED, "the load cannot be read"), told.get(0));
    assertEquals(new Availability(Availability.AVAILABLE, ""), told.get(1));
  }

  @Test
  void countersThatStandStillCountAsNotSeeing() {
    isStanding = true;
    await().until(() -> told.size() == 1);
    isStanding = false;
    await().until(() -> told.size() == 2);

    assertEquals(new Availability(Availability.SUSPENDED, "the load cannot be read"), told.get(0));
    assertEquals(new Availability(Availability.AVAILABLE, ""), told.get(1));
  }

  @Test
  void whateverBreaksInItTheGuardStopsAttemptsAndGoesOn() {
    failure = new UnsatisfiedLinkError("no such library");

    await().until(() -> told.size() == 2);

    assertEquals(Availability.SUSPENDED, told.get(0).lending());
    assertEquals(new Availability(Availability.AVAILABLE, ""), told.get(1));
  }

  @Test
  void callsItAFalseAlarmWhenTheLoadWasGoneAtOnce() {
    isBlip = true;
    load = 1;

    await().until(() -> heard.size() == 2);

    assertEquals(List.of("suspended", "falsely"), heard);
  }

  private void hear(Event event) {
    if (event instanceof Event.Guarded guarded) {
      told.add(guarded.state());
    }
  }

  private synchronized CpuReading read() throws IOException {
    if (isBroken) {
      throw new IOException("gone");
    }
    if (isBlip && watch.seen().isStopped()) {
      load = 0;
    }
    if (!isStanding) {
      busy += Math.round(100 * load);
      idle += Math.round(100 * (1 - load));
    }
    return new CpuReading(
        System.nanoTime(), new CpuTicks(busy, 0, 0, idle, 0, 0, 0, 0), OwnCpu.NONE);
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

  /** None; breaks once when told to. */
  private final class NoAttempts implements StoppableAttempts {
    @Override
    public Settled settle(Wish wish) {
      Error broken = failure;
      failure = null;
      if (broken != null) {
        throw broken;
      }
      return new Settled(false, List.of());
    }

    @Override
    public boolean areLeaving() {
      return false;
    }
  }
}
