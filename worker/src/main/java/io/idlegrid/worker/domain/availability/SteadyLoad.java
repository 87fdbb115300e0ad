package io.idlegrid.worker.domain.availability;

import java.time.Duration;
import java.util.Optional;

/**
 * The load of the last moment, however short its samples: all of them count alike until they cover
 * a second, and older ones less and less from then on.
 *
 * @param covered by samples, a second at most; zero before the first
 * @param mean of them
 */
public record SteadyLoad(Duration covered, HostLoad mean) {

  public static final SteadyLoad NONE =
      new SteadyLoad(Duration.ZERO, new HostLoad(Duration.ZERO, 0, 0, 0));

  private static final Duration MOMENT = Duration.ofSeconds(1);

  public SteadyLoad with(HostLoad sample) {
    Duration longer = covered.plus(sample.span());
    Duration newCovered = longer.compareTo(MOMENT) < 0 ? longer : MOMENT;
    double weight = Math.min(1, (double) sample.span().toNanos() / newCovered.toNanos());
    return new SteadyLoad(
        newCovered,
        new HostLoad(
            newCovered,
            mixed(mean.host(), sample.host(), weight),
            mixed(mean.othersNiced(), sample.othersNiced(), weight),
            mixed(mean.own(), sample.own(), weight)));
  }

  /** Absent before the first sample. */
  public Optional<HostLoad> seen() {
    return covered.isZero() ? Optional.empty() : Optional.of(mean);
  }

  private static double mixed(double before, double newest, double weight) {
    return before + weight * (newest - before);
  }
}
