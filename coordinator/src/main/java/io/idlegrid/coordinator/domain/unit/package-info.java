/** What is remembered of a unit beyond one byte, and what follows from an outcome. */
@NullMarked
package io.idlegrid.coordinator.domain.unit;

import org.jspecify.annotations.NullMarked;
