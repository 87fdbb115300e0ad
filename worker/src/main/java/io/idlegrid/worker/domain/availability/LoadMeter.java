package io.idlegrid.worker.domain.availability;

import java.time.Duration;
import java.util.Optional;

/**
 * Turns readings, however often they come, into means over a fixed span.
 *
 * @param span least length of a mean
 * @param from reading that the running mean starts at
 */
public record LoadMeter(Duration span, int processors, CpuReading from) {

  /** What telemetry, storage and forecasts are made of. */
  public static final Duration TELEMETRY_SPAN = Duration.ofSeconds(2);

  /** What the guard looks at while attempts run. */
  public static final Duration GUARD_SPAN = Duration.ofMillis(50);

  /**
   * What a reading led to.
   *
   * @param load a mean, when its span was full
   */
  public record Step(LoadMeter next, Optional<HostLoad> load) {}

  public Step accept(CpuReading reading) {
    if (reading.at() - from.at() < span.toNanos()) {
      return new Step(this, Optional.empty());
    }
    return new Step(
        new LoadMeter(span, processors, reading), HostLoad.between(from, reading, processors));
  }
}
