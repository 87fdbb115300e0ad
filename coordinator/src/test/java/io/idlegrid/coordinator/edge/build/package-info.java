/** Builds with a real engine. */
@NullMarked
package io.idlegrid.coordinator.edge.build;

import org.jspecify.annotations.NullMarked;
