/** Blobs and the names given to them. */
@NullMarked
package io.idlegrid.protocol.store;

import org.jspecify.annotations.NullMarked;
