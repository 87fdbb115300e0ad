package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.match.Finish;
import java.time.Duration;
import java.util.Optional;

/**
 * When a job that is not submitted would be done, if it started now.
 *
 * @param together if every device that is ready stays so; empty when none is
 * @param likely with its probability, as far as forecasts reach
 */
public record JobEnd(Optional<Duration> together, Optional<Finish> likely) {}
