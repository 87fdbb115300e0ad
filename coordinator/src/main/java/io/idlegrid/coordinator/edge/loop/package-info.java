/** The thread of the grid, and the clock that ticks for it. */
@NullMarked
package io.idlegrid.coordinator.edge.loop;

import org.jspecify.annotations.NullMarked;
