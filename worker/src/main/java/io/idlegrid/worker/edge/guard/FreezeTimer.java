package io.idlegrid.worker.edge.guard;

import io.idlegrid.worker.domain.availability.GuardPolicy;
import io.idlegrid.worker.domain.availability.HostLoad;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long the owner's work may have waited for us: from the rise of the load until
 * attempts stood still. Used by the guard's thread.
 */
final class FreezeTimer {

  private @Nullable Long risenAt;
  private boolean isWatched;
  private boolean sawLoad;
  private volatile @Nullable GuardListener listener;

  void listen(GuardListener newListener) {
    listener = newListener;
  }

  /** A sample, before the guard judges it. */
  void sampled(HostLoad load, boolean isFrozen, GuardPolicy policy, long now) {
    if (isFrozen) {
      // The sample that the freeze fell into still has the load that caused it.
      sawLoad |= isWatched && load.host() >= policy.leave();
    } else if (load.host() < policy.enter()) {
      risenAt = null;
    } else if (risenAt == null) {
      risenAt = now - load.span().toNanos();
    }
  }

  /**
   * Attempts were just stopped or let go.
   *
   * @param ran whether there were any
   * @param byLoad whether only the processors' load was the reason
   */
  void applied(boolean isStopped, boolean ran, boolean byLoad) {
    GuardListener hears = listener;
    Long rise = risenAt;
    if (isStopped) {
      isWatched = ran && byLoad;
      sawLoad = false;
      if (hears != null && ran) {
        long waited = rise == null ? 0 : System.nanoTime() - rise;
        hears.suspended(Duration.ofNanos(waited));
      }
    } else if (isWatched) {
      isWatched = false;
      if (hears != null && !sawLoad) {
        hears.falselyAlarmed();
      }
    }
    risenAt = null;
  }
}
