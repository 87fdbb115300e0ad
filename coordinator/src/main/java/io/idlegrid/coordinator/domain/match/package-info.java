/** Which unit goes to which device, and why another does not. */
@NullMarked
package io.idlegrid.coordinator.domain.match;

import org.jspecify.annotations.NullMarked;
