/** Numbers for whoever watches the coordinator over weeks. */
@NullMarked
package io.idlegrid.coordinator.edge.metrics;

import org.jspecify.annotations.NullMarked;
