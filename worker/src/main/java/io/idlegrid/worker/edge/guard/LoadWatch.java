package io.idlegrid.worker.edge.guard;

import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.device.Telemetry.LoadSample;
import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.CpuSource;
import io.idlegrid.worker.domain.availability.GuardDecision;
import io.idlegrid.worker.domain.availability.GuardPolicy;
import io.idlegrid.worker.domain.availability.HostLoad;
import io.idlegrid.worker.domain.availability.LoadGuard;
import io.idlegrid.worker.domain.availability.LoadMeter;
import io.idlegrid.worker.loop.Event;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples the load: every 50 ms while attempts exist, every 2 s otherwise. Hands 2 s means to the
 * agent, and carries the guard's decisions out by itself, since there is no time to ask anybody.
 */
public final class LoadWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LoadWatch.class);

  private final CpuSource source;
  private final Brakes brakes;
  private final BooleanSupplier hasAttempts;
  private final Consumer<Event> events;
  private final Clock clock;
  private final Thread thread;
  private LoadMeter telemetry;
  private LoadMeter quick;
  private LoadGuard guard;
  private volatile boolean isClosed;

  /**
   * @param processors logical processors of the device
   * @param hasAttempts whether there is anything to stop
   */
  public LoadWatch(
      CpuSource source,
      int processors,
      GuardPolicy policy,
      Brakes brakes,
      BooleanSupplier hasAttempts,
      Consumer<Event> events,
      Clock clock)
      throws IOException {
    this.source = source;
    this.brakes = brakes;
    this.hasAttempts = hasAttempts;
    this.events = events;
    this.clock = clock;
    CpuReading first = source.read();
    this.telemetry = new LoadMeter(LoadMeter.TELEMETRY_SPAN, processors, first);
    this.quick = new LoadMeter(LoadMeter.GUARD_SPAN, processors, first);
    this.guard = LoadGuard.open(policy, System.nanoTime());
    this.thread = new Thread(this::run, "load-watch");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** An attempt begins: from now on every moment counts. */
  public void wakeUp() {
    LockSupport.unpark(thread);
  }

  @Override
  public void close() {
    isClosed = true;
    wakeUp();
  }

  private void run() {
    boolean wasQuick = false;
    while (!isClosed) {
      boolean isQuick = hasAttempts.getAsBoolean();
      try {
        CpuReading reading = source.read();
        if (isQuick && !wasQuick) {
          // A long quiet span before the attempt must not soften the first quick sample.
          quick = new LoadMeter(quick.span(), quick.processors(), reading);
        }
        sample(reading, isQuick);
      } catch (IOException e) {
        LOG.error("the load cannot be read; attempts are stopped until it can", e);
        brakes.apply(true);
      }
      brakes.retry();
      wasQuick = isQuick;
      LockSupport.parkNanos((isQuick ? LoadMeter.GUARD_SPAN : LoadMeter.TELEMETRY_SPAN).toNanos());
    }
  }

  private void sample(CpuReading reading, boolean isQuick) {
    LoadMeter.Step slow = telemetry.accept(reading);
    telemetry = slow.next();
    slow.load().ifPresent(this::report);
    Optional<HostLoad> seen = slow.load();
    if (isQuick) {
      LoadMeter.Step fast = quick.accept(reading);
      quick = fast.next();
      seen = fast.load();
    }
    seen.ifPresent(this::guard);
  }

  private void report(HostLoad load) {
    events.accept(
        new Event.Loaded(
            new LoadSample(
                clock.instant(), (int) load.span().toMillis(), load.host(), load.own())));
  }

  private void guard(HostLoad load) {
    LoadGuard.Step step = guard.accept(load, System.nanoTime());
    guard = step.next();
    if (step.decision().action() != GuardDecision.Action.KEEP) {
      brakes.apply(guard.frozen());
      events.accept(
          new Event.Guarded(
              new Availability(
                  guard.frozen() ? Availability.SUSPENDED : Availability.AVAILABLE,
                  guard.frozen() ? step.decision().reason() : "")));
      LOG.debug("{}: {}", step.decision().action(), step.decision().reason());
    }
  }
}
