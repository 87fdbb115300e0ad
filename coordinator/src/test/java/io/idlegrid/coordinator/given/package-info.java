/** Jobs and devices that tests begin with: usual ones, but for what a test says. */
@NullMarked
package io.idlegrid.coordinator.given;

import org.jspecify.annotations.NullMarked;
