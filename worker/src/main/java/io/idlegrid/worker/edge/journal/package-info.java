/** Attempts remembered over a crash or reboot. */
@NullMarked
package io.idlegrid.worker.edge.journal;

import org.jspecify.annotations.NullMarked;
