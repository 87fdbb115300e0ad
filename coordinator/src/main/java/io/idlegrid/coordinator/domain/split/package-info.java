/** How a job's data becomes units, and which data a unit has. */
@NullMarked
package io.idlegrid.coordinator.domain.split;

import org.jspecify.annotations.NullMarked;
