/** One try at a unit on one device, and the lease under which it runs. */
@NullMarked
package io.idlegrid.coordinator.domain.attempt;

import org.jspecify.annotations.NullMarked;
