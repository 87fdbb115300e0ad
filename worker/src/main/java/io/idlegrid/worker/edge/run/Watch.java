package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a unit's end and sees to the limits that the kernel does not hold: running time,
 * counted while thawed, and the size of its folders. Also ends it when somebody asks.
 */
final class Watch {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration DISK_EVERY = Duration.ofSeconds(2);

  /** At most one part in so many of the time is spent on looking at folders. */
  private static final int SHARE_OF_LOOKING = 20;

  private final RunningUnit unit;
  private final Hold hold;
  private final Program program;
  private final long ranBefore;
  private final DiskUse disk;
  private final Consumer<Usage> progress;
  private final Supplier<Duration> grace;
  private long lookAtDiskAt = System.nanoTime() + DISK_EVERY.toNanos();
  private volatile Optional<String> stopReason = Optional.empty();

  /** How a unit ended, and the limit or wish that ended it, if one did. */
  record End(Exit exit, Optional<Kind> limit, String detail, Optional<String> stopReason) {}

  /**
   * @param ranBefore milliseconds that the unit ran in attempts that this one continues
   */
  Watch(
      RunningUnit unit,
      Hold hold,
      Program program,
      long ranBefore,
      AttemptFolders folders,
      Consumer<Usage> progress,
      Supplier<Duration> grace) {
    this.grace = grace;
    this.unit = unit;
    this.hold = hold;
    this.program = program;
    this.ranBefore = ranBefore;
    this.disk = new DiskUse(unit, folders);
    this.progress = progress;
  }

  /** Asks the unit to end; it has a while to checkpoint. */
  void stop(String reason) {
    stopReason = Optional.of(reason);
    try {
      hold.terminate();
    } catch (EngineException e) {
      LOG.warn("{} cannot be asked to end, it will be killed: {}", unit.attempt(), e.getMessage());
    }
  }

  /** Ends the unit at once, for a reason that its outcome tells; what it saved before counts. */
  void end(String reason) {
    stopReason = Optional.of(reason);
    kill();
  }

  /** Ends the unit at once. */
  void kill() {
    try {
      hold.kill();
    } catch (EngineException e) {
      LOG.error("{} cannot be killed: {}", unit.attempt(), e.getMessage());
    }
  }

  End await() throws InterruptedException {
    Optional<Kind> limit = Optional.empty();
    String detail = "";
    long killAt = Long.MAX_VALUE;
    while (true) {
      Optional<Exit> exit = exitWithin(LOOK);
      if (exit.isPresent()) {
        return new End(exit.get(), limit, detail, stopReason);
      }
      Usage usage = unit.usage();
      progress.accept(usage);
      if (limit.isEmpty()) {
        limit = brokenLimit(usage);
        detail = limit.map(this::describe).orElse("");
        Optional<String> excess = limit.isEmpty() ? excessOfDisk() : Optional.empty();
        if (excess.isPresent()) {
          limit = Optional.of(Kind.DISK_LIMIT);
          detail = excess.get();
        }
        limit.ifPresent(broken -> kill());
      }
      if (stopReason.isPresent()) {
        killAt = Math.min(killAt, System.nanoTime() + grace.get().toNanos());
        if (System.nanoTime() >= killAt) {
          kill();
        }
      }
    }
  }

  private Optional<Exit> exitWithin(Duration wait) throws InterruptedException {
    try {
      return Optional.of(unit.exit().get(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an engine promises to complete normally", e);
    }
  }

  private Optional<Kind> brokenLimit(Usage usage) {
    if (ranBefore + usage.thawed().toMillis() > program.timeLimitMillis()) {
      return Optional.of(Kind.TIME_LIMIT);
    }
    if (usage.processLimitReached()) {
      return Optional.of(Kind.PROCESS_LIMIT);
    }
    return Optional.empty();
  }

  /** A unit can make looking take long: that must not become the owner's load. */
  private Optional<String> excessOfDisk() {
    long begun = System.nanoTime();
    if (begun - lookAtDiskAt < 0) {
      return Optional.empty();
    }
    Optional<String> excess = disk.excess(program);
    long took = System.nanoTime() - begun;
    lookAtDiskAt = begun + Math.max(DISK_EVERY.toNanos(), SHARE_OF_LOOKING * took);
    return excess;
  }

  private String describe(Kind limit) {
    return switch (limit) {
      case TIME_LIMIT ->
          "it ran longer than its time limit of %d s".formatted(program.timeLimitMillis() / 1000)
              + (ranBefore == 0
                  ? ""
                  : ", %d s of it in attempts before".formatted(ranBefore / 1000));
      case PROCESS_LIMIT ->
          "it had as many processes and threads as it may, %d"
              .formatted(AttemptRunner.MOST_PROCESSES);
      default -> limit.name();
    };
  }
}
