package io.idlegrid.worker.edge.guard;

import io.idlegrid.protocol.device.Telemetry.Terms;
import io.idlegrid.protocol.link.WorkerMessage.Room;
import io.idlegrid.worker.domain.availability.HostSource;
import io.idlegrid.worker.domain.availability.HostState;
import io.idlegrid.worker.domain.availability.Lending;
import io.idlegrid.worker.edge.run.AttemptRunner;
import io.idlegrid.worker.loop.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks now and then how the device is beside its load, and how much of it attempts may use. */
public final class StateWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StateWatch.class);

  /** Enough units to keep short ones from waiting for the next report. */
  private static final int QUEUE = 256;

  private final HostSource host;
  private final Supplier<Lending> lending;
  private final Owner owner;
  private final AttemptRunner runner;
  private final Consumer<Event> events;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "state-watch");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * The owner's side of the device.
   *
   * @param memoryBytes memory of the device
   * @param notTheirs how much of it attempts take
   * @param risk accepted probability of a conflict, if the policy says
   */
  public record Owner(long memoryBytes, LongSupplier notTheirs, Supplier<Optional<Double>> risk) {

    private double memoryPercent(HostState state) {
      long used = memoryBytes - state.memoryAvailableBytes() - notTheirs.getAsLong();
      return Math.max(0, Math.min(100, 100.0 * used / memoryBytes));
    }
  }

  public StateWatch(
      HostSource host,
      Supplier<Lending> lending,
      Owner owner,
      AttemptRunner runner,
      Consumer<Event> events) {
    this.host = host;
    this.lending = lending;
    this.owner = owner;
    this.runner = runner;
    this.events = events;
  }

  /** Looks at once, and from then on regularly. */
  public void start(Duration every) {
    var unused =
        timer.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void look() {
    try {
      HostState state = host.read();
      Lending lent = lending.get();
      Lending.Share share = lent.share(state, runner.memoryPromised(), runner.diskPromised());
      events.accept(
          new Event.Measured(
              state.memoryAvailableBytes(),
              state.diskFreeBytes(),
              state.celsius(),
              new Room(share.cpuCores(), share.memoryBytes(), share.diskBytes(), QUEUE),
              owner.memoryPercent(state),
              new Terms(owner.risk().get().orElse(null), lent.memoryReserve())));
    } catch (IOException | RuntimeException e) {
      // A task that throws is not run again, and the device would be forgotten.
      LOG.warn("the device's state cannot be read: {}", e.toString());
    }
  }
}
