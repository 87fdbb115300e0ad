/** How much of the device its owner uses, and whether attempts may run beside that. */
@NullMarked
package io.idlegrid.worker.domain.availability;

import org.jspecify.annotations.NullMarked;
