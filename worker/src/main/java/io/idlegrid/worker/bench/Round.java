package io.idlegrid.worker.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one policy did in one round.
 *
 * @param begin of the foreground, of the monotonic clock in nanoseconds
 * @param end of the foreground, likewise
 * @param finishes of the foreground's tasks after they were due, in milliseconds
 * @param foregroundCpuMillis CPU time of the foreground
 * @param lentCpuMillis CPU time that was harvested
 */
record Round(
    long begin,
    long end,
    int processors,
    List<Double> finishes,
    List<Burst> bursts,
    double foregroundCpuMillis,
    List<Stop> stops,
    double lentCpuMillis,
    double lostCpuMillis) {

  /** What was lent stands still a while after a burst for good reason. */
  private static final long AFTER_NANOS = 300_000_000;

  Round {
    finishes = List.copyOf(finishes);
    bursts = List.copyOf(bursts);
    stops = List.copyOf(stops);
  }

  double latency(double share) {
    return Sample.quantileOf(finishes.stream().mapToDouble(Double::doubleValue).toArray(), share);
  }

  /** How long the bursts took, as a multiple of what was planned. */
  double burstFactor() {
    double planned = bursts.stream().mapToDouble(Burst::plannedMillis).sum();
    return planned == 0 ? Double.NaN : bursts.stream().mapToDouble(Burst::millis).sum() / planned;
  }

  private double seconds() {
    return (end - begin) / 1e9;
  }

  double idleCpuMillis() {
    return seconds() * 1000 * processors - foregroundCpuMillis;
  }

  /** Share of the idle CPU time, in percent. */
  double harvested() {
    return 100 * lentCpuMillis / idleCpuMillis();
  }

  /**
   * In percent of what a gate would harvest that knows when bursts come and starts only units that
   * end before.
   */
  double harvestedOfOracle(double unitSeconds) {
    double usable = 0;
    double used = 0;
    long free = begin;
    for (Burst burst : bursts) {
      usable += whole(free, burst.begin(), unitSeconds);
      used += burst.millis() / 1000;
      free = burst.end();
    }
    usable += whole(free, end, unitSeconds);
    double share = usable / (seconds() - used);
    return share <= 0 ? Double.NaN : harvested() / Math.min(1, share);
  }

  private static double whole(long from, long to, double unitSeconds) {
    return Math.max(0, Math.floor((to - from) / 1e9 / unitSeconds) * unitSeconds);
  }

  /** From each burst's begin until what was lent stood still, in milliseconds. */
  double[] untilStopped() {
    List<Double> times = new ArrayList<>();
    for (Burst burst : bursts) {
      boolean stoodAlready =
          stops.stream().anyMatch(s -> s.begin() < burst.begin() && s.end() > burst.begin());
      stops.stream()
          .filter(stop -> stop.begin() >= burst.begin() && stop.begin() <= burst.end())
          .findFirst()
          .filter(stop -> !stoodAlready)
          .ifPresent(stop -> times.add((stop.begin() - burst.begin()) / 1e6));
    }
    return times.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Bursts in which what was lent never stood still; NaN where nothing was lent. */
  double missed() {
    if (bursts.isEmpty() || lentCpuMillis <= 0) {
      return Double.NaN;
    }
    long missed =
        bursts.stream()
            .filter(
                burst ->
                    stops.stream()
                        .noneMatch(s -> s.begin() <= burst.end() && s.end() >= burst.begin()))
            .count();
    return 100.0 * missed / bursts.size();
  }

  /** From each burst's end until work went on, in milliseconds. */
  double[] untilBack() {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < bursts.size(); i++) {
      long end = bursts.get(i).end();
      long next = i + 1 < bursts.size() ? bursts.get(i + 1).begin() : Long.MAX_VALUE;
      stops.stream()
          .filter(stop -> stop.begin() < end && stop.end() >= end && stop.end() < next)
          .findFirst()
          .ifPresent(stop -> times.add((stop.end() - end) / 1e6));
    }
    return times.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Stops that no burst explains, by hour of time without bursts. */
  double falseStopsPerHour() {
    double quiet = seconds() - bursts.stream().mapToDouble(Burst::millis).sum() / 1000;
    return quiet <= 0 ? Double.NaN : unexplained().size() / (quiet / 3600);
  }

  private List<Stop> unexplained() {
    return stops.stream()
        .filter(stop -> stop.begin() >= begin && stop.begin() < end)
        .filter(
            stop ->
                bursts.stream()
                    .noneMatch(
                        burst ->
                            stop.begin() >= burst.begin()
                                && stop.begin() <= burst.end() + AFTER_NANOS))
        .toList();
  }

  /** Each false stop in words, for whoever wants to know where it came from. */
  List<String> falseStops() {
    return unexplained().stream()
        .map(
            stop ->
                String.format(
                    Locale.ROOT,
                    "stopped %.2f s after the begin, in no burst: %s",
                    (stop.begin() - begin) / 1e9,
                    stop.reason()))
        .toList();
  }
}
