/** Which coordinator a client believes, for workers and clients alike; keys that programs make. */
@NullMarked
package io.idlegrid.protocol.trust;

import org.jspecify.annotations.NullMarked;
