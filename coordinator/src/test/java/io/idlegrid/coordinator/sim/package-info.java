/** A whole grid in virtual time: real domain, flow, predictor and agent, seeded faults. */
@NullMarked
package io.idlegrid.coordinator.sim;

import org.jspecify.annotations.NullMarked;
