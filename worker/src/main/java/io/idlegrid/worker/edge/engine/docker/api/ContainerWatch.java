package io.idlegrid.worker.edge.engine.docker.api;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import io.idlegrid.worker.edge.engine.docker.message.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the end of a container and finds out what kind of end it was. */
final class ContainerWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerWatch.class);

  /** An engine that is being restarted is back within this time, or counts as gone. */
  private static final Duration RESTART = Duration.ofSeconds(30);

  private static final String STOPPED =
      "stopped or removed through the container engine by somebody else, or the engine itself stopped";

  private static final String REMOVED = "its container was removed by somebody else";

  /** Exit codes above this stand for signals. */
  private static final int SIGNALS = 128;

  private static final long BETWEEN_LOOKS_NANOS = 250_000_000;

  private final DockerClient client;
  private final String container;
  private final String attempt;
  private final BooleanSupplier signalled;
  private final Instant started = Instant.now();

  /**
   * @param signalled whether the agent itself sent a signal through the engine
   */
  ContainerWatch(DockerClient client, String container, String attempt, BooleanSupplier signalled) {
    this.client = client;
    this.container = container;
    this.attempt = attempt;
    this.signalled = signalled;
  }

  Event.Ended ended(ContainerOutput output) {
    boolean broken = false;
    while (true) {
      broken |= !awaitExit();
      try {
        ContainerState state = lookPatiently();
        if (isOver(state)) {
          output.awaitEnd();
          return told(state, broken);
        }
      } catch (NotFoundException e) {
        return lost(REMOVED);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return lost("the agent stopped watching it");
      } catch (RuntimeException e) {
        return lost("the container engine is gone: " + e.getMessage());
      }
    }
  }

  private boolean awaitExit() {
    try (WaitContainerResultCallback exit = new WaitContainerResultCallback()) {
      client.waitContainerCmd(container).exec(exit).awaitStatusCode();
      return true;
    } catch (RuntimeException | IOException e) {
      LOG.debug("waiting for {} broke off", attempt, e);
      return false;
    }
  }

  /** Unanswered questions are asked again while the engine may be restarting. */
  private ContainerState lookPatiently() {
    long end = System.nanoTime() + RESTART.toNanos();
    while (true) {
      try {
        return client.inspectContainerCmd(container).exec().getState();
      } catch (NotFoundException e) {
        throw e;
      } catch (RuntimeException e) {
        if (System.nanoTime() - end >= 0) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      }
    }
  }

  private static boolean isOver(ContainerState state) {
    return !Boolean.TRUE.equals(state.getRunning());
  }

  private Event.Ended told(ContainerState state, boolean broken) {
    Long code = state.getExitCodeLong();
    boolean outOfMemory = Boolean.TRUE.equals(state.getOOMKilled());
    boolean bySignal = code != null && code > SIGNALS;
    boolean stopped = broken || (bySignal && !signalled.getAsBoolean() && wasSignalled());
    return new Event.Ended(
        attempt, code == null ? null : code.intValue(), outOfMemory, stopped ? STOPPED : null);
  }

  /** The engine remembers signals that went through it, its own when it shuts down too. */
  private boolean wasSignalled() {
    List<com.github.dockerjava.api.model.Event> kills = new ArrayList<>();
    try (ResultCallback.Adapter<com.github.dockerjava.api.model.Event> events =
        new ResultCallback.Adapter<>() {
          @Override
          public void onNext(com.github.dockerjava.api.model.Event event) {
            kills.add(event);
          }
        }) {
      client
          .eventsCmd()
          .withContainerFilter(container)
          .withEventFilter("kill")
          .withSince(Long.toString(started.getEpochSecond()))
          .withUntil(exactly(Instant.now()))
          .exec(events)
          .awaitCompletion();
      return !kills.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException | IOException gone) {
      LOG.debug("the engine went before it told about {}", attempt, gone);
      return true;
    }
  }

  /** Whole seconds would leave out what just happened. */
  private static String exactly(Instant instant) {
    return "%d.%09d".formatted(instant.getEpochSecond(), instant.getNano());
  }

  private Event.Ended lost(String how) {
    return new Event.Ended(attempt, null, false, how);
  }
}
