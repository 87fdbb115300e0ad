package io.idlegrid.coordinator.edge.registry;

import io.idlegrid.coordinator.domain.image.RegistryReference;
import io.idlegrid.coordinator.flow.PullImages;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lanes of its own for every registry, so that one that is slow keeps nobody else's images waiting.
 * There are as many as registries that the administrator allows.
 */
public final class RegistryLanes implements PullImages.Lanes, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryLanes.class);

  /** One that is slow is passed by another. */
  private static final int PULLS_AT_ONCE = 2;

  private final Map<String, Lane> lanes = new HashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "asks a registry");
            thread.setDaemon(true);
            return thread;
          });

  /** What goes on with a registry. */
  private static final class Lane {

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Set<String> repositories = new HashSet<>();
    private boolean isLooking;
  }

  private record Waiting(String repository, Runnable task) {}

  @Override
  public synchronized void pull(RegistryReference image, Runnable task) {
    Lane lane = lane(image.registry());
    lane.waiting.add(new Waiting(image.repository(), task));
    next(lane);
  }

  @Override
  public synchronized void look(String registry, Runnable task) {
    Lane lane = lane(registry);
    if (lane.isLooking) {
      LOG.info("registry {} is still being asked for newer images", registry);
      return;
    }
    lane.isLooking = true;
    start(
        () -> {
          try {
            task.run();
          } finally {
            looked(lane);
          }
        });
  }

  private Lane lane(String registry) {
    return lanes.computeIfAbsent(registry, any -> new Lane());
  }

  /** The parts of one repository share a folder, so its pulls wait for each other. */
  private void next(Lane lane) {
    Iterator<Waiting> all = lane.waiting.iterator();
    while (lane.repositories.size() < PULLS_AT_ONCE && all.hasNext()) {
      Waiting first = all.next();
      if (lane.repositories.add(first.repository())) {
        all.remove();
        start(
            () -> {
              try {
                first.task().run();
              } finally {
                pulled(lane, first.repository());
              }
            });
      }
    }
  }

  private synchronized void pulled(Lane lane, String repository) {
    lane.repositories.remove(repository);
    next(lane);
  }

  private synchronized void looked(Lane lane) {
    lane.isLooking = false;
  }

  private void start(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException closing) {
      LOG.debug("no registry is asked any more", closing);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
