/** The messages of the worker's WebSocket. */
@NullMarked
package io.idlegrid.protocol.link;

import org.jspecify.annotations.NullMarked;
