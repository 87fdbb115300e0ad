package io.idlegrid.coordinator.domain.attempt;

import java.time.Instant;

/**
 * A phase of an attempt on its device, which lasts until the next one.
 *
 * @param phase such as {@code running} or {@code frozen}
 */
public record PhaseStart(String phase, Instant at) {}
