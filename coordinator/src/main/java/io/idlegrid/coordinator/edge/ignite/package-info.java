/** Durable rows in Apache Ignite with native persistence. */
@NullMarked
package io.idlegrid.coordinator.edge.ignite;

import org.jspecify.annotations.NullMarked;
