/** Blobs kept on the device, by hash, within a bound. */
@NullMarked
package io.idlegrid.worker.edge.cache;

import org.jspecify.annotations.NullMarked;
