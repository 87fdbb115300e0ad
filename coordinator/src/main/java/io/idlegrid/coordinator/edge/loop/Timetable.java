package io.idlegrid.coordinator.edge.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does things again and again, also after one of them failed. */
public final class Timetable implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "timetable");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Future<?>> planned = new ArrayList<>();

  /** Does something after each pause; {@code what} names it should it fail. */
  public void every(Duration pause, String what, Runnable task) {
    planned.add(
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                LOG.error("could not {}, trying again later", what, e);
              }
            },
            pause.toMillis(),
            pause.toMillis(),
            TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    planned.forEach(future -> future.cancel(false));
    timer.shutdownNow();
  }
}
