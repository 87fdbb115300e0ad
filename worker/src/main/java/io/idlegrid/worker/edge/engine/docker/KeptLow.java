package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import io.idlegrid.worker.edge.engine.LowestPriority;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a group the lowest priority again and again while the engine starts something in it, which
 * inherits the engine's priority and not the group's; and once more at the end, for what that left
 * behind.
 */
final class KeptLow {

  private static final Logger LOG = LoggerFactory.getLogger(KeptLow.class);

  private static final long SOON_MILLIS = 50;
  private static final long LATER_MILLIS = 1_000;

  /** Engines take a few hundred milliseconds to start something. */
  private static final int SOON_LOOKS = 20;

  private final AttemptGroup group;
  private final CountDownLatch over = new CountDownLatch(1);

  private KeptLow(AttemptGroup group) {
    this.group = group;
  }

  static KeptLow from(AttemptGroup group) {
    KeptLow kept = new KeptLow(group);
    Thread thread = new Thread(kept::run, "priorities of " + group.path());
    thread.setDaemon(true);
    thread.start();
    return kept;
  }

  private void run() {
    try {
      int looks = 0;
      while (!over.await(
          looks++ < SOON_LOOKS ? SOON_MILLIS : LATER_MILLIS, TimeUnit.MILLISECONDS)) {
        lower();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lower();
  }

  private void lower() {
    try {
      LowestPriority.giveTo(group);
    } catch (EngineException e) {
      LOG.debug("something in {} counts as host load: {}", group.path(), e.getMessage());
    }
  }

  /** What was started has ended. */
  void end() {
    over.countDown();
  }
}
