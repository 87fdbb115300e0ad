/** Who asks: tokens, device keys, join codes. */
@NullMarked
package io.idlegrid.coordinator.edge.auth;

import org.jspecify.annotations.NullMarked;
