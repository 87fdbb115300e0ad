package io.idlegrid.worker.edge.engine.docker.api;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.idlegrid.worker.edge.engine.docker.message.ContainerSpec;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One container, from its making to its removal. */
final class LiveContainer {

  /** The engine answers "pause" with an error now and then though nothing is wrong (runc, v1). */
  private static final int PAUSE_TRIES = 5;

  private static final long BETWEEN_TRIES_NANOS = 50_000_000;

  /** A check may start another child while its children are killed. */
  private static final int KILL_LOOKS = 2;

  private final ContainerEngine engine;
  private final DockerClient client;
  private final ContainerSpec spec;
  private final EventWriter events;
  private final ContainerOutput output;
  private volatile @Nullable String id;
  private volatile boolean signalled;

  LiveContainer(ContainerEngine engine, ContainerSpec spec, EventWriter events) {
    this.engine = engine;
    this.client = engine.client();
    this.spec = spec;
    this.events = events;
    this.output = new ContainerOutput(spec.attempt(), events);
  }

  /** Output is attached before the start, so that not a byte is missed. */
  Reply.Running start(long request, Executor watchers) {
    boolean init = spec.init();
    try {
      start(init);
    } catch (DockerException e) {
      if (!init || !isWithoutInit(e)) {
        throw e;
      }
      // This engine came without its init: signals then reach the command itself.
      removeContainer();
      init = false;
      start(false);
    }
    String made = known();
    ContainerWatch watch = new ContainerWatch(client, made, spec.attempt(), () -> signalled);
    watchers.execute(() -> events.write(watch.ended(output)));
    return new Reply.Running(request, pidOf(made), init || spec.image() == null);
  }

  private void start(boolean init) {
    String made = ContainerRecipe.of(engine, spec, init);
    id = made;
    output.attach(client, made);
    client.startContainerCmd(made).exec();
  }

  /** Docker misses it when a container is started, Podman when it is made. */
  private static boolean isWithoutInit(DockerException e) {
    String text = String.valueOf(e.getMessage());
    return text.contains("docker-init") || text.contains("container-init");
  }

  private long pidOf(String container) {
    try {
      InspectContainerResponse found = client.inspectContainerCmd(container).exec();
      Long pid = found.getState().getPidLong();
      return pid == null ? 0 : pid;
    } catch (NotFoundException goneAlready) {
      return 0;
    }
  }

  void mayWrite(int bytes) {
    output.mayWrite(bytes);
  }

  void pause() {
    for (int tries = 1; ; tries++) {
      try {
        client.pauseContainerCmd(known()).exec();
        return;
      } catch (DockerException e) {
        if (isPaused() || isOver()) {
          return;
        }
        if (tries == PAUSE_TRIES) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
      }
    }
  }

  void unpause() {
    try {
      client.unpauseContainerCmd(known()).exec();
    } catch (DockerException e) {
      if (isPaused()) {
        throw e;
      }
    }
  }

  void signal(String signal) {
    signalled = true;
    if (signal.equals("SIGKILL")) {
      output.drop();
    }
    try {
      client.killContainerCmd(known()).withSignal(signal).exec();
    } catch (NotFoundException | ConflictException overAlready) {
      // What a signal is for has happened.
      return;
    }
  }

  /** Whether a command beside the container's own exits with 0 in time; it is ended otherwise. */
  boolean passes(List<String> check, Duration timeout) {
    String made =
        client
            .execCreateCmd(known())
            .withCmd(check.toArray(String[]::new))
            .withUser(spec.user())
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    try (CheckOutput end = client.execStartCmd(made).exec(new CheckOutput())) {
      boolean isOver =
          end.awaitCompletion(timeout.toMillis(), TimeUnit.MILLISECONDS) && !end.isTooMuch();
      InspectExecResponse found = client.inspectExecCmd(made).exec();
      if (!isOver) {
        kill(found);
      }
      Long code = found.getExitCodeLong();
      return isOver && code != null && code == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("a health check could not be ended", e);
    }
  }

  /** One that hangs would stay for good, and the next one beside it. */
  private static void kill(InspectExecResponse check) {
    Long pid = check.getPidLong();
    if (Boolean.TRUE.equals(check.isRunning()) && pid != null && pid > 1) {
      ProcessHandle.of(pid).ifPresent(LiveContainer::killWithChildren);
    }
  }

  /** Children first: once it is gone nobody knows whose they were. */
  private static void killWithChildren(ProcessHandle check) {
    for (int look = 0; look < KILL_LOOKS; look++) {
      check.descendants().forEach(ProcessHandle::destroyForcibly);
    }
    List<ProcessHandle> justBorn = check.descendants().toList();
    check.destroyForcibly();
    justBorn.forEach(ProcessHandle::destroyForcibly);
  }

  void remove() {
    output.drop();
    removeContainer();
  }

  private void removeContainer() {
    String container = id;
    if (container == null) {
      return;
    }
    try {
      client.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException | NotModifiedException goneAlready) {
      return;
    }
  }

  /** Removes it though the agent, which may have frozen it, is gone. */
  void abandon() {
    String pod = spec.pod();
    AbandonedGroup.of(engine.mark(), pod == null ? spec.attempt() : pod).kill();
    remove();
  }

  private boolean isPaused() {
    return Boolean.TRUE.equals(client.inspectContainerCmd(known()).exec().getState().getPaused());
  }

  private boolean isOver() {
    return Boolean.FALSE.equals(client.inspectContainerCmd(known()).exec().getState().getRunning());
  }

  private String known() {
    String container = id;
    if (container == null) {
      throw new IllegalStateException("the container of " + spec.attempt() + " is not made yet");
    }
    return container;
  }
}
