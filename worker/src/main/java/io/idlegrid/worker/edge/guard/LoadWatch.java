package io.idlegrid.worker.edge.guard;

import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.device.Telemetry.LoadSample;
import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.CpuSource;
import io.idlegrid.worker.domain.availability.GuardDecision.Action;
import io.idlegrid.worker.domain.availability.GuardPolicy;
import io.idlegrid.worker.domain.availability.HostLoad;
import io.idlegrid.worker.domain.availability.LoadGuard;
import io.idlegrid.worker.domain.availability.LoadMeter;
import io.idlegrid.worker.domain.availability.SteadyLoad;
import io.idlegrid.worker.loop.Event;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples the load: every 50 ms while attempts exist, every 2 s otherwise. Hands 2 s means to the
 * agent, and carries the guard's decisions out by itself, since there is no time to ask anybody.
 */
public final class LoadWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LoadWatch.class);
  private static final long NANOS_PER_MICRO = 1_000;
  private static final String BLIND = "the load cannot be read";

  /** Twenty samples of the guard: so long counters may stand still or go back. */
  private static final Duration NO_LOAD = Duration.ofSeconds(1);

  /** The same while nothing runs that could be in anybody's way. */
  private static final Duration NO_LOAD_AT_REST = LoadMeter.TELEMETRY_SPAN.multipliedBy(3);

  private final CpuSource source;
  private final Brakes brakes;
  private final BooleanSupplier hasAttempts;
  private final Consumer<Event> events;
  private final Clock clock;
  private final Thread thread;
  private final FreezeTimer timer;
  private LoadMeter telemetry;
  private LoadMeter quick;
  private LoadGuard guard;
  private SteadyLoad steady = SteadyLoad.NONE;
  private long usableAt = System.nanoTime();
  private boolean isBlind;
  private boolean hasFailed;
  private volatile GuardPolicy policy;
  private volatile List<String> holds = List.of();
  private volatile double cores = Double.MAX_VALUE;
  private volatile long quickUntil;
  private volatile Seen seen = new Seen(Optional.empty(), false, "", 0);
  private volatile Optional<HostLoad> mean = Optional.empty();
  private volatile boolean isClosed;

  /**
   * What the guard sees and does.
   *
   * @param load of the last moment, only as far as attempts were let go on: what stopped them has
   *     done its work and must not slow them as well; absent before the first sample
   * @param isStopped whether attempts have to stand still
   * @param reason why they do; empty otherwise
   * @param changedAt when that last changed and had been carried out, of {@link System#nanoTime}
   */
  public record Seen(Optional<HostLoad> load, boolean isStopped, String reason, long changedAt) {}

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
    this.policy = policy;
    CpuReading first = source.read();
    this.telemetry = new LoadMeter(LoadMeter.TELEMETRY_SPAN, processors, first);
    this.quick = new LoadMeter(LoadMeter.GUARD_SPAN, processors, first);
    this.guard = LoadGuard.open(policy, System.nanoTime());
    this.timer = new FreezeTimer();
    this.quickUntil = System.nanoTime();
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

  /** Hears from now on of suspensions. */
  public void listen(GuardListener listener) {
    timer.listen(listener);
  }

  /** Other thresholds, from the next sample on. */
  public void follow(GuardPolicy newer) {
    policy = newer;
  }

  /** Why attempts must not run whatever the load is; nothing any more when empty. */
  public void hold(List<String> reasons) {
    if (!holds.equals(reasons)) {
      holds = List.copyOf(reasons);
      wakeUp();
    }
  }

  /** So many cores' worth of attempts may run at once. */
  public void fit(double newCores) {
    cores = newCores;
  }

  /** Watches every moment for a while though no attempt runs. */
  public void watchClosely(Duration time) {
    quickUntil = System.nanoTime() + time.toNanos();
    wakeUp();
  }

  /** Newest mean as it is told; absent before the first. */
  public Optional<HostLoad> mean() {
    return mean;
  }

  /** What the guard sees and does. */
  public Seen seen() {
    return seen;
  }

  @Override
  public void close() {
    isClosed = true;
    wakeUp();
  }

  private void run() {
    boolean wasQuick = false;
    while (!isClosed) {
      boolean isQuick = true;
      try {
        isQuick = hasAttempts.getAsBoolean() || System.nanoTime() - quickUntil < 0;
        guardOnce(isQuick, isQuick && !wasQuick);
      } catch (Throwable e) {
        // Whatever it is: without this thread nothing would stop attempts any more.
        failed(e);
      }
      wasQuick = isQuick;
      LockSupport.parkNanos((isQuick ? LoadMeter.GUARD_SPAN : LoadMeter.TELEMETRY_SPAN).toNanos());
    }
  }

  private void guardOnce(boolean isQuick, boolean isFirstQuick) {
    look(isQuick, isFirstQuick);
    decide();
    brakes.fit(cores);
    brakes.settle();
    if (hasFailed) {
      LOG.info("the guard works again");
      hasFailed = false;
    }
  }

  /** Counts as not seeing, until a whole round went well; the next one stops the attempts. */
  private void failed(Throwable e) {
    if (!hasFailed) {
      LOG.error("the guard failed; attempts are stopped until it works", e);
    }
    hasFailed = true;
  }

  private void look(boolean isQuick, boolean isFirstQuick) {
    try {
      if (isFirstQuick) {
        rehearse();
      }
      CpuReading reading = source.read();
      if (isFirstQuick) {
        // A long quiet span before the attempt must not soften the first quick sample.
        quick = new LoadMeter(quick.span(), quick.processors(), reading);
        usableAt = System.nanoTime();
      }
      if (sample(reading, isQuick)) {
        usableAt = System.nanoTime();
        blind(false, null);
      } else if (isWithoutLoad(isQuick)) {
        blind(true, null);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      blind(true, e);
    }
  }

  /** Judges a load that nobody made, and stops what is not there yet; see {@link Brakes}. */
  private void rehearse() {
    long begun = System.nanoTime();
    HostLoad imagined = new HostLoad(LoadMeter.GUARD_SPAN, 100, 0, 0);
    LoadGuard.Step step = LoadGuard.open(policy, begun).accept(imagined, begun);
    brakes.rehearse();
    LOG.debug(
        "rehearsed ({}) in {} µs",
        step.decision().reason(),
        (System.nanoTime() - begun) / NANOS_PER_MICRO);
  }

  /** Counters that stand still or go back can be read and yet tell nothing. */
  private boolean isWithoutLoad(boolean isQuick) {
    Duration longest = isQuick ? NO_LOAD : NO_LOAD_AT_REST;
    return System.nanoTime() - usableAt > longest.toNanos();
  }

  private void blind(boolean isNowBlind, @Nullable Throwable cause) {
    if (isNowBlind && !isBlind) {
      LOG.error("the load cannot be read; attempts are stopped until it can", cause);
    } else if (isBlind && !isNowBlind) {
      LOG.info("the load can be read again");
    }
    isBlind = isNowBlind;
  }

  /** Whether a load came of it. */
  private boolean sample(CpuReading reading, boolean isQuick) {
    LoadMeter.Step slow = telemetry.accept(reading);
    telemetry = slow.next();
    slow.load().ifPresent(this::report);
    Optional<HostLoad> load = slow.load();
    if (isQuick) {
      LoadMeter.Step fast = quick.accept(reading);
      quick = fast.next();
      load = fast.load();
    }
    load.ifPresent(this::guard);
    return load.isPresent();
  }

  private void report(HostLoad load) {
    mean = Optional.of(load);
    events.accept(
        new Event.Loaded(
            new LoadSample(
                clock.instant(), (int) load.span().toMillis(), load.host(), load.own(), null)));
  }

  private void guard(HostLoad load) {
    long now = System.nanoTime();
    timer.sampled(load, guard.frozen(), policy, now);
    LoadGuard.Step step = guard.under(policy).accept(load, now);
    guard = step.next();
    if (step.decision().action() != Action.KEEP) {
      LOG.debug("{}: {}", step.decision().action(), step.decision().reason());
    }
    steady = (step.decision().action() == Action.THAW ? SteadyLoad.NONE : steady).with(load);
    Seen before = seen;
    seen = new Seen(steady.seen(), before.isStopped(), before.reason(), before.changedAt());
  }

  /** Brings together what the load, everything else and our own eyesight say. */
  private void decide() {
    List<String> held = holds;
    boolean isUnseeing = isBlind || hasFailed;
    boolean isStopped = isUnseeing || guard.frozen() || !held.isEmpty();
    String reason = isUnseeing ? BLIND : held.isEmpty() ? guard.reason() : String.join("; ", held);
    Seen before = seen;
    boolean isChange = isStopped != before.isStopped();
    if (isChange) {
      boolean ran = hasAttempts.getAsBoolean();
      brakes.apply(isStopped);
      timer.applied(isStopped, ran, held.isEmpty() && !isUnseeing);
    }
    String told = isStopped ? reason : "";
    if (isChange || !told.equals(before.reason())) {
      long at = isChange ? System.nanoTime() : before.changedAt();
      seen = new Seen(before.load(), isStopped, told, at);
      events.accept(
          new Event.Guarded(
              new Availability(isStopped ? Availability.SUSPENDED : Availability.AVAILABLE, told)));
    }
  }
}
