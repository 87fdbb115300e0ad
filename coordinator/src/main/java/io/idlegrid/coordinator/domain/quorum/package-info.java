/** Which outcomes agree, and which output therefore counts. */
@NullMarked
package io.idlegrid.coordinator.domain.quorum;

import org.jspecify.annotations.NullMarked;
