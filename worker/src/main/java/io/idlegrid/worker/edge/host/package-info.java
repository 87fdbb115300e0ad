/** Reads from the kernel and its sensors what the device is and how it is. */
@NullMarked
package io.idlegrid.worker.edge.host;

import org.jspecify.annotations.NullMarked;
