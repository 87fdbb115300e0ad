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
  private static final int DISK_EVERY = 4;

  private final RunningUnit unit;
  private final Hold hold;
  private final Program program;
  private final DiskUse disk;
  private final Consumer<Usage> progress;
  private final Supplier<Duration> grace;
  private volatile Optional<String> stopReason = Optional.empty();

  /** How a unit ended, and the limit or wish that ended it, if one did. */
  record End(Exit exit, Optional<Kind> limit, String detail, Optional<String> stopReason) {}

  Watch(
      RunningUnit unit,
      Hold hold,
      Program program,
      AttemptFolders folders,
      Consumer<Usage> progress,
      Supplier<Duration> grace) {
    this.grace = grace;
    this.unit = unit;
    this.hold = hold;
    this.program = program;
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
    for (int look = 1; ; look++) {
      Optional<Exit> exit = exitWithin(LOOK);
      if (exit.isPresent()) {
        return new End(exit.get(), limit, detail, stopReason);
      }
      Usage usage = unit.usage();
      progress.accept(usage);
      if (limit.isEmpty()) {
        limit = brokenLimit(usage, look);
        detail = limit.map(this::describe).orElse("");
        Optional<String> overfull = limit.isEmpty() ? overfullVolume(look) : Optional.empty();
        if (overfull.isPresent()) {
          limit = Optional.of(Kind.DISK_LIMIT);
          detail = overfull.get();
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

  private Optional<Kind> brokenLimit(Usage usage, int look) {
    if (usage.thawed().toMillis() > program.timeLimitMillis()) {
      return Optional.of(Kind.TIME_LIMIT);
    }
    if (usage.processLimitReached()) {
      return Optional.of(Kind.PROCESS_LIMIT);
    }
    if (look % DISK_EVERY == 0 && disk.bytes() > program.diskBytes()) {
      return Optional.of(Kind.DISK_LIMIT);
    }
    return Optional.empty();
  }

  private Optional<String> overfullVolume(int look) {
    return look % DISK_EVERY == 0
        ? Optional.ofNullable(program.group()).flatMap(disk::overfull)
        : Optional.empty();
  }

  private String describe(Kind limit) {
    return switch (limit) {
      case TIME_LIMIT ->
          "it ran longer than its time limit of %d s".formatted(program.timeLimitMillis() / 1000);
      case DISK_LIMIT -> diskDetail(program);
      case PROCESS_LIMIT ->
          "it had as many processes and threads as it may, %d"
              .formatted(AttemptRunner.MOST_PROCESSES);
      default -> limit.name();
    };
  }

  static String diskDetail(Program program) {
    return "its files were larger than its disk limit of %d MiB"
        .formatted(program.diskBytes() >> 20);
  }
}
