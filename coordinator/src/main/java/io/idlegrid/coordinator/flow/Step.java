package io.idlegrid.coordinator.flow;

import java.time.Instant;

/**
 * The moment in which events are handled, and what they change.
 *
 * @param now the instant of all decisions in this step
 * @param changes what will be committed together at its end
 */
record Step(Instant now, Changes changes) {}
