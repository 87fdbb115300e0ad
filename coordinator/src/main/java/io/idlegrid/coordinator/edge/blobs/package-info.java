/** Blobs as files named by their hash. */
@NullMarked
package io.idlegrid.coordinator.edge.blobs;

import org.jspecify.annotations.NullMarked;
