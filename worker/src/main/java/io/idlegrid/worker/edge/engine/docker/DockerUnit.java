package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Usage;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import io.idlegrid.worker.edge.cgroup.OrderedWork;
import io.idlegrid.worker.edge.cgroup.OrderedWork.Order;
import io.idlegrid.worker.edge.engine.Processes;
import io.idlegrid.worker.edge.engine.UnitLedger;
import io.idlegrid.worker.edge.engine.docker.message.Event;
import io.idlegrid.worker.edge.engine.docker.message.Request;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A unit in a container. What must be quick or certain goes to its control group directly; the
 * engine's own calls are the second choice.
 */
final class DockerUnit implements RunningUnit {

  private static final Logger LOG = LoggerFactory.getLogger(DockerUnit.class);
  private static final Duration END = Duration.ofSeconds(45);

  private final AttemptName attempt;
  private final @Nullable AttemptGroup group;
  private final UnitLedger ledger;
  private final Companion companion;
  private final boolean hasInit;
  private final OrderedWork ordered;
  private final Runnable onClosed;
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();
  private boolean pausedByEngine;
  private boolean closed;

  /**
   * @param group absent where the agent may not use control groups
   * @param hasInit the container's first process is not the command itself
   * @param ordered told while the engine ends and removes the container
   */
  DockerUnit(
      AttemptName attempt,
      @Nullable AttemptGroup group,
      UnitLedger ledger,
      Companion companion,
      boolean hasInit,
      OrderedWork ordered,
      Runnable onClosed) {
    this.attempt = attempt;
    this.group = group;
    this.ledger = ledger;
    this.companion = companion;
    this.hasInit = hasInit;
    this.ordered = ordered;
    this.onClosed = onClosed;
  }

  @Nullable AttemptGroup group() {
    return group;
  }

  /** The group of an attempt that has services. */
  AttemptGroup whole() {
    return Objects.requireNonNull(group, "a group of services needs control groups");
  }

  void ended(Event.Ended end) {
    String loss = end.loss();
    try {
      if (group != null) {
        group.kill();
      }
    } catch (EngineException e) {
      loss = "ended, but not all of it: " + e.getMessage();
    }
    exit.complete(ledger.conclude(end.exitCode(), end.outOfMemory(), loss));
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
  public void freeze() throws EngineException {
    // Before the lock, which is held for as long as the engine takes to remove what ended.
    if (!exit.isDone()) {
      freezeRunning();
    }
  }

  private synchronized void freezeRunning() throws EngineException {
    if (exit.isDone()) {
      return;
    }
    if (!frozenByGroup()) {
      pause();
    }
    ledger.froze();
  }

  @Override
  public synchronized void freezeOtherwise() throws EngineException {
    if (exit.isDone()) {
      return;
    }
    // Whoever thawed the group may have done so once only.
    if (!frozenByGroup()) {
      LOG.debug("attempt {} is only paused by the engine", attempt);
    }
    pause();
  }

  private void pause() throws EngineException {
    companion.askOrThrow(id -> new Request.Pause(id, attempt.value()));
    pausedByEngine = true;
  }

  /** The same with all containers of the control group, of which the engine knows one as this. */
  synchronized void freezeWhole() throws EngineException {
    if (!exit.isDone()) {
      whole().freeze();
      ledger.froze();
    }
  }

  private boolean frozenByGroup() {
    try {
      if (group != null && group.canFreeze()) {
        group.freeze();
        return true;
      }
      return false;
    } catch (EngineException e) {
      LOG.warn("attempt {} is frozen by the engine instead: {}", attempt, e.getMessage());
      return false;
    }
  }

  @Override
  public void thaw() throws EngineException {
    if (!exit.isDone()) {
      thawRunning();
    }
  }

  private synchronized void thawRunning() throws EngineException {
    if (exit.isDone()) {
      return;
    }
    if (group != null && group.canFreeze()) {
      group.thaw();
    }
    unpause();
    ledger.thawed();
  }

  @Override
  public synchronized void terminate() throws EngineException {
    if (exit.isDone()) {
      return;
    }
    if (group == null) {
      companion.askOrThrow(id -> new Request.Signal(id, attempt.value(), "SIGTERM"));
      return;
    }
    for (long pid : group.members()) {
      if (!(hasInit && Processes.isInitOfSandbox(pid))) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
      }
    }
  }

  @Override
  public synchronized void kill() throws EngineException {
    if (exit.isDone()) {
      return;
    }
    ledger.killing();
    if (group == null) {
      companion.askOrThrow(id -> new Request.Signal(id, attempt.value(), "SIGKILL"));
      unpause();
      return;
    }
    // What the engine paused in a group of its own could not die, which is waited for.
    if (pausedByEngine && frozenByGroup()) {
      try {
        unpause();
      } catch (EngineException e) {
        LOG.warn("attempt {} is killed while the engine holds it: {}", attempt, e.getMessage());
      }
    }
    group.kill();
    unpause();
  }

  private void unpause() throws EngineException {
    if (pausedByEngine) {
      companion.askOrThrow(id -> new Request.Unpause(id, attempt.value()));
      pausedByEngine = false;
    }
  }

  @Override
  public Set<Long> processes() throws EngineException {
    return group == null || exit.isDone() ? Set.of() : group.members();
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
    ordered.begun(Order.CONTAINER);
    try {
      kill();
      awaitExit();
      if (group != null) {
        group.remove();
      }
      companion.askOrThrow(id -> new Request.Remove(id, attempt.value()));
    } finally {
      ordered.ended(Order.CONTAINER);
    }
    onClosed.run();
    closed = true;
  }

  private void awaitExit() throws EngineException {
    try {
      exit.get(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while attempt " + attempt + " ended", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new EngineException(
          "attempt " + attempt + " was killed but its end was not seen within " + END, e);
    }
  }
}
