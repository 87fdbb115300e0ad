package io.idlegrid.client;

import io.idlegrid.protocol.job.JobView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches a job until it is over, in a thread of its own: by the coordinator's event stream, and by
 * asking again whenever that breaks off. A coordinator that is away is waited for.
 */
final class JobWatch {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(15);

  /** With the pauses between them, about ten minutes without a sign of the coordinator. */
  private static final int MOST_SILENT_TRIES = 40;

  private final GridApi api;
  private final String id;
  private final Pauses pauses;
  private final Set<JobWatch> running;
  private final List<Consumer<JobView>> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<JobView> end = new CompletableFuture<>();
  private @Nullable Thread thread;
  private @Nullable JobView last;

  /**
   * @param running holds this as long as its thread runs
   */
  JobWatch(GridApi api, String id, Pauses pauses, Set<JobWatch> running) {
    this.api = api;
    this.id = id;
    this.pauses = pauses;
    this.running = running;
  }

  /** Adds a listener, who hears the present state first. */
  synchronized void add(Consumer<JobView> listener) {
    if (last != null) {
      listener.accept(last);
    }
    listeners.add(listener);
    start();
  }

  /** Completes with the job as it ended; exceptionally when it could not be watched on. */
  synchronized CompletableFuture<JobView> end() {
    start();
    return end;
  }

  synchronized void stop() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void start() {
    if (thread == null) {
      thread = new Thread(this::watch, "idlegrid-watch-" + id);
      thread.setDaemon(true);
      running.add(this);
      thread.start();
    }
  }

  private void watch() {
    try {
      int silent = 0;
      while (!end.isDone()) {
        try {
          show(api.get(JobHandle.path(id), JobView.class));
          silent = 0;
          if (!end.isDone()) {
            api.events(JobHandle.path(id) + "/events", this::hear);
            // The stream ends with the job, or with a coordinator that stops.
            pauses.take(Pauses.backOff(0, FIRST_PAUSE, MOST_PAUSE));
          }
        } catch (UnreachableException e) {
          if (++silent > MOST_SILENT_TRIES) {
            throw e;
          }
          pauses.take(Pauses.backOff(silent - 1, FIRST_PAUSE, MOST_PAUSE));
        }
      }
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    } finally {
      running.remove(this);
    }
  }

  private boolean hear(String name, String data) {
    if (name.equals("progress")) {
      show(api.parse(data, JobView.class));
    }
    return !end.isDone() && !name.equals("end");
  }

  private synchronized void show(JobView view) {
    boolean isNews = last == null || !last.units().equals(view.units()) || !sameState(last, view);
    last = view;
    if (isNews) {
      listeners.forEach(listener -> listener.accept(view));
    }
    if (view.isOver()) {
      end.complete(view);
    }
  }

  private static boolean sameState(JobView one, JobView other) {
    return one.state().equals(other.state()) && one.reason().equals(other.reason());
  }
}
