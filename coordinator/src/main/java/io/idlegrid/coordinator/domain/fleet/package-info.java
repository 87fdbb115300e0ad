/** What is known of a device. */
@NullMarked
package io.idlegrid.coordinator.domain.fleet;

import org.jspecify.annotations.NullMarked;
