/** Changes as they happen, for whoever watches. */
@NullMarked
package io.idlegrid.coordinator.edge.live;

import org.jspecify.annotations.NullMarked;
