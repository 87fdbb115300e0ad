package io.idlegrid.worker.domain.availability;

import java.time.Duration;
import java.util.Optional;

/**
 * Mean use of the device between two readings, in percent of the whole device.
 *
 * @param span what the mean is over
 * @param host what others used, their niced time left out
 * @param othersNiced what others used at low priority
 * @param own what our attempts used
 */
public record HostLoad(Duration span, double host, double othersNiced, double own) {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Two ticks: so much a span may show too many. */
  private static final Duration GRAIN = Duration.ofMillis(20);

  /**
   * Own time is taken out once: the niced part from the niced counter, the rest from the others.
   * Where both readings have exact counters, those tell what processes used, and ticks only what is
   * outside of processes and what others' niced processes used; but ticks that show more than they
   * may err by are believed, for not every process is where exact counters look. Counters that went
   * backwards (the kernel's idle time does, now and then) yield nothing, as does a span without a
   * tick.
   */
  public static Optional<HostLoad> between(CpuReading earlier, CpuReading later, int processors) {
    long all = later.device().all() - earlier.device().all();
    long busy = later.device().busy() - earlier.device().busy();
    long niced = later.device().nice() - earlier.device().nice();
    long span = later.at() - earlier.at();
    if (all <= 0 || busy < 0 || niced < 0 || span <= 0) {
      return Optional.empty();
    }
    OwnCpu own = later.own().since(earlier.own());
    double ownNiced = percentOf(own.niced(), span, processors);
    double ownTotal = percentOf(own.total(), span, processors);
    double othersNiced = bounded(100.0 * niced / all - ownNiced);
    ExactCpu before = earlier.exact();
    ExactCpu after = later.exact();
    double host = 100.0 * (busy - niced) / all - (ownTotal - ownNiced);
    if (before != null && after != null) {
      long outside = later.device().outsideProcesses() - earlier.device().outsideProcesses();
      double others = percentOf(after.othersSince(before), span, processors);
      double exact = others + 100.0 * Math.max(0, outside) / all - othersNiced;
      host = Math.max(exact, host - percentOf(GRAIN, span, processors));
    }
    return Optional.of(
        new HostLoad(Duration.ofNanos(span), bounded(host), othersNiced, bounded(ownTotal)));
  }

  private static double percentOf(Duration used, long span, int processors) {
    double seconds = used.toNanos() / NANOS_PER_SECOND;
    return 100.0 * seconds / (span / NANOS_PER_SECOND * processors);
  }

  private static double bounded(double percent) {
    return Math.min(100, Math.max(0, percent));
  }
}
