/** The owner's command line on the device itself. */
@NullMarked
package io.idlegrid.worker.owner;

import org.jspecify.annotations.NullMarked;
