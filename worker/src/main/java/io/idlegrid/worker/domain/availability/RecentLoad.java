package io.idlegrid.worker.domain.availability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The last samples, as few as cover a span.
 *
 * @param samples oldest first
 */
record RecentLoad(Duration span, List<HostLoad> samples) {

  RecentLoad {
    samples = List.copyOf(samples);
  }

  RecentLoad with(HostLoad sample) {
    List<HostLoad> kept = new ArrayList<>(samples);
    kept.add(sample);
    while (kept.size() > 1 && covers(kept.subList(1, kept.size()))) {
      kept.remove(0);
    }
    return new RecentLoad(span, kept);
  }

  RecentLoad forgotten() {
    return new RecentLoad(span, List.of());
  }

  /** Whether they cover the span. */
  boolean isFull() {
    return covers(samples);
  }

  Duration covered() {
    return lengthOf(samples);
  }

  double hostMean() {
    double weighted = 0;
    for (HostLoad sample : samples) {
      weighted += sample.host() * sample.span().toNanos();
    }
    return samples.isEmpty() ? 0 : weighted / covered().toNanos();
  }

  private boolean covers(List<HostLoad> some) {
    // A sampler's span is never exact to the nanosecond; nine tenths of the span are the span.
    return lengthOf(some).compareTo(span.multipliedBy(9).dividedBy(10)) >= 0;
  }

  private static Duration lengthOf(List<HostLoad> some) {
    return some.stream().map(HostLoad::span).reduce(Duration.ZERO, Duration::plus);
  }
}
