package io.idlegrid.worker.edge.engine.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Usage;
import io.idlegrid.worker.edge.engine.Processes;
import io.idlegrid.worker.edge.engine.UnitLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A unit that is a tree of processes of ours. */
final class ProcessUnit implements RunningUnit {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessUnit.class);

  /** Output that a process which escaped still holds open is not waited for longer. */
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(5);

  private static final Duration END = Duration.ofSeconds(15);

  private static final int LOOKS = 20;
  private static final long LOOK_MILLIS = 50;

  private final AttemptName attempt;
  private final Process process;
  private final UnitProcesses processes;
  private final UnitLedger ledger;
  private final LaunchReport report;
  private final Isolation.Layout layout;
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();
  private boolean closed;

  ProcessUnit(
      AttemptName attempt,
      Process process,
      UnitProcesses processes,
      UnitLedger ledger,
      LaunchReport report,
      Isolation.Layout layout) {
    this.attempt = attempt;
    this.process = process;
    this.processes = processes;
    this.ledger = ledger;
    this.report = report;
    this.layout = layout;
  }

  /** Waits for the end on the calling thread. */
  void watch(List<Thread> pumps) {
    try {
      int code = process.waitFor();
      processes.kill();
      for (Thread pump : pumps) {
        pump.join(LAST_OUTPUT.toMillis());
      }
      exit.complete(ledger.conclude(code, false, report.failure(code)));
    } catch (EngineException e) {
      exit.complete(ledger.conclude(null, false, "ended, but not all of it: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exit.complete(ledger.conclude(null, false, "the agent stopped watching it"));
    }
  }

  @Override
  public AttemptName attempt() {
    return attempt;
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return exit;
  }

  @Override
  public synchronized void freeze() throws EngineException {
    if (!exit.isDone()) {
      processes.freeze();
      ledger.froze();
    }
  }

  @Override
  public synchronized void freezeOtherwise() throws EngineException {
    if (!exit.isDone()) {
      processes.freezeOtherwise();
    }
  }

  @Override
  public synchronized void thaw() throws EngineException {
    if (!exit.isDone()) {
      processes.thaw();
      ledger.thawed();
    }
  }

  @Override
  public synchronized void terminate() throws EngineException {
    for (long pid : processes.members()) {
      if (!isCarrier(pid)) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
      }
    }
  }

  /** Bubblewrap itself, outside and inside: without it the whole unit ends at once. */
  private boolean isCarrier(long pid) {
    boolean outside = report.isReported() && pid == process.pid();
    return outside || Processes.isInitOfSandbox(pid);
  }

  @Override
  public synchronized void kill() throws EngineException {
    if (process.isAlive()) {
      ledger.killing();
      // It may not have come to its group yet; only a signal, so that what it said can be read.
      process.toHandle().destroyForcibly();
      processes.kill();
      killWhoCameLate();
    }
  }

  /**
   * Whoever comes to a frozen group with its end before it stands still until the group is killed.
   */
  private void killWhoCameLate() throws EngineException {
    try {
      for (int look = 0; look < LOOKS && !process.waitFor(LOOK_MILLIS, MILLISECONDS); look++) {
        processes.kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Set<Long> processes() throws EngineException {
    return exit.isDone() ? Set.of() : processes.members();
  }

  @Override
  public Usage usage() {
    Exit ended = exit.getNow(null);
    return ended == null ? ledger.usage() : ended.usage();
  }

  @Override
  public synchronized void close() throws EngineException {
    if (closed) {
      return;
    }
    kill();
    awaitExit();
    processes.remove();
    try {
      layout.remove();
      report.remove();
    } catch (IOException e) {
      throw new EngineException("could not tidy up after attempt " + attempt + ": " + e, e);
    }
    closed = true;
    LOG.debug("attempt {} left nothing", attempt);
  }

  private @Nullable Exit awaitExit() throws EngineException {
    try {
      return exit.get(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while attempt " + attempt + " ended", e);
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new EngineException(
          "attempt " + attempt + " was killed but did not end within " + END, e);
    }
  }
}
