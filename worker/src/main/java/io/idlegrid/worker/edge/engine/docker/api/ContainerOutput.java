package io.idlegrid.worker.edge.engine.docker.api;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.idlegrid.worker.edge.engine.docker.message.Event;
import java.io.Closeable;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a container's output on, as much as its sink takes. While the sink takes nothing the
 * engine's stream is not read, so that the container itself has to wait.
 */
final class ContainerOutput {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerOutput.class);
  private static final int PIECE = 16 << 10;
  private static final int ATTACH_SECONDS = 30;
  private static final int PATIENCE_SECONDS = 5;

  private final String attempt;
  private final EventWriter events;
  private final Semaphore window = new Semaphore(Event.WINDOW_BYTES);
  private @Nullable Stream stream;
  private volatile boolean dropping;

  ContainerOutput(String attempt, EventWriter events) {
    this.attempt = attempt;
    this.events = events;
  }

  synchronized void attach(DockerClient client, String container) {
    Stream attached = new Stream();
    client
        .attachContainerCmd(container)
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(attached);
    attached.awaitStart();
    stream = attached;
  }

  void mayWrite(int bytes) {
    window.release(bytes);
  }

  /** From here on output is thrown away: a container that nobody listens to could not end. */
  void drop() {
    dropping = true;
    window.release(Event.WINDOW_BYTES);
  }

  /** Waits as long as a sink is slow, but not for a stream that the engine forgot to end. */
  void awaitEnd() throws InterruptedException {
    Stream attached = attached();
    while (attached != null && !attached.awaitCompletion(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      if (!window.hasQueuedThreads()) {
        LOG.warn("the engine did not end the output of {}", attempt);
        return;
      }
    }
  }

  private synchronized @Nullable Stream attached() {
    return stream;
  }

  private void pass(Frame frame) {
    boolean error = frame.getStreamType() == StreamType.STDERR;
    byte[] payload = frame.getPayload();
    for (int from = 0; from < payload.length && !dropping; from += PIECE) {
      byte[] piece = Arrays.copyOfRange(payload, from, Math.min(payload.length, from + PIECE));
      window.acquireUninterruptibly(piece.length);
      events.write(Event.Output.of(attempt, error, piece));
    }
  }

  private final class Stream extends ResultCallback.Adapter<Frame> {

    private final CompletableFuture<Boolean> started = new CompletableFuture<>();

    /** Podman makes the container ready here already, and so says here what it does not like. */
    void awaitStart() {
      try {
        started.get(ATTACH_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException refused
            ? refused
            : new IllegalStateException("output cannot be attached", e.getCause());
      } catch (TimeoutException e) {
        throw new IllegalStateException("the engine did not attach output within 30 s", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while output was attached", e);
      }
    }

    @Override
    public void onStart(Closeable connection) {
      super.onStart(connection);
      started.complete(true);
    }

    @Override
    public void onNext(Frame frame) {
      pass(frame);
    }

    @Override
    public void onError(Throwable broken) {
      LOG.debug("output of {} broke off", attempt, broken);
      started.completeExceptionally(broken);
      super.onComplete();
    }
  }
}
