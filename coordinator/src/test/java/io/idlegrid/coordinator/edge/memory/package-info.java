/** Stores that forget, for tests and simulations; they pass the same contract tests. */
@NullMarked
package io.idlegrid.coordinator.edge.memory;

import org.jspecify.annotations.NullMarked;
