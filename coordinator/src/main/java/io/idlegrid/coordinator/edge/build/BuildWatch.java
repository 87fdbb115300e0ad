package io.idlegrid.coordinator.edge.build;

import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.ImageBuilder.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends a build that lasts too long, takes too much disk, or is not wanted any more: whoever reads
 * what the build says finds its connection closed, which is how engines are told to stop.
 */
final class BuildWatch implements AutoCloseable {

  /** A disk takes less than a hundred megabytes in that time, mostly. */
  private static final long LOOK_MILLIS = 100;

  private final Duration time;
  private final DiskWatch disk;
  private final Watcher watcher;
  private final Runnable end;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<RefusedException> reason = new AtomicReference<>();
  private final Thread thread = new Thread(this::watch, "watches a build");

  private BuildWatch(Duration time, DiskWatch disk, Watcher watcher, Runnable end) {
    this.time = time;
    this.disk = disk;
    this.watcher = watcher;
    this.end = end;
  }

  /**
   * Begins to watch.
   *
   * @param end closes the connection; may be called while another thread reads from it
   */
  static BuildWatch start(Duration time, DiskWatch disk, Watcher watcher, Runnable end) {
    BuildWatch watch = new BuildWatch(time, disk, watcher, end);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /** Why the build was ended, if it was. */
  Optional<RefusedException> reason() {
    return Optional.ofNullable(reason.get());
  }

  private void watch() {
    long begun = System.nanoTime();
    try {
      while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        Optional<RefusedException> found = problem(System.nanoTime() - begun);
        if (found.isPresent()) {
          reason.set(found.get());
          end.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      reason.set(
          RefusedException.of(
              Kind.UNAVAILABLE,
              "build.engine",
              "the disk that builds use cannot be watched: " + e.getMessage(),
              "tell the operator"));
      end.run();
    }
  }

  private Optional<RefusedException> problem(long nanos) throws IOException {
    if (watcher.isStopped()) {
      return Optional.of(
          RefusedException.of(
              Kind.CONFLICT, "build.cancelled", "the build was cancelled", "build it again"));
    }
    if (nanos > time.toNanos()) {
      return Optional.of(
          RefusedException.of(
                  Kind.TOO_LARGE,
                  "build.time",
                  "the build took longer than %d s".formatted(time.toSeconds()),
                  "do less in it, or build it elsewhere and push the image")
              .with("most", time.toSeconds()));
    }
    return disk.problem();
  }

  @Override
  public void close() {
    over.countDown();
  }
}
