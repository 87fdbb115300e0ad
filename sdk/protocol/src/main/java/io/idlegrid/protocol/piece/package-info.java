/** Long lists of pieces of blobs, read at any place without loading them. */
@NullMarked
package io.idlegrid.protocol.piece;

import org.jspecify.annotations.NullMarked;
