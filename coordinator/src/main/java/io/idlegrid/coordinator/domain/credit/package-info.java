/** Points for validated work, and what a device's record is worth. */
@NullMarked
package io.idlegrid.coordinator.domain.credit;

import org.jspecify.annotations.NullMarked;
